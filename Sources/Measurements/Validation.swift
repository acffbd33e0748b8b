/// A value that disagrees with the open format, and where it stands.
public struct Violation: Hashable, Sendable, Codable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Codable, Hashable, Sendable {
    /// The file does not follow the format; readers refuse it.
    case error
    /// The file can be read, but what it says is hardly meant.
    case warning
  }

  /// How bad it is.
  public var severity: Severity
  /// Line in the file, from 1.
  public var line: Int
  /// Column in the line in bytes, from 1, where it is known.
  public var column: Int?
  /// Field that is concerned, or a word for the whole, such as `line`.
  public var field: String
  /// What the format expects there.
  public var expected: String
  /// What stands there, shortened.
  public var found: String

  /// Creates a violation.
  public init(
    _ severity: Severity, line: Int, column: Int? = nil, field: String, expected: String, found: String
  ) {
    self.severity = severity
    self.line = line
    self.column = column
    self.field = field
    self.expected = expected
    self.found = found
  }

  /// One line for people.
  public var description: String {
    let place = column.map { "line \(line), column \($0)" } ?? "line \(line)"
    return "\(place): \(severity.rawValue): \(field): expected \(expected), found \(found)"
  }
}

/// A single value of a field.
public enum FieldValue: Hashable, Sendable {
  /// A whole number.
  case integer(Int)
  /// A number.
  case real(Double)
  /// A text or a word of a fixed set.
  case text(String)
}

extension Field {
  /// The field's value in a record; `nil` when it is missing.
  @inlinable public func value(in record: Root) -> FieldValue? {
    switch access {
    case .integer(let path, _): record[keyPath: path].map(FieldValue.integer)
    case .real(let path, _): record[keyPath: path].map(FieldValue.real)
    case .text(let path), .choice(let path, _): record[keyPath: path].map(FieldValue.text)
    }
  }

  /// Stores a value in a record when it fits the field.
  ///
  /// - Returns: What the field expects when the value does not fit; the record is then unchanged.
  @inlinable public func store(_ value: FieldValue, in record: inout Root) -> String? {
    switch (access, value) {
    case (.integer(let path, let minimum), .integer(let number)) where number >= minimum ?? .min:
      record[keyPath: path] = number
    case (.real(let path, let minimum), .real(let number))
    where number.isFinite && number >= minimum ?? -.infinity:
      record[keyPath: path] = number
    case (.real(let path, let minimum), .integer(let number))
    where Double(number) >= minimum ?? -.infinity:
      record[keyPath: path] = Double(number)
    case (.text(let path), .text(let text)):
      record[keyPath: path] = text
    case (.choice(let path, let words), .text(let text)) where words.contains(text):
      record[keyPath: path] = text
    default:
      return expectation
    }
    return nil
  }

  /// What values the field takes, in words.
  public var expectation: String {
    let ofUnit = unit.isEmpty ? "" : " of \(unit)"
    switch access {
    case .integer(_, let minimum?): return "a whole number\(ofUnit), at least \(minimum)"
    case .integer: return "a whole number\(ofUnit)"
    case .real(_, let minimum?): return "a finite number\(ofUnit), at least \(Int(minimum))"
    case .real: return "a finite number\(ofUnit)"
    case .text: return "a text"
    case .choice(_, let words): return "one of \(words.joined(separator: ", "))"
    }
  }
}

/// Something in a record that fits every field but is hardly meant.
public struct Implausibility: Hashable, Sendable {
  /// Whether the record breaks the format or is only strange.
  public var severity: Violation.Severity
  /// Field that is concerned.
  public var field: String
  /// What would make sense.
  public var expected: String
  /// What the record says.
  public var found: String

  init(_ severity: Violation.Severity, _ field: String, expected: String, found: String) {
    self.severity = severity
    self.field = field
    self.expected = expected
    self.found = found
  }
}

extension Invocation {
  /// Where the record contradicts itself or has a unit that cannot be right.
  ///
  /// Complexity: constant; a sound record allocates nothing.
  public var implausibilities: [Implausibility] {
    var found: [Implausibility] = []
    checkInstants(&found)
    checkZeros(&found)
    checkClocks(&found)
    if status == .ok, let errorClass {
      found.append(
        Implausibility(.warning, "error_class", expected: "no error class with status ok", found: errorClass))
    }
    if let message, message.utf8.count > Self.messageLimit, message.count > Self.messageLimit {
      found.append(
        Implausibility(
          .warning, "message", expected: "at most \(Self.messageLimit) characters",
          found: "\(message.count) characters"))
    }
    return found
  }

  private func checkInstants(_ found: inout [Implausibility]) {
    let instants = [
      ("scheduled_unix_ns", scheduledUnixNanoseconds), ("sent_unix_ns", sentUnixNanoseconds),
      ("done_unix_ns", doneUnixNanoseconds),
    ]
    for case (let field, let instant?) in instants {
      guard let unit = Self.mistakenUnit(ofInstant: instant) else { continue }
      found.append(
        Implausibility(
          .error, field, expected: "nanoseconds since 1970, from 2000 to 2200", found: "\(instant) (\(unit))")
      )
    }
    if let sent = sentUnixNanoseconds, let done = doneUnixNanoseconds, done < sent {
      found.append(
        Implausibility(
          .error, "done_unix_ns", expected: "an instant not before sent_unix_ns (\(sent))", found: "\(done)"))
    }
  }

  /// Unit that an instant seems to have when it cannot be nanoseconds of the years 2000 to 2200.
  private static func mistakenUnit(ofInstant instant: Int) -> String? {
    let secondsFrom2000To2200 = 946_684_800...7_258_118_400
    if secondsFrom2000To2200.contains(instant / 1_000_000_000) { return nil }
    if secondsFrom2000To2200.contains(instant / 1_000_000) { return "looks like microseconds" }
    if secondsFrom2000To2200.contains(instant / 1000) { return "looks like milliseconds" }
    if secondsFrom2000To2200.contains(instant) { return "looks like seconds" }
    return "outside the years 2000 to 2200"
  }

  private func checkZeros(_ found: inout [Implausibility]) {
    guard status == .ok else { return }
    let neverZero: [(String, Bool)] = [
      ("client_us", clientMicroseconds == 0), ("provider_us", providerMicroseconds == 0),
      ("billed_ms", billedMilliseconds == 0), ("billed_gb_ms", billedGBMilliseconds == 0),
      ("memory_used_mb", memoryUsedMB == 0),
    ]
    for (field, isZero) in neverZero where isZero {
      found.append(
        Implausibility(
          .warning, field, expected: "no value when it was not measured, since zero means a measured zero",
          found: "0"))
    }
  }

  private func checkClocks(_ found: inout [Implausibility]) {
    if let client = clientMicroseconds, let function = functionMicroseconds, client < function {
      found.append(
        Implausibility(
          .warning, "client_us", expected: "at least function_us (\(function))", found: "\(client)"))
    }
    let day = 86_400_000_000
    let durations = [
      ("client_us", clientMicroseconds), ("function_us", functionMicroseconds),
      ("provider_us", providerMicroseconds), ("init_us", initMicroseconds),
    ]
    for case (let field, let duration?) in durations where duration > day {
      found.append(
        Implausibility(
          .warning, field, expected: "microseconds, less than a day",
          found: "\(duration) (looks like nanoseconds)"))
    }
  }
}
