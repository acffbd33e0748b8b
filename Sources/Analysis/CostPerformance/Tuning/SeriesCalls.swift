import Measurements
import Pricing
import Statistics

/// The priced calls of one series, by memory size.
struct SeriesCalls {
  /// Calls of one size in one start.
  struct Piece {
    let group: CallGroup
    let pricing: CallPricing
  }

  let label: String
  let mix: CallMix
  let metric: Metric
  /// Share of each part in all calls, and its pieces by memory size.
  let parts: [(share: Double, pieces: [Int: [Piece]])]
  /// Calls that a size must have to take part.
  let leastCalls: Int
  /// Sizes that every part has, in enough batches and calls.
  let sizes: [Int]
  /// Sizes that take no part, and why.
  let leftOut: [String]

  init(
    label: String, mix: CallMix, metric: Metric, parts: [(share: Double, pieces: [Int: [Piece]])],
    leastCalls: Int
  ) {
    self.label = label
    self.mix = mix
    self.metric = metric
    self.parts = parts
    self.leastCalls = leastCalls
    var (sizes, leftOut) = ([Int](), [String]())
    for size in Set(parts.flatMap(\.pieces.keys)).sorted() {
      let batches = parts.map { Self.batches($0.pieces[size] ?? []) }
      let fewest = batches.map(\.count).min() ?? 0
      let calls = batches.joined().reduce(0) { $0 + $1.count }
      if fewest < SizeSample.leastBatches {
        leftOut.append("\(size) MB has too few batches (\(fewest) of \(SizeSample.leastBatches))")
      } else if calls < leastCalls {
        leftOut.append("\(size) MB has too few calls for the limit (\(calls) of \(leastCalls))")
      } else {
        sizes.append(size)
      }
    }
    self.sizes = sizes
    self.leftOut = leftOut
  }

  /// Calls together with what prices them, by batch; calls without batches stand for themselves.
  static func batches(_ pieces: [Piece]) -> [[(call: Invocation, pricing: CallPricing)]] {
    pieces.flatMap { piece -> [[(call: Invocation, pricing: CallPricing)]] in
      let calls = piece.group.calls.map { (call: $0, pricing: piece.pricing) }
      guard piece.group.hasBatches else { return calls.map { [$0] } }
      let batches = Dictionary(grouping: calls) { $0.call.batch ?? 0 }
      return batches.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  /// The sample of each size, with the calls priced by a rule of one's own.
  func samples(_ price: (Invocation, CallPricing) throws -> Double) throws -> [SizeSample] {
    try sizes.map { size in
      let parts = try parts.map { part in
        SizeSample.Part(
          share: part.share,
          batches: try Self.batches(part.pieces[size] ?? []).map { batch in
            try batch.map { call, pricing in
              SizeSample.Call(
                microseconds: Double(metric.microseconds(of: call) ?? 0),
                costPerMillion: try price(call, pricing))
            }
          })
      }
      return try SizeSample(memoryMB: size, parts: parts)
    }
  }

  /// The pricing of a size.
  func pricing(_ size: Int) -> CallPricing? {
    parts.lazy.compactMap { $0.pieces[size]?.first?.pricing }.first
  }

  /// The groups that the calls of the sizes are from.
  var groupIDs: [String] {
    sizes.flatMap { size in parts.flatMap { ($0.pieces[size] ?? []).map(\.group.id) } }
  }

  /// Whether every group recorded its batches.
  var hasBatches: Bool { parts.allSatisfy { $0.pieces.values.joined().allSatisfy(\.group.hasBatches) } }

  /// The configuration of the first size.
  var configuration: Configuration? {
    sizes.first.flatMap { size in parts.first?.pieces[size]?.first?.group.configuration }
  }
}

extension SeriesCalls {
  /// The series of a study: each start by itself, and mixed when a cold share is asked for.
  ///
  /// - Returns: Series by label; of each, first the calls that it is judged by.
  static func all(
    _ groups: [CallGroup], prices: PriceSelection, metric: Metric, options: TuningOptions
  ) -> [(main: Bool, calls: SeriesCalls)] {
    let leastCalls = options.goal.limit?.leastCalls ?? 1
    var labels: [String] = []
    var pieces: [String: [CallMix: [Int: [Piece]]]] = [:]
    for group in groups {
      guard let pricing = CallPricing(group, prices) else { continue }
      let label = labelWithoutStart(group)
      if pieces[label] == nil { labels.append(label) }
      let mix: CallMix = group.start == .cold ? .cold : group.start == .warm ? .warm : .any
      pieces[label, default: [:]][mix, default: [:]][pricing.memoryMB, default: []].append(
        Piece(group: group, pricing: pricing))
    }
    return labels.sorted().flatMap { label -> [(main: Bool, calls: SeriesCalls)] in
      let byMix = pieces[label] ?? [:]
      func counted(_ mix: CallMix) -> Int {
        (byMix[mix] ?? [:]).values.joined().reduce(0) { $0 + $1.group.calls.count }
      }
      // A size is chosen for warm calls, unless hardly any were seen.
      let most = [CallMix.warm, .any, .cold].map(counted).max() ?? 0
      var main = [CallMix.warm, .any, .cold].first { 2 * counted($0) >= most && most > 0 } ?? .any
      var series = [CallMix.warm, .any, .cold].filter { counted($0) > 0 }.map { mix in
        SeriesCalls(
          label: label, mix: mix, metric: metric, parts: [(1, byMix[mix] ?? [:])], leastCalls: leastCalls)
      }
      if let coldShare = options.coldShare, let cold = byMix[.cold], let warm = byMix[.warm] {
        main = .mixed
        series.append(
          SeriesCalls(
            label: label, mix: .mixed, metric: metric, parts: [(1 - coldShare, warm), (coldShare, cold)],
            leastCalls: leastCalls))
      }
      let ordered = series.filter { $0.mix == main } + series.filter { $0.mix != main }
      return ordered.map { ($0.mix == main, $0) }
    }
  }

  /// The label of a group without its memory size and its start.
  private static func labelWithoutStart(_ group: CallGroup) -> String {
    let separator = " · "
    var words: [Substring] = []
    var rest = Substring(group.seriesLabel)
    while let range = rest.firstRange(of: separator) {
      words.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    words.append(rest)
    let kept = words.filter { $0 != (group.start?.rawValue ?? "") }
    return kept.isEmpty ? "all calls" : kept.joined(separator: separator)
  }
}
