import Measurements

/// One call of a function in a trace of X-Ray.
struct XRayCall {
  /// Name of the function, where the segments tell it.
  let function: String?
  private var service: Segment?
  private var handler: Segment?

  private static let serviceOrigin = "AWS::Lambda"
  private static let functionOrigin = "AWS::Lambda::Function"

  /// The calls of a trace in the order of their first segments.
  static func calls(
    of trace: JSONValue, file: String, _ omitted: inout XRayTraceImport.Omitted
  ) throws(InterchangeError) -> [XRayCall] {
    var calls: [XRayCall] = []
    for item in trace["Segments"]?.items ?? [] {
      let value = try document(item, file: file)
      let origin = value["origin"]?.string
      guard origin == serviceOrigin || origin == functionOrigin else {
        omitted.otherSegments += 1
        continue
      }
      guard let segment = try segment(value, of: item, file: file) else {
        omitted.unfinished += 1
        continue
      }
      let name = value["name"]?.string
      let position = calls.firstIndex { $0.function == name } ?? calls.count
      if position == calls.count { calls.append(XRayCall(function: name)) }
      let isTaken =
        origin == serviceOrigin
        ? calls[position].take(segment, \.service) : calls[position].take(segment, \.handler)
      if !isTaken { omitted.unpaired += 1 }
    }
    return calls
  }

  private init(function: String?) { self.function = function }

  /// Keeps the first segment of a kind.
  private mutating func take(_ segment: Segment, _ kind: WritableKeyPath<XRayCall, Segment?>) -> Bool {
    guard self[keyPath: kind] == nil else { return false }
    self[keyPath: kind] = segment
    return true
  }

  /// A segment stands in the trace itself or, as X-Ray sends it, as a text of JSON.
  private static func document(_ item: JSONValue, file: String) throws(InterchangeError) -> JSONValue {
    guard let document = item["Document"] else { return item }
    let text = Array((document.string ?? "").utf8)
    let parsed = try? withBytes(text) { (bytes) throws(InterchangeError) in
      try JSONValue(parsing: bytes, range: 0..<bytes.count, file: file)
    }
    guard let parsed, parsed.members != nil else {
      throw document.error(
        "a segment as a text of JSON in Document", file: file, remedy: "Ask X-Ray for the trace again.")
    }
    return parsed
  }

  /// Reads a segment; faults inside a document are reported where the document stands.
  private static func segment(
    _ value: JSONValue, of item: JSONValue, file: String
  ) throws(InterchangeError) -> Segment? {
    do throws(InterchangeError) {
      return try Segment(value, file: file)
    } catch {
      guard let document = item["Document"] else { throw error }
      throw InterchangeError(
        file: file, line: document.line, column: document.column, expected: error.expected,
        found: error.found, remedy: error.remedy)
    }
  }

  /// The call as a record.
  func record(
    run: String, trace: String, _ omitted: inout XRayTraceImport.Omitted
  ) throws(InterchangeError) -> Invocation {
    var record = Invocation(runID: run, status: status)
    record.traceID = trace
    record.requestID = handler?.requestID ?? service?.requestID
    if let service {
      record.sentUnixNanoseconds = service.span.start
      record.doneUnixNanoseconds = service.span.end
      record.clientMicroseconds = service.span.microseconds
    }
    record.start = .unknown
    guard let handler else { return record }
    let initialisation = handler.parts["Initialization"]
    record.start = initialisation == nil ? .warm : .cold
    record.startEvidence = "the trace has an initialisation for cold starts only"
    record.initMicroseconds = initialisation?.microseconds
    record.functionMicroseconds = handler.parts["Invocation"]?.microseconds
    if let overhead = handler.parts["Overhead"] {
      record.measurements["overhead"] = Measurement(value: Double(overhead.microseconds) / 1000, unit: "ms")
    }
    if let service {
      let waited = ((initialisation ?? handler.span).start - service.span.start + 500) / 1000
      if waited < 0 { omitted.clocks += 1 } else { record.queueMicroseconds = waited }
    }
    return record
  }

  private var status: Status {
    if service?.isThrottled == true || handler?.isThrottled == true { return .throttled }
    if handler?.hasFailed == true { return .functionError }
    return service?.hasFailed == true ? .platformError : .ok
  }
}

/// A segment of a trace with its parts.
private struct Segment {
  let span: Span
  let parts: [String: Span]
  let requestID: String?
  let isThrottled: Bool
  let hasFailed: Bool

  /// Reads a segment; `nil` when it had not ended.
  init?(_ value: JSONValue, file: String) throws(InterchangeError) {
    guard let span = try Span(value, file: file) else { return nil }
    self.span = span
    var parts: [String: Span] = [:]
    for part in value["subsegments"]?.items ?? [] {
      guard let name = part["name"]?.string, parts[name] == nil else { continue }
      parts[name] = try Span(part, file: file)
    }
    self.parts = parts
    requestID = value["aws"]?["request_id"]?.string
    isThrottled = value["throttle"]?.bool == true
    hasFailed = value["fault"]?.bool == true || value["error"]?.bool == true
  }
}

/// From an instant to a later one, in nanoseconds since 1970.
private struct Span {
  let start: Int
  let end: Int

  var microseconds: Int { (end - start + 500) / 1000 }

  /// Reads start and end in seconds since 1970; `nil` when there is no end.
  init?(_ value: JSONValue, file: String) throws(InterchangeError) {
    start = try Self.instant("start_time", of: value, file: file)
    guard value["end_time"] != nil else { return nil }
    end = try Self.instant("end_time", of: value, file: file)
    guard end >= start else {
      throw (value["end_time"] ?? value).error(
        "an end_time not before start_time", file: file, remedy: "Remove the trace.")
    }
  }

  private static func instant(
    _ key: String, of value: JSONValue, file: String
  ) throws(InterchangeError) -> Int {
    if case .number(let number)? = value[key]?.content,
      let instant = unixNanoseconds(number, perUnit: CivilTime.nanosecondsPerSecond)
    {
      return instant
    }
    throw (value[key] ?? value).error(
      "\(key) in seconds since 1970, of the years 2000 to 2200", file: file,
      remedy: "Ask X-Ray for the trace again.")
  }
}
