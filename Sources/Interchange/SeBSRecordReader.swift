import Measurements

/// The clock of the original suite: local time without a zone in records, seconds since 1970 for the whole.
struct SeBSClock {
  /// What local time is ahead of UTC, in nanoseconds.
  private let offset: Int
  /// Remark when the zone could not be found.
  let notice: String?

  /// Offsets of time zones are multiples of a quarter of an hour.
  private static let step = 900 * CivilTime.nanosecondsPerSecond

  init(_ root: JSONValue) {
    var isLocal = false
    var first = Int.max
    var last = Int.min
    for function in root["_invocations"]?.members ?? [] {
      for call in function.value.members ?? [] {
        guard let times = call.value["times"] else { continue }
        for text in [times["client_begin"]?.string, times["client_end"]?.string].compactMap({ $0 }) {
          guard let instant = CivilTime.instant(text) else { continue }
          isLocal = true
          first = min(first, instant)
          last = max(last, instant)
        }
      }
    }
    guard isLocal else {
      (offset, notice) = (0, nil)
      return
    }
    // The suite ends some seconds after the last call, so the zone is the one that puts the last call just
    // before end_time.
    if let end = Self.nanoseconds(root["end_time"]), let begin = Self.nanoseconds(root["begin_time"]) {
      let steps = (Double(last - end) / Double(Self.step)).rounded(.up)
      let candidate = Int(steps) * Self.step
      if abs(candidate) <= 14 * 4 * Self.step, begin <= first - candidate {
        (offset, notice) = (candidate, nil)
        return
      }
    }
    offset = 0
    notice = "client_begin has no time zone and does not fit begin_time and end_time; it is read as UTC."
  }

  private static func nanoseconds(_ seconds: JSONValue?) -> Int? {
    guard let seconds = seconds?.double, (0..<8e9).contains(seconds) else { return nil }
    return Int(seconds * 1e6) * 1000
  }

  /// An instant of a record: local time as text, or seconds since 1970.
  func unixNanoseconds(_ value: JSONValue?) -> Int? {
    if let text = value?.string {
      if let instant = CivilTime.instant(text) { return instant >= offset ? instant - offset : nil }
      guard let seconds = csvNumber(text) else { return nil }
      switch seconds {
      case .integer(let whole):
        return (0..<8_000_000_000).contains(whole) ? whole * CivilTime.nanosecondsPerSecond : nil
      case .real(let real): return (0..<8e9).contains(real) ? Int(real * 1e6) * 1000 : nil
      case .text: return nil
      }
    }
    return Self.nanoseconds(value)
  }
}

/// Reads single calls of the original suite and counts what is wrong with them.
struct SeBSRecordReader {
  let file: String
  let clock: SeBSClock
  let platform: String?
  private var withoutProvider = 0
  private var calls = 0
  private var oldUnits = 0
  private var doubtfulBilling = 0
  private var hasConnection = false

  init(file: String, clock: SeBSClock, platform: String?) {
    self.file = file
    self.clock = clock
    self.platform = platform
  }

  mutating func record(_ call: JSONValue.Member, runID: String) throws(InterchangeError) -> Invocation {
    let value = call.value
    guard let times = value["times"] else {
      throw value.error(
        "a call with times", file: file, remedy: "The file should be one that the original suite has written."
      )
    }
    var record = Invocation(runID: runID)
    calls += 1
    let identifier = value["request_id"]?.string ?? call.key
    record.requestID = identifier.isEmpty ? nil : identifier
    record.sentUnixNanoseconds = clock.unixNanoseconds(times["client_begin"])
    record.doneUnixNanoseconds = clock.unixNanoseconds(times["client_end"])
    record.clientMicroseconds = try times.positive("client", perUnit: 1, file: file)
    record.functionMicroseconds = try times.positive("benchmark", perUnit: 1, file: file)
    record.connectMicroseconds = try times.positive("http_startup", perUnit: 1_000_000, file: file)
    record.firstByteMicroseconds = try times.positive(
      "http_first_byte_return", perUnit: 1_000_000, file: file)
    hasConnection = hasConnection || record.connectMicroseconds != nil
    let provider = value["provider_times"]
    record.providerMicroseconds = try provider?.positive("execution", perUnit: 1, file: file)
    record.initMicroseconds = try provider?.positive("initialization", perUnit: 1, file: file)
    if record.initMicroseconds == nil {
      record.initMicroseconds = try times.positive("initialization", perUnit: 1, file: file)
    }
    if record.providerMicroseconds == nil { withoutProvider += 1 }
    readStatistics(value["stats"], into: &record)
    try readBilling(value["billing"], into: &record)
    try readOutput(value["output"], into: &record)
    return record
  }

  private func readStatistics(_ statistics: JSONValue?, into record: inout Invocation) {
    // The local platform of the suite always answers "not cold".
    if platform == "local" {
      record.start = .unknown
    } else if let isCold = statistics?["cold_start"]?.bool {
      record.start = isCold ? .cold : .warm
      record.startEvidence = "the function said whether its sandbox was new"
    }
    record.memoryUsedMB = statistics?["memory_used"]?.double.flatMap { $0 > 0 ? $0 : nil }
    if statistics?["failure"]?.bool == true {
      record.status = .functionError
      record.errorClass = "sebs_failure"
    }
  }

  private mutating func readBilling(
    _ billing: JSONValue?, into record: inout Invocation
  ) throws(InterchangeError) {
    guard let billing else { return }
    let member = { (name: String) in billing["_" + name] != nil ? "_" + name : name }
    record.billedMilliseconds = try billing.integer(member("billed_time"), file: file).flatMap {
      $0 > 0 ? $0 : nil
    }
    let memory = try billing.number(member("memory"), file: file) ?? 0
    let published = try billing.number(member("gb_seconds"), file: file) ?? 0
    guard published > 0 else { return }
    guard let billed = record.billedMilliseconds, memory > 0 else {
      doubtfulBilling += 1
      return
    }
    let expected = Double(billed) * memory / 1024
    let isNear = { (one: Double, other: Double) in abs(one - other) <= 0.01 * other }
    if isNear(published * 1000, expected) {
      record.billedGBMilliseconds = published * 1000
    } else if isNear(published, Double(billed) * memory) {
      oldUnits += 1
      record.billedGBMilliseconds = published / 1024
    } else {
      doubtfulBilling += 1
    }
  }

  private func readOutput(_ output: JSONValue?, into record: inout Invocation) throws(InterchangeError) {
    record.containerID = output?["container_id"]?.string
    guard let measurement = output?["result"]?["measurement"] else { return }
    record.downloadMicroseconds = try measurement.microseconds("download_time", perUnit: 1, file: file)
    record.computeMicroseconds = try measurement.microseconds("compute_time", perUnit: 1, file: file)
    record.uploadMicroseconds = try measurement.microseconds("upload_time", perUnit: 1, file: file)
  }

  /// Remarks about all calls that were read.
  func notices(of name: String) -> [String] {
    var notices: [String] = []
    if withoutProvider > 0 {
      notices.append("\(name): \(withoutProvider) of \(calls) calls have no provider time (0 in the file).")
    }
    if hasConnection {
      notices.append(
        "\(name): connect_us is the suite's http_startup, which holds name resolution, TCP and TLS together.")
    }
    if oldUnits > 0 {
      notices.append("\(name): gb_seconds of \(oldUnits) calls was in MB*ms and has been converted.")
    }
    if doubtfulBilling > 0 {
      notices.append(
        "\(name): gb_seconds of \(doubtfulBilling) calls does not follow from billed time and memory and was left out."
      )
    }
    return notices
  }
}

extension JSONValue {
  /// Duration of a member in whole microseconds; `nil` when it is absent, null or 0, which means missing.
  fileprivate func positive(_ key: String, perUnit factor: Double, file: String) throws(InterchangeError)
    -> Int?
  {
    let duration = try microseconds(key, perUnit: factor, file: file)
    return duration == 0 ? nil : duration
  }
}
