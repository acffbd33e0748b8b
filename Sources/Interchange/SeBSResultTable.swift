import Measurements

/// Reads `result.csv`, the table that the original suite makes of its JSON files.
///
/// It has neither instants nor batches. The connection time is in seconds, whatever the suite's manual says.
enum SeBSResultTable {
  static func runs(of source: SourceFile, _ notices: inout [String]) throws(InterchangeError) -> [Run] {
    var table = RunTable()
    var withoutProvider = 0
    try source.forEachRow { (row) throws(InterchangeError) in
      var configuration = Configuration()
      let type = try row.required("type")
      guard let pattern = InvocationPattern(rawValue: type) else {
        throw row.error("type", expected: "cold, warm, burst or sequential", found: excerpt(type))
      }
      configuration.pattern = pattern
      configuration.expectedStart = pattern == .cold ? .cold : pattern == .warm ? .warm : .any
      configuration.memoryMB = try row.integer("memory").flatMap { $0 > 0 ? $0 : nil }
      configuration.trigger = .http
      let id = [type, configuration.memoryMB.map(String.init)].compactMap { $0 }.joined(separator: "-")
      let record = try record(row, runID: id)
      if record.providerMicroseconds == nil { withoutProvider += 1 }
      table.add(record, configuration)
    }
    var runs = table.runs
    notices.append(
      "\(source.name) has no instants: there are no batches, the order is not that of sending, and intervals take the "
        + "calls as independent. The suite's JSON files hold more.")
    if withoutProvider > 0 {
      notices.append("\(source.name): \(withoutProvider) calls have no provider time (0 in the file).")
    }
    for index in runs.indices {
      notices += SeBSChecks.repair(&runs[index], name: "\(source.name), \(runs[index].id)")
    }
    return runs
  }

  private static func record(_ row: TableRow, runID: String) throws(InterchangeError) -> Invocation {
    var record = Invocation(runID: runID)
    record.functionMicroseconds = try positive(row, "exec_time", 1)
    record.connectMicroseconds = try positive(row, "connection_time", 1_000_000)
    record.clientMicroseconds = try positive(row, "client_time", 1)
    record.providerMicroseconds = try positive(row, "provider_time", 1)
    record.memoryUsedMB =
      try row.text("mem_used") == "None" ? nil : row.number("mem_used").flatMap { $0 > 0 ? $0 : nil }
    switch row.text("is_cold")?.lowercased() {
    case "true", "1": record.start = .cold
    case "false", "0": record.start = .warm
    default: record.start = .unknown
    }
    return record
  }

  /// Zero means missing.
  private static func positive(_ row: TableRow, _ column: String, _ factor: Double) throws(InterchangeError)
    -> Int?
  {
    let duration = try row.microseconds(column, perUnit: factor)
    return duration == 0 ? nil : duration
  }
}
