import FoundationEssentials

/// What every handler of the catalogue answers.
struct Reply<Result: Decodable>: Decodable {
  /// Answer of the benchmark.
  var result: Result
  /// The handler's own measurements.
  var measurement: HandlerTimes
}

/// Durations that every handler of the catalogue measures.
struct HandlerTimes: Decodable {
  var computeMicroseconds: Int
  var computeCPUMicroseconds: Int
  var generateMicroseconds: Int

  enum CodingKeys: String, CodingKey {
    case computeMicroseconds = "compute_us"
    case computeCPUMicroseconds = "compute_cpu_us"
    case generateMicroseconds = "generate_us"
  }
}

/// Reads event and reply of a call, checks what all workloads have in common and hands both to `check`.
func validated<Event: Decodable, Result: Decodable>(
  reply: [UInt8], payload: [UInt8], token: (event: KeyPath<Event, String>, result: KeyPath<Result, String>),
  check: (Event, Result) throws(ValidationProblem) -> Void
) -> ValidationProblem? {
  guard let event = try? JSONDecoder().decode(Event.self, from: Data(payload)) else {
    return ValidationProblem("foreign_payload", "the event was not made by this workload")
  }
  let answer: Reply<Result>
  do {
    answer = try JSONDecoder().decode(Reply<Result>.self, from: Data(reply))
  } catch {
    return ValidationProblem("invalid_json", "the reply is not the handler's JSON: \(reason(error))")
  }
  let times = answer.measurement
  let durations = [times.computeMicroseconds, times.computeCPUMicroseconds, times.generateMicroseconds]
  guard durations.allSatisfy({ $0 >= 0 }) else {
    return ValidationProblem("wrong_measurement", "a duration is negative")
  }
  let expected = event[keyPath: token.event]
  guard answer.result[keyPath: token.result] == expected else {
    return ValidationProblem("wrong_token", "the reply belongs to another call than \"\(expected)\"")
  }
  do throws(ValidationProblem) {
    try check(event, answer.result)
    return nil
  } catch {
    return error
  }
}

/// Throws `wrong_result` unless both values are equal.
func require<Value: Equatable>(
  _ name: String, _ found: Value, is expected: Value
) throws(ValidationProblem) {
  guard found == expected else {
    throw ValidationProblem("wrong_result", "\(name) is \(found), expected \(expected)")
  }
}

/// JSON with sorted keys, so that the same event has the same bytes.
func canonicalJSON(_ event: some Encodable) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  // The events consist of integers and text, which JSON can always hold.
  return (try? encoder.encode(event)).map { [UInt8]($0) } ?? []
}

/// Seeds are kept below 2^53, where every reader of JSON numbers is exact.
func portableSeed(_ seed: UInt64) -> Int { Int(seed & 0x1f_ffff_ffff_ffff) }

private func reason(_ error: any Error) -> String {
  guard let error = error as? DecodingError else { return "unreadable" }
  switch error {
  case .keyNotFound(let key, _): return "\"\(key.stringValue)\" is missing"
  case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? "malformed text" : "\"\(path)\" has the wrong type"
  @unknown default: return "unreadable"
  }
}
