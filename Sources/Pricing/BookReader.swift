import Measurements

/// One object of a book's file: takes fields by name and notes everything that is wrong.
struct BookReader {
  let path: String
  private let fields: [String: JSONValue]
  private var known: Set<String> = []
  private(set) var violations: [BookViolation] = []

  init(_ value: JSONValue, path: String) {
    self.path = path
    if case .object(let fields) = value {
      self.fields = fields
    } else {
      self.fields = [:]
      violations = [
        BookViolation(
          field: path.isEmpty ? "(top)" : path, problem: "expected an object, found \(value.kind)")
      ]
    }
  }

  /// Path of a field of this object.
  func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  mutating func note(_ name: String, _ problem: String) {
    violations.append(BookViolation(field: path(of: name), problem: problem))
  }

  mutating func take(violationsOf other: BookReader) { violations += other.violations }

  /// Takes a field; notes when it is missing and `isRequired`.
  mutating func value(_ name: String, isRequired: Bool = true) -> JSONValue? {
    known.insert(name)
    let value = fields[name].flatMap { $0 == .null ? nil : $0 }
    if value == nil, isRequired { note(name, "is missing") }
    return value
  }

  mutating func text(_ name: String) -> String? {
    guard let value = value(name) else { return nil }
    guard case .text(let text) = value, !text.isEmpty, text.utf8.count <= 2_000 else {
      note(name, "expected a text of 1 to 2000 bytes, found \(value.kind)")
      return nil
    }
    return text
  }

  mutating func texts(_ name: String, isRequired: Bool = true) -> [String]? {
    guard let value = value(name, isRequired: isRequired) else { return nil }
    guard case .list(let items) = value, !items.isEmpty else {
      note(name, "expected a list of texts with at least one, found \(value.kind)")
      return nil
    }
    let texts = items.compactMap { item in if case .text(let text) = item, !text.isEmpty { text } else { nil }
    }
    guard texts.count == items.count else {
      note(name, "every item must be a text that is not empty")
      return nil
    }
    guard Set(texts).count == texts.count else {
      note(name, "an item stands twice")
      return nil
    }
    return texts
  }

  mutating func date(_ name: String, isRequired: Bool) -> CalendarDate? {
    guard let value = value(name, isRequired: isRequired) else { return nil }
    guard case .text(let text) = value, let date = CalendarDate(text) else {
      note(name, "expected a date such as 2020-12-01, found \(value.kind)")
      return nil
    }
    return date
  }

  mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = value(name) else { return nil }
    guard case .number(let number) = value, let integer = Int(exactly: number), range.contains(integer) else {
      note(
        name, "expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(value.kind)")
      return nil
    }
    return integer
  }

  mutating func price(_ name: String) -> USD? {
    guard let value = value(name) else { return nil }
    guard case .number(let number) = value, (0...1_000_000).contains(number) else {
      note(name, "expected a price in US dollars from 0 to 1000000, found \(value.kind)")
      return nil
    }
    return USD(number)
  }

  mutating func boolean(_ name: String) -> Bool? {
    guard let value = value(name) else { return nil }
    guard case .boolean(let boolean) = value else {
      note(name, "expected true or false, found \(value.kind)")
      return nil
    }
    return boolean
  }

  /// Notes fields that nobody asked for, which are spelling errors.
  mutating func finish() {
    for name in Set(fields.keys).subtracting(known).sorted() {
      note(
        String(name.prefix(60)),
        "is not a field of this schema; there are \(known.sorted().joined(separator: ", "))")
    }
  }
}
