public import Measurements
import Statistics

/// Why calls are slow: which parts carry the excess of the slow calls over the typical one, and which causes can be
/// named for it.
public struct TailDiagnosis: Codable, Hashable, Sendable {
  /// What was asked for.
  public var options: TailOptions
  /// Duration that calls are slow by.
  public var metric: Metric
  /// Unit in which durations are shown.
  public var unit: DisplayUnit
  /// Each configuration, in the order of the data.
  public var groups: [GroupTail]
  /// Configurations with too few calls.
  public var refusals: [TailRefusal]
  /// Causes over all groups, by share of the excess of all slow calls; named ones first, unexplained last.
  public var causes: [CauseTotal]
  /// What is to be said, most important first.
  public var findings: [Finding]

  /// Calls with all their parts, of all groups.
  public var calls: Int { groups.reduce(0) { $0 + $1.calls } }
  /// Slow calls of all groups.
  public var slowCalls: Int { groups.reduce(0) { $0 + $1.tailCalls } }
  /// Calls that lack a part and were left out.
  public var incomplete: Int { groups.reduce(0) { $0 + $1.incomplete } }

  /// The groups that are told and drawn one by one: those with the most excess in all.
  public var foremost: ArraySlice<GroupTail> {
    groups.enumerated().sorted {
      ($1.element.totalExcess, $0.offset) < ($0.element.totalExcess, $1.offset)
    }.map(\.element).prefix(Self.mostTold)
  }
  private static let mostTold = 6

  /// The named cause of the largest share, or `nil` when nothing can be named.
  public var namedFirst: TailCause? { causes.first(where: \.isNamed)?.cause }
}

/// A configuration whose calls are too few.
public struct TailRefusal: Codable, Hashable, Sendable {
  /// What tells it from the others; untrusted text.
  public var label: String
  /// Calls with all their parts.
  public var calls: Int
  /// Calls that would do.
  public var needed: Int
}

/// A cause over all groups.
public struct CauseTotal: Codable, Hashable, Sendable {
  /// The cause.
  public var cause: TailCause
  /// Whether it is named in any group.
  public var isNamed: Bool
  /// Groups in which it is named.
  public var groups: Int
  /// Slow calls of which it is the class.
  public var calls: Int
  /// Share of the excess of all slow calls.
  public var share: Double
}

extension TailDiagnosis {
  /// Diagnoses a data set.
  ///
  /// - Parameters:
  ///   - data: What to diagnose.
  ///   - options: What is asked for.
  ///   - progress: Told of each configuration before its turn, with the number of those before it and of all.
  /// - Throws: ``StudyError`` when no successful call carries a duration, ``TailError`` for a wrong option or too few
  ///   calls in every configuration.
  /// - Complexity: O(calls · (log calls + 2^parts + replicates)) for at most seven parts.
  public init(
    _ data: DataSet, options: TailOptions = TailOptions(),
    progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws {
    try Self.check(options)
    guard let metric = options.metric ?? Metric.preferred(for: data) else {
      let quality = DataQuality(data)
      throw StudyError.nothingToAnalyse(attempted: quality.attempted, failed: quality.failed)
    }
    let pieces = Self.pieces(data.runs, by: options.groupBy)
    var groups: [GroupTail] = []
    var refusals: [TailRefusal] = []
    for (done, (label, runs)) in pieces.enumerated() {
      progress(done, pieces.count)
      let calls = SegmentedCalls(runs, metric: metric)
      if calls.count < TailOptions.fewestCalls {
        if calls.count > 0 {
          refusals.append(TailRefusal(label: label, calls: calls.count, needed: TailOptions.fewestCalls))
        }
        continue
      }
      groups.append(try GroupTail(id: "t\(groups.count + 1)", label: label, runs, calls, options: options))
    }
    if groups.isEmpty {
      if refusals.isEmpty { throw StudyError.metricNotMeasured(metric) }
      throw TailError.tooFewCalls(
        most: refusals.map(\.calls).max() ?? 0, needed: TailOptions.fewestCalls)
    }
    let middles = groups.map(\.typicalMicroseconds).sorted()
    self.init(
      options: options, metric: metric,
      unit: DisplayUnit.choose(typicalMicroseconds: middles[middles.count / 2]), groups: groups,
      refusals: refusals, causes: Self.totals(groups), findings: [])
    findings = TailWords(self).findings()
  }

  private static func check(_ options: TailOptions) throws(TailError) {
    if !(options.slowest > 0 && options.slowest <= 0.1) {
      throw .invalid(parameter: "The share of slow calls", value: options.slowest, range: "(0, 0.1]")
    }
    if !(options.level > 0.5 && options.level < 1) {
      throw .invalid(parameter: "The level", value: options.level, range: "(0.5, 1)")
    }
    if options.replicates < 99 {
      throw .invalid(
        parameter: "The number of replicates", value: Double(options.replicates), range: "[99, ∞)")
    }
    if let interval = options.intervalMicroseconds, !(interval > 0 && interval.isFinite) {
      throw .invalid(parameter: "The interval in µs", value: interval, range: "(0, ∞)")
    }
    let known = Configuration.fields.map(\.name)
    if let name = options.groupBy.first(where: { !known.contains($0) }) {
      throw .unknownFactor(name, known: known)
    }
  }

  /// Runs that are diagnosed together, with their name.
  private static func pieces(_ runs: [Run], by factors: [String]) -> [(label: String, runs: [Run])] {
    let fields = Configuration.fields.filter { factors.isEmpty || factors.contains($0.name) }
    var order: [[String?]] = []
    var pieces: [[String?]: [Run]] = [:]
    for run in runs {
      let key = fields.map { $0.text(of: run.configuration) }
      if pieces[key] == nil { order.append(key) }
      pieces[key, default: []].append(run)
    }
    let names = FactorNames(order.compactMap { pieces[$0]?.first.map { ($0.configuration, nil) } })
    return order.map { key in
      let runs = pieces[key] ?? []
      let chosen = zip(fields, key).compactMap { field, value in value.map { "\(field.name)=\($0)" } }
      let label = runs.first.map { names.label($0.configuration, nil) } ?? ""
      return (factors.isEmpty ? label : chosen.joined(separator: " · "), runs)
    }
  }

  private static func totals(_ groups: [GroupTail]) -> [CauseTotal] {
    let whole = groups.reduce(0) { $0 + $1.totalExcess }
    return TailCause.allCases.compactMap { cause in
      let shares = groups.flatMap { group in
        group.causes.filter { $0.cause == cause }.map { ($0, group.totalExcess) }
      }
      if shares.isEmpty { return nil }
      let named = shares.count { $0.0.isNamed }
      return CauseTotal(
        cause: cause, isNamed: named > 0, groups: named, calls: shares.reduce(0) { $0 + $1.0.calls },
        share: whole > 0 ? shares.reduce(0) { $0 + $1.0.share.value * $1.1 } / whole : 0)
    }.sorted(by: precedes)
  }

  private static func precedes(_ left: CauseTotal, _ right: CauseTotal) -> Bool {
    if left.isNamed != right.isNamed { return left.isNamed }
    if (left.cause == .unexplained) != (right.cause == .unexplained) { return right.cause == .unexplained }
    return left.share > right.share
  }
}

extension TailDiagnosis {
  /// The causes of every group as CSV, one a row.
  public func causeTable() -> String {
    func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    var rows = [
      "group,calls,slow_calls,cause,named,share,share_low,share_high,class_calls,bearing_calls,added_us,segment,p_value,p99_us,p99_without_us"
    ]
    for group in groups {
      for cause in group.causes {
        func p99(_ quantiles: [TailPercentile]) -> Double? {
          quantiles.first { $0.probability == 0.99 }?.value
        }
        let cells = [
          group.label.csvCell, "\(group.calls)", "\(group.tailCalls)", cause.cause.rawValue,
          cause.isNamed ? "yes" : "no", number(cause.share.value), number(cause.share.interval.lower),
          number(cause.share.interval.upper), "\(cause.calls)", "\(cause.bearing)",
          number(cause.addedMicroseconds),
          cause.segment?.rawValue ?? "", number(cause.pValue), number(p99(group.quantiles)),
          number(p99(cause.without)),
        ]
        rows.append(cells.joined(separator: ","))
      }
    }
    return rows.joined(separator: "\n") + "\n"
  }
}

extension GroupTail {
  init(
    id: String, label: String, _ runs: [Run], _ calls: SegmentedCalls, options: TailOptions
  ) throws(TailError) {
    let sample = try TailSample(calls, slowest: options.slowest)
    let percentiles = TailPercentiles(calls: calls, level: options.level)
    let classes = TailClasses(sample, EvidenceSearch(sample, seed: options.seed), level: options.level)
    let draws = ClusterDraws(sample, classes)
    let bootstrap = ShareBootstrap(sample, draws, options: options)
    let totals = calls.totals
    self.init(
      id: id, label: label, runs: runs.map(\.id), calls: calls.count, incomplete: calls.incomplete,
      clusters: calls.clusterCount,
      hasBatches: calls.hasBatches, tailCalls: sample.tail.count,
      tailShare: Double(sample.tail.count) / Double(calls.count),
      tailClusters: Set(sample.tail.map { calls.cluster[$0] }).count, typicalMicroseconds: sample.meanTypical,
      thresholdMicroseconds: sample.tail.map { totals[$0] }.min() ?? 0,
      excessMicroseconds: sample.tailExcess / Double(sample.tail.count), quantiles: percentiles.measured,
      segments: Self.segments(sample, bootstrap, draws, options: options),
      causes: Self.causes(sample, classes, bootstrap, percentiles),
      concentrations: TailGathering(sample, options: options).all(),
      factors: options.findsFactors ? Self.factors(sample, runs, options) : nil,
      omission: try percentiles.omission(runs, options: options), negativeCalls: Self.negative(calls),
      slow: Self.slow(sample, classes, totals))
  }

  /// What goes with how far calls lie beyond the typical one of their configuration.
  private static func factors(_ sample: TailSample, _ runs: [Run], _ options: TailOptions) -> TailFactors? {
    let configurations = sample.calls.cluster.map { runs[sample.calls.runOfCluster[$0]].configuration }
    guard
      let table = try? FactorTable(
        calls: sample.calls.calls, configurations: configurations, responses: sample.excess)
    else { return nil }
    var factorOptions = FactorOptions()
    factorOptions.slowest = Double(sample.tail.count) / Double(sample.calls.count)
    factorOptions.level = options.level
    factorOptions.seed = options.seed
    return try? TailFactors(table, options: factorOptions)
  }

  private static func segments(
    _ sample: TailSample, _ bootstrap: ShareBootstrap, _ draws: ClusterDraws, options: TailOptions
  ) -> [SegmentShare] {
    let calls = sample.calls
    let quantileShares = QuantileAttribution(sample, options: options).shares(draws, options: options)
    return calls.segments.indices.map { index in
      let slow = sample.tail.reduce(0) { $0 + calls.times[index][$1] } / Double(sample.tail.count)
      let typical = calls.configuration.reduce(0) { $0 + sample.typical[$1][index] } / Double(calls.count)
      return SegmentShare(
        segment: calls.segments[index], typicalMicroseconds: typical, slowMicroseconds: slow,
        share: bootstrap.share(of: bootstrap.part(sample.tail.map { sample.deviations[index][$0] })),
        quantileShare: quantileShares[index])
    }
  }

  private static func causes(
    _ sample: TailSample, _ classes: TailClasses, _ bootstrap: ShareBootstrap, _ percentiles: TailPercentiles
  ) -> [CauseShare] {
    var causes: [CauseShare] = []
    var rest = bootstrap.whole
    var unnamed = sample.tail.count
    for (index, candidate) in classes.candidates.enumerated() {
      let explained = classes.explained(by: index)
      let part = bootstrap.part(of: index, classes, sample)
      let share = bootstrap.share(of: part)
      let isNamed = (share.interval.lower ?? 0) > TailOptions.smallShare && share.value > 0
      let mine = classes.classes.indices.filter { classes.classes[$0] == index }
      if isNamed {
        rest = rest - part
        unnamed -= mine.count
      }
      causes.append(
        CauseShare(
          cause: candidate.cause, isNamed: isNamed, share: share, calls: mine.count,
          bearing: candidate.members.count { $0 },
          addedMicroseconds: mine.isEmpty
            ? nil : mine.reduce(0) { $0 + explained[$1] } / Double(mine.count),
          segment: dominant(sample, candidate, mine.map { sample.tail[$0] }), evidence: candidate.evidence,
          pValue: classes.pValues[index], without: isNamed ? percentiles.without(candidate) : []))
    }
    causes.sort { ($0.isNamed ? 1 : 0, $0.share.value) > ($1.isNamed ? 1 : 0, $1.share.value) }
    causes.append(
      CauseShare(
        cause: .unexplained, isNamed: false, share: bootstrap.share(of: rest), calls: unnamed,
        bearing: unnamed,
        evidence: [], without: []))
    return causes
  }

  /// The part that carries most of the excess of some calls, among those that a candidate speaks of.
  private static func dominant(_ sample: TailSample, _ candidate: TailCandidate, _ calls: [Int])
    -> CallSegment?
  {
    if calls.isEmpty { return nil }
    let wanted = sample.calls.segments.indices.filter {
      candidate.segments?.contains(sample.calls.segments[$0]) ?? true
    }
    let sums = wanted.map { part in calls.reduce(0) { $0 + sample.deviations[part][$1] } }
    return sums.indices.max { sums[$0] < sums[$1] }.map { sample.calls.segments[wanted[$0]] }
  }

  /// Calls with a part that is negative by more than a tenth of a millisecond.
  private static func negative(_ calls: SegmentedCalls) -> Int {
    (0..<calls.count).count { call in calls.times.contains { $0[call] < -100 } }
  }

  private static func slow(_ sample: TailSample, _ classes: TailClasses, _ totals: [Double]) -> [SlowCall] {
    let calls = sample.calls
    return sample.tail.enumerated().map { position, index in
      let call = calls.calls[index]
      let deviations = sample.deviations.map { $0[index] }
      let largest = deviations.indices.max { deviations[$0] < deviations[$1] } ?? 0
      let excess = sample.excess[index]
      return SlowCall(
        runID: call.runID, requestID: call.requestID, batch: call.batch, position: index,
        sentUnixNanoseconds: call.sentUnixNanoseconds, microseconds: totals[index],
        excessMicroseconds: excess,
        segment: calls.segments[largest],
        cause: classes.classes[position].map { classes.candidates[$0].cause } ?? .unexplained,
        confidence: excess > 0 ? classes.explained[position] / excess : 0,
        parts: calls.times.map { $0[index] })
    }
  }
}
