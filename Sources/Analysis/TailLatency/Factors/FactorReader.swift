import Measurements
import Statistics

/// Reads the factors of ordered calls.
struct FactorReader {
  private(set) var columns: [FactorColumn] = []
  private(set) var silent: [SilentFactor] = []
  private let calls: [Invocation]
  private let configurations: [Configuration]
  private let runs: [Int]

  /// - Parameters:
  ///   - calls: By run, and inside of a run by batch and time.
  ///   - configurations: Of each call.
  ///   - runs: Number of the run of each call.
  init(_ calls: [Invocation], _ configurations: [Configuration], runs: [Int]) {
    self.calls = calls
    self.configurations = configurations
    self.runs = runs
    // The more telling of two factors that cannot be told apart comes first.
    names(Factor("start", "start"), calls.map { $0.start == .unknown ? nil : $0.start?.rawValue })
    readConfiguration()
    names(Factor("container_id", "container"), calls.map(\.containerID))
    names(Factor("host_id", "host"), calls.map(\.hostID))
    names(Factor("cpu_model", "processor"), calls.map(\.cpuModel))
    readTimes()
    readBatches()
    readContainers()
    readMeasurements()
  }

  private mutating func names(_ factor: Factor, _ values: [String?]) {
    add(factor, FactorColumn(factor, names: values))
  }

  private mutating func numbers(_ factor: Factor, _ values: [Double?]) {
    add(factor, FactorColumn(factor, numbers: values))
  }

  private mutating func add(_ factor: Factor, _ column: FactorColumn?) {
    if let column {
      columns.append(column)
    } else {
      silent.append(SilentFactor(factor: factor, reason: .constant))
    }
  }

  /// Columns of a configuration that say what an experiment wanted, or follow from others.
  private static let leftOut: Set<String> = ["expected_start", "pattern", "isolation", "workload_version"]
  private static let titles = [
    "memory_mb": "memory", "vcpu": "virtual processors", "workload_version": "workload version",
    "runtime_version": "runtime version", "input_size": "input size", "arrival": "law of arrivals",
    "arrival_rate_per_s": "arrival rate",
  ]

  private mutating func readConfiguration() {
    // Many calls share a configuration, of which each is read once.
    let distinct = Set(configurations)
    for field in Configuration.fields where !Self.leftOut.contains(field.name) {
      let title = Self.titles[field.name] ?? field.name
      switch field.access {
      case .integer(let path, _):
        let values = Dictionary(uniqueKeysWithValues: distinct.map { ($0, $0[keyPath: path].map(Double.init)) })
        numbers(Factor(field.name, title, unit: field.unit, .ordered), configurations.map { values[$0] ?? nil })
      case .real(let path, _):
        let values = Dictionary(uniqueKeysWithValues: distinct.map { ($0, $0[keyPath: path]) })
        numbers(Factor(field.name, title, unit: field.unit, .ordered), configurations.map { values[$0] ?? nil })
      case .text(let path), .choice(let path, _):
        let values = Dictionary(uniqueKeysWithValues: distinct.map { ($0, $0[keyPath: path]) })
        names(Factor(field.name, title), configurations.map { values[$0] ?? nil })
      }
    }
  }

  private mutating func readTimes() {
    let seconds = calls.map { $0.sentUnixNanoseconds.map { Int((Double($0) / 1e9).rounded(.down)) } }
    let hour = Factor("hour", "hour", .cyclic)
    let days = Set(seconds.compactMap { $0.map { Self.floor($0, 86_400) } })
    let hours = seconds.map { $0.map { Self.floor($0, 3_600) - 24 * Self.floor($0, 86_400) } }
    if days.count == 1, Set(hours).count > 1 {
      silent.append(SilentFactor(factor: hour, reason: .oneDay))
    } else {
      add(hour, FactorColumn(hour, hours: hours))
    }
    numbers(Factor("calls_in_flight", "calls in flight", .ordered), callsInFlight)
  }

  private static func floor(_ value: Int, _ unit: Int) -> Int {
    value >= 0 ? value / unit : -((unit - 1 - value) / unit)
  }

  /// Other calls of all runs that were sent before each and not yet answered.
  private var callsInFlight: [Double?] {
    let spans = calls.map { call -> (sent: Int, done: Int)? in
      guard let sent = call.sentUnixNanoseconds else { return nil }
      if let done = call.doneUnixNanoseconds { return (sent, done) }
      let (nanoseconds, overflow) = (call.clientMicroseconds ?? -1).multipliedReportingOverflow(by: 1000)
      let (done, beyond) = sent.addingReportingOverflow(nanoseconds)
      return nanoseconds < 0 || overflow || beyond ? nil : (sent, done)
    }
    if spans.contains(where: { $0 == nil }) { return spans.map { _ in nil } }
    let sent = spans.compactMap { $0?.sent }.sorted()
    let done = spans.compactMap { $0?.done }.sorted()
    return spans.map { span in
      guard let span else { return nil }
      return Double(max(0, Self.count(of: sent, below: span.sent) - Self.count(of: done, below: span.sent + 1)))
    }
  }

  private static func count(of sorted: [Int], below bound: Int) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < bound { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func readBatches() {
    let first = Factor("first_batch", "first batch of its run", unit: "flag")
    let position = Factor("position_in_batch", "position in batch", .ordered)
    guard calls.allSatisfy({ $0.batch != nil }) else {
      silent += [first, position].map { SilentFactor(factor: $0, reason: .constant) }
      return
    }
    var firstBatch: [Int: Int] = [:]
    for (call, run) in zip(calls, runs) where firstBatch[run] == nil { firstBatch[run] = call.batch }
    names(first, zip(calls, runs).map { $0.batch == firstBatch[$1] ? "yes" : "no" })
    var positions: [Double?] = []
    var place = 0
    for index in calls.indices {
      let follows = index > 0 && runs[index] == runs[index - 1] && calls[index].batch == calls[index - 1].batch
      place = follows ? place + 1 : 1
      positions.append(Double(place))
    }
    let hasOrder =
      calls.allSatisfy { $0.sentUnixNanoseconds != nil } || calls.allSatisfy { $0.sequence != nil }
    numbers(position, hasOrder ? positions : positions.map { _ in nil })
  }

  private mutating func readContainers() {
    let age = Factor("container_age_s", "container age", unit: "s", .ordered)
    let number = Factor("container_call", "number of the container's call", .ordered)
    var ages = [Double?](repeating: nil, count: calls.count)
    var counts = ages
    let isTimed = calls.allSatisfy { $0.sentUnixNanoseconds != nil }
    let times = calls.map { $0.sentUnixNanoseconds ?? 0 }
    var firstCall: [String: Int] = [:]
    var callCount: [String: Int] = [:]
    if isTimed {
      for index in calls.indices.sorted(by: { (times[$0], $0) < (times[$1], $1) }) {
        guard let container = calls[index].containerID else { continue }
        let first = firstCall[container] ?? times[index]
        firstCall[container] = first
        callCount[container, default: 0] += 1
        ages[index] = (Double(times[index]) - Double(first)) / 1e9
        counts[index] = Double(callCount[container, default: 1])
      }
    }
    numbers(age, ages)
    numbers(number, counts)
  }

  /// Units of time: such measurements are parts of what a call took, not what it goes with.
  private static let unitsOfTime: Set<String> = ["ns", "us", "µs", "ms", "s"]

  private mutating func readMeasurements() {
    var units: [String: Set<String>] = [:]
    for call in calls {
      for (name, measurement) in call.measurements { units[name, default: []].insert(measurement.unit) }
    }
    for (name, units) in units.sorted(by: { $0.key < $1.key }) {
      guard units.count == 1, let unit = units.first, !Self.unitsOfTime.contains(unit) else { continue }
      numbers(
        Factor(name, name, unit: unit == "1" ? "" : unit, .ordered), calls.map { $0.measurements[name]?.value })
    }
  }
}
