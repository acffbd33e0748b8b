import Measurements

/// Runs in the order of their first record.
struct RunTable {
  private(set) var runs: [Run] = []
  private var positions: [String: Int] = [:]

  /// Identifier of a run from the factors that tell runs apart; those that are not known are left out.
  static func id(_ factors: [String?]) -> String {
    let known = factors.compactMap { $0 }
    return known.isEmpty ? "all" : known.joined(separator: "-")
  }

  /// Adds a record to its run, which is made when it is new, and numbers it.
  mutating func add(_ record: Invocation, _ configuration: Configuration) {
    let position = position(ofRun: record.runID, configuration)
    var record = record
    record.sequence = record.sequence ?? runs[position].invocations.count
    runs[position].invocations.append(record)
  }

  /// Puts the calls of each run in the order in which they were sent and numbers them anew; calls of one
  /// instant keep their order.
  mutating func sortBySending() {
    for run in runs.indices {
      let calls = runs[run].invocations
      let sent = calls.map { $0.sentUnixNanoseconds ?? .max }
      let order = calls.indices.sorted { (sent[$0], $0) < (sent[$1], $1) }
      for (sequence, position) in order.enumerated() {
        runs[run].invocations[sequence] = calls[position]
        runs[run].invocations[sequence].sequence = sequence
      }
    }
  }

  private mutating func position(ofRun id: String, _ configuration: Configuration) -> Int {
    if let position = positions[id] { return position }
    positions[id] = runs.count
    runs.append(Run(id: id, configuration: configuration))
    return runs.count - 1
  }
}
