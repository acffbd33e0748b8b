import Measurements

/// One object of a book's file: takes fields by name and notes everything that is wrong, with its place.
struct BookReader {
  private let file: String
  private let object: JSONValue
  private let path: String
  private var known: Set<String> = []
  private(set) var violations: [BookViolation] = []

  init(_ object: JSONValue, path: String, file: String) {
    self.object = object
    self.path = path
    self.file = file
    if object.members == nil { note("", "expected an object, found \(object.summary)") }
  }

  /// The fields of an object whose names are data, such as names of references.
  var members: [JSONValue.Member] { object.members ?? [] }

  private func path(of name: String) -> String {
    path.isEmpty ? (name.isEmpty ? "(top)" : name) : name.isEmpty ? path : "\(path).\(name)"
  }

  /// Notes a violation at a field, at the object when it has no such field.
  mutating func note(_ name: String, _ problem: String) {
    let place = object[name] ?? object
    violations.append(
      BookViolation(
        file: file, line: place.line, column: place.column, field: path(of: name), problem: problem))
  }

  /// A reader of something inside of a field; give it back to ``take(violationsOf:)``.
  func inner(_ value: JSONValue, _ name: String) -> BookReader {
    BookReader(value, path: path(of: name), file: file)
  }

  mutating func take(violationsOf other: BookReader) { violations += other.violations }

  /// Takes a field; notes when it is missing and `isRequired`.
  mutating func value(_ name: String, isRequired: Bool = true) -> JSONValue? {
    known.insert(name)
    let value = object[name]
    if value == nil, isRequired, object.members != nil { note(name, "is missing") }
    return value
  }

  mutating func text(_ name: String) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.string, !text.isEmpty, text.utf8.count <= 2_000 else {
      note(name, "expected a text of 1 to 2000 bytes, found \(value.summary)")
      return nil
    }
    return text
  }

  mutating func word<Word: RawRepresentable & CaseIterable>(_ name: String) -> Word?
  where Word.RawValue == String {
    guard let value = value(name) else { return nil }
    guard let word = value.string.flatMap(Word.init(rawValue:)) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      note(name, "expected one of \(words), found \(value.summary)")
      return nil
    }
    return word
  }

  mutating func texts(_ name: String, isRequired: Bool = true) -> [String]? {
    guard let value = value(name, isRequired: isRequired) else { return nil }
    guard let items = value.items, !items.isEmpty else {
      note(name, "expected a list of texts with at least one, found \(value.summary)")
      return nil
    }
    let texts = items.compactMap(\.string).filter { !$0.isEmpty }
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

  mutating func date(_ name: String, isRequired: Bool = true) -> CalendarDate? {
    guard let value = value(name, isRequired: isRequired) else { return nil }
    guard let date = value.string.flatMap(CalendarDate.init) else {
      note(name, "expected a date such as 2020-12-01, found \(value.summary)")
      return nil
    }
    return date
  }

  mutating func integer(_ name: String, in range: ClosedRange<Int>, default standard: Int? = nil) -> Int? {
    guard let value = value(name, isRequired: standard == nil) else { return standard }
    guard let integer = value.integer, range.contains(integer) else {
      note(
        name,
        "expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(value.summary)")
      return nil
    }
    return integer
  }

  mutating func price(_ name: String) -> USD? {
    guard let value = value(name) else { return nil }
    let twelveDecimals = USD.unitsPerDollar / 1_000_000_000_000
    guard let number = value.double, (0...1_000_000).contains(number), let price = USD(number),
      price.units % twelveDecimals == 0
    else {
      note(
        name,
        "expected a price in US dollars from 0 to 1000000 with at most 12 decimals, found \(value.summary)")
      return nil
    }
    return price
  }

  mutating func boolean(_ name: String) -> Bool? {
    guard let value = value(name) else { return nil }
    guard let boolean = value.bool else {
      note(name, "expected true or false, found \(value.summary)")
      return nil
    }
    return boolean
  }

  /// Takes a list of objects and reads each by itself.
  mutating func list<Item>(
    _ name: String, isRequired: Bool = true, _ read: (inout BookReader) -> Item?
  ) -> [Item] {
    guard let value = value(name, isRequired: isRequired) else { return [] }
    guard let items = value.items, (1...1_000).contains(items.count) else {
      note(name, "expected a list of 1 to 1000 objects, found \(value.summary)")
      return []
    }
    return items.enumerated().compactMap { index, item in
      object(BookReader(item, path: "\(path(of: name))[\(index)]", file: file), read)
    }
  }

  /// Takes a field that is an object and reads it.
  mutating func part<Part>(_ name: String, _ read: (inout BookReader) -> Part?) -> Part? {
    guard let value = value(name) else { return nil }
    return object(inner(value, name), read)
  }

  private mutating func object<Part>(_ reader: BookReader, _ read: (inout BookReader) -> Part?) -> Part? {
    var reader = reader
    var part: Part?
    if reader.violations.isEmpty {
      part = read(&reader)
      reader.finish()
    }
    take(violationsOf: reader)
    return part
  }

  /// Notes fields that nobody asked for, which are spelling errors.
  mutating func finish() {
    for name in members.map(\.key) where !known.contains(name) {
      note(
        name, "is not a field of this schema; there are \(known.sorted().joined(separator: ", "))")
    }
  }
}
