import Measurements

/// Reads calls that arrived at a constant rate, with the clocks of client, function and provider.
///
/// A run is a file, since each has its own rate. `container_id` is the identity that a container gives itself at
/// its first request; that request is the cold one. What two clocks tell together is kept as measurements only.
enum PerformanceModelImport {
  static func read(_ sources: [SourceFile]) throws(InterchangeError) -> ImportResult {
    var runs = RunTable()
    var names: Set<String> = []
    for source in sources {
      guard names.insert(source.name).inserted else {
        throw InterchangeError(
          file: source.name, expected: "files of different names, since each is a run",
          found: "\(excerpt(source.name)) twice", remedy: "Name each file once.")
      }
      let id = source.name.hasSuffix(".csv") ? String(source.name.dropLast(4)) : source.name
      var calls: [Invocation] = []
      try source.forEachRow { (row) throws(InterchangeError) in calls.append(try record(row, run: id)) }
      let configuration = configuration(calls)
      for call in calls { runs.add(call, configuration) }
    }
    runs.sortBySending()
    var campaign = Importer.importedCampaign(title: "Calls at constant rates", sources)
    campaign.notices = [
      "arrival_rate_per_s is the rate that was seen, to two digits; the files do not tell the one that was asked for.",
      "The files do not tell the memory size, so calls are not priced.",
      "sent_to_function and function_to_done span the clocks of client and function, and hold the distance of the two.",
      "Left out: addresses, names of the virtual machine (one for each container), number of processors.",
    ]
    return ImportResult(
      dataSet: DataSet(campaign: campaign, runs: runs.runs), warnings: campaign.notices)
  }

  private static func record(_ row: TableRow, run: String) throws(InterchangeError) -> Invocation {
    var record = Invocation(runID: run)
    record.requestID = row.text("new_id")
    record.containerID = try row.required("exist_id")
    record.start = try start(row)
    record.startEvidence = "the first request of a container is the cold one"
    let second = CivilTime.nanosecondsPerSecond
    let sent = try row.instant("client_start_time", nanosecondsPerUnit: second)
    record.sentUnixNanoseconds = sent
    if row.text("client_end_time") != nil {
      let done = try row.instant("client_end_time", nanosecondsPerUnit: second)
      guard done >= sent else {
        throw row.error(
          "client_end_time", expected: "an instant not before client_start_time",
          found: excerpt(try row.required("client_end_time")))
      }
      record.doneUnixNanoseconds = done
    }
    record.clientMicroseconds = try row.microseconds("client_elapsed_time", perUnit: 1_000_000)
    record.functionMicroseconds = try row.microseconds("elapsed_time", perUnit: 1000)
    record.providerMicroseconds = try row.microseconds("aws_duration", perUnit: 1000)
    record.billedMilliseconds = try row.integer("aws_billed_duration")
    record.memoryUsedMB = try row.number("aws_max_mem")
    record.cpuModel = row.text("cpu_info").map(Self.model)
    record.measurements = try measurements(row, sent: sent, done: record.doneUnixNanoseconds)
    return record
  }

  private static func start(_ row: TableRow) throws(InterchangeError) -> Start {
    switch try row.required("is_cold") {
    case "True": return .cold
    case "False": return .warm
    case let text: throw row.error("is_cold", expected: "True or False", found: excerpt(text))
    }
  }

  /// The model in `2,Intel(R) Xeon(R) Processor @ 2.50GHz`; the number of processors stands before it.
  private static func model(_ text: String) -> String {
    let parts = text.split(separator: ",", maxSplits: 1)
    return parts.count == 2 && csvNumber(String(parts[0])) != nil ? trimmed(String(parts[1])) : text
  }

  private static func measurements(
    _ row: TableRow, sent: Int, done: Int?
  ) throws(InterchangeError) -> [String: Measurement] {
    var measurements: [String: Measurement] = [:]
    let milliseconds = { (from: Int, to: Int) in Measurement(value: Double(to - from) / 1e6, unit: "ms") }
    if row.text("start_time") != nil {
      let begun = try row.instant("start_time", nanosecondsPerUnit: 1_000_000)
      measurements["sent_to_function"] = milliseconds(sent, begun)
    }
    if row.text("end_time") != nil, let done {
      let ended = try row.instant("end_time", nanosecondsPerUnit: 1_000_000)
      measurements["function_to_done"] = milliseconds(ended, done)
    }
    // Both are texts of the operating system: `1849.88,3693.99` and ` 10.5 MB/s`.
    if let uptime = row.text("uptime")?.split(separator: ",").first {
      measurements["uptime"] = Measurement(value: try row.number(String(uptime), "uptime"), unit: "s")
    }
    if let speed = row.text("io_speed"), trimmed(speed).hasSuffix(" MB/s") {
      let value = try row.number(String(trimmed(speed).dropLast(" MB/s".count)), "io_speed")
      measurements["io_speed"] = Measurement(value: value, unit: "MB/s")
    }
    return measurements
  }

  private static func configuration(_ calls: [Invocation]) -> Configuration {
    var configuration = Configuration()
    configuration.platform = "aws"
    configuration.arrival = .open
    configuration.expectedStart = .any
    let sent = calls.compactMap(\.sentUnixNanoseconds)
    if let first = sent.min(), let last = sent.max(), last > first {
      let rate = Double(sent.count - 1) / (Double(last - first) / 1e9)
      configuration.arrivalRatePerSecond = twoDigits(rate)
    }
    return configuration
  }

  /// A positive number to two significant digits.
  private static func twoDigits(_ number: Double) -> Double {
    var scale = 1.0
    while number * scale < 10, scale < 1e15 { scale *= 10 }
    return (number * scale).rounded() / scale
  }
}
