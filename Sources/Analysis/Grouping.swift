public import Measurements
public import Statistics

/// Calls that are summarised together: one run, and cold and warm starts apart.
public struct CallGroup: Sendable {
  /// Identifier within the study, such as `g3`.
  public let id: String
  /// What tells this group from the others, for people; untrusted text.
  public let label: String
  /// The label without the memory size: what joins sizes to a series.
  public let seriesLabel: String
  /// Run that the calls belong to.
  public let runID: String
  /// What was held fixed.
  public let configuration: Configuration
  /// Start of the calls, or `nil` when the platform never shows it.
  public let start: Start?
  /// The successful calls that carry the metric, in order of time when every call has its time.
  public let calls: [Invocation]
  /// Their durations in µs, by batch.
  public let sample: ClusteredSample
  /// Whether the batches were recorded; otherwise every call counts as its own batch.
  public let hasBatches: Bool
  /// How the durations, in the order of the calls, belong together.
  public let structure: SampleStructure
  let structured: StructuredSample

  init(id: String, run: Run, start: Start?, calls: [Invocation], metric: Metric, names: FactorNames) throws {
    self.id = id
    label = names.label(run.configuration, start)
    seriesLabel = names.seriesLabel(run.configuration, start)
    runID = run.id
    configuration = run.configuration
    self.start = start
    let times = calls.compactMap(\.sentUnixNanoseconds)
    let hasTimes = times.count == calls.count
    let order = hasTimes ? calls.indices.sorted { (times[$0], $0) < (times[$1], $1) } : Array(calls.indices)
    self.calls = order.map { calls[$0] }
    let hasBatches = calls.allSatisfy { $0.batch != nil }
    self.hasBatches = hasBatches
    let values = self.calls.map { Double(metric.microseconds(of: $0) ?? 0) }
    let batches = self.calls.enumerated().map { hasBatches ? $1.batch ?? $0 : $0 }
    structure =
      switch (hasBatches, hasTimes) {
      case (true, true): .clusteredSeries(labels: batches)
      case (true, false): .clustered(labels: batches)
      case (false, true): .series
      case (false, false): .independent
      }
    sample = try ClusteredSample(values, labels: batches)
    structured = try StructuredSample(values, structure)
  }

  /// A quantile in µs with the interval that the structure of the data calls for.
  func quantile(_ probability: Double, level: Double) throws(StatisticsError) -> QuantileAnswer {
    try structured.quantileInterval(probability, level: level)
  }
}

/// Splits a data set into groups and names them by the factors in which they differ.
enum Grouping {
  static func groups(of data: DataSet, metric: Metric) throws -> [CallGroup] {
    var pieces: [(run: Run, start: Start?, calls: [Invocation])] = []
    for run in data.runs {
      let usable = run.invocations.filter { $0.status == .ok && metric.microseconds(of: $0) != nil }
      for start in [Start.cold, .warm, .unknown] {
        let calls = usable.filter { ($0.start ?? .unknown) == start }
        if !calls.isEmpty { pieces.append((run, start == .unknown ? nil : start, calls)) }
      }
    }
    let names = FactorNames(pieces.map { ($0.run.configuration, $0.start) })
    let ordered = pieces.enumerated().sorted { left, right in
      let a = left.element
      let b = right.element
      let first = names.seriesLabel(a.run.configuration, a.start)
      let second = names.seriesLabel(b.run.configuration, b.start)
      return (first, a.run.configuration.memoryMB ?? 0, left.offset)
        < (second, b.run.configuration.memoryMB ?? 0, right.offset)
    }
    return try ordered.enumerated().map { index, entry in
      let (run, start, calls) = entry.element
      return try CallGroup(
        id: "g\(index + 1)", run: run, start: start, calls: calls, metric: metric, names: names)
    }
  }
}

/// Names groups by the factors that vary between them.
struct FactorNames {
  private let varying: Set<String>
  private let startsVary: Bool

  /// Factors that never help a reader to tell groups apart, because others imply them.
  private static let silent: Set<String> = ["expected_start", "isolation", "vcpu", "workload_version"]

  /// Factors that give way when the others tell the groups apart without them.
  private static let dispensable = ["function", "runtime_version", "concurrency", "language"]

  init(_ groups: [(configuration: Configuration, start: Start?)]) {
    var varying: Set<String> = []
    for field in Configuration.fields where !Self.silent.contains(field.name) {
      if Set(groups.map { field.text(of: $0.configuration) }).count > 1 { varying.insert(field.name) }
    }
    for name in Self.dispensable where varying.contains(name) {
      let rest = varying.subtracting([name])
      if Self.distinct(groups, by: rest) == Self.distinct(groups, by: varying) { varying = rest }
    }
    if varying.isEmpty, groups.count == 1 { varying = ["benchmark", "function", "runtime"] }
    self.varying = varying
    self.startsVary = Set(groups.map(\.start)).count > 1
  }

  /// Number of groups that the named factors and the start tell apart.
  private static func distinct(
    _ groups: [(configuration: Configuration, start: Start?)], by names: Set<String>
  ) -> Int {
    let fields = Configuration.fields.filter { names.contains($0.name) }
    return Set(
      groups.map { group in fields.map { $0.text(of: group.configuration) } + [group.start?.rawValue] }
    ).count
  }

  func label(_ configuration: Configuration, _ start: Start?) -> String {
    join(configuration, start, includingMemory: true)
  }

  func seriesLabel(_ configuration: Configuration, _ start: Start?) -> String {
    join(configuration, start, includingMemory: false)
  }

  private func join(_ configuration: Configuration, _ start: Start?, includingMemory: Bool) -> String {
    var words: [String] = []
    for field in Configuration.fields where varying.contains(field.name) {
      if field.name == "memory_mb", !includingMemory { continue }
      guard let text = field.text(of: configuration), !repeatsStart(field.name, text, start) else { continue }
      let word = field.name == "memory_mb" ? "\(text)\u{00A0}MB" : text
      // A function is often named after its runtime.
      if !words.contains(word) { words.append(word) }
    }
    if startsVary, let start { words.append(start.rawValue) }
    if words.isEmpty {
      words = [configuration.benchmark ?? configuration.function ?? configuration.runtime ?? "all calls"]
    }
    return words.joined(separator: " · ")
  }

  /// The patterns `cold` and `warm` say no more than the start itself.
  private func repeatsStart(_ field: String, _ text: String, _ start: Start?) -> Bool {
    field == "pattern" && startsVary && text == start?.rawValue
  }
}

extension Field {
  /// The value as text, or `nil` when it is missing.
  public func text(of root: Root) -> String? {
    switch access {
    case .integer(let path, _): root[keyPath: path].map(String.init)
    case .real(let path, _): root[keyPath: path].map { "\($0)" }
    case .text(let path), .choice(let path, _): root[keyPath: path]
    }
  }
}

extension Configuration {
  /// The configuration without what an experiment chose to provoke a start.
  var withoutStart: Configuration {
    var copy = self
    copy.expectedStart = nil
    copy.pattern = nil
    copy.concurrency = nil
    return copy
  }
}
