public import Measurements

/// Any table of named columns: CSV with a header, JSON Lines of flat objects, or a JSON array of them.
///
/// For data that are no measurements of functions, or whose meaning only the user knows.
public struct ColumnTable: Hashable, Sendable {
  /// Names of the columns in the order of first appearance.
  public private(set) var names: [String] = []
  /// Number of rows.
  public private(set) var rowCount = 0
  private var columns: [String: [String?]] = [:]
  private let file: String

  /// Reads a table.
  ///
  /// - Throws: ``InterchangeError`` with line and column.
  /// - Complexity: Linear in the bytes; memory a few times theirs.
  public init(_ bytes: [UInt8], file: String) throws(InterchangeError) {
    self = try withBytes(bytes) { (buffer) throws(InterchangeError) in
      switch try Format.syntax(of: buffer, file: file) {
      case .table: try ColumnTable(table: buffer, file: file)
      case .json: try ColumnTable(json: buffer, file: file)
      }
    }
  }

  private init(table bytes: UnsafeBufferPointer<UInt8>, file: String) throws(InterchangeError) {
    self.file = file
    var reader = try CSVReader(bytes, file: file)
    names = reader.header
    var cells: [[String?]] = names.map { _ in [] }
    while let record = try reader.next() {
      for (position, cell) in record.enumerated() {
        cells[position].append(cell.text.isEmpty ? nil : cell.text)
      }
      rowCount += 1
    }
    columns = Dictionary(uniqueKeysWithValues: zip(names, cells))
  }

  private init(json bytes: UnsafeBufferPointer<UInt8>, file: String) throws(InterchangeError) {
    self.file = file
    let start = byteOrderMarkLength(bytes)
    if let whole = try? JSONValue(parsing: bytes, range: start..<bytes.count, file: file),
      let items = whole.items
    {
      for item in items { try add(item) }
      return
    }
    var lineStart = start
    while lineStart < bytes.count {
      let end = bytes[lineStart...].firstIndex(of: 0x0A) ?? bytes.count
      if bytes[lineStart..<end].contains(where: { $0 > 0x20 }) {
        try add(try JSONValue(parsing: bytes, range: lineStart..<end, file: file))
      }
      lineStart = end + 1
    }
  }

  private mutating func add(_ value: JSONValue) throws(InterchangeError) {
    guard let members = value.members else {
      throw value.error(
        "an object with a value for each column", file: file, remedy: "Write one object a row.")
    }
    for member in members {
      guard let text = member.value.cellText else { continue }
      if columns[member.key] == nil {
        names.append(member.key)
        columns[member.key] = []
      }
      pad(member.key, to: rowCount)
      columns[member.key]?.append(text)
    }
    rowCount += 1
  }

  private mutating func pad(_ name: String, to count: Int) {
    let missing = count - (columns[name]?.count ?? 0)
    if missing > 0 { columns[name]?.append(contentsOf: [String?](repeating: nil, count: missing)) }
  }

  /// The cells of a column, `nil` where they are missing.
  ///
  /// - Throws: ``InterchangeError`` that lists the columns when there is none of this name.
  public func texts(of name: String) throws(InterchangeError) -> [String?] {
    guard var cells = columns[name] else {
      throw InterchangeError(
        file: file, expected: "a column \(excerpt(name))",
        found: "the columns \(names.joined(separator: ", "))",
        remedy: "Name one of these.")
    }
    cells.append(contentsOf: [String?](repeating: nil, count: rowCount - cells.count))
    return cells
  }

  /// The table of the rows that have this text in a column.
  ///
  /// - Throws: ``InterchangeError`` that lists the columns when there is none of this name.
  public func rows(where name: String, is text: String) throws(InterchangeError) -> ColumnTable {
    let kept = try texts(of: name).enumerated().filter { $0.element == text }.map(\.offset)
    var result = self
    result.columns = columns.mapValues { cells in kept.map { $0 < cells.count ? cells[$0] : nil } }
    result.rowCount = kept.count
    return result
  }

  /// The numbers of a column, `nil` where they are missing.
  ///
  /// - Throws: ``InterchangeError`` with the row of the first cell that is no finite number.
  public func numbers(of name: String) throws(InterchangeError) -> [Double?] {
    var numbers: [Double?] = []
    for (row, text) in try texts(of: name).enumerated() {
      guard let text else {
        numbers.append(nil)
        continue
      }
      guard let number = Double(text), number.isFinite else {
        throw InterchangeError(
          file: file, expected: "a number in column \(name) of data row \(row + 1)", found: excerpt(text),
          remedy: "Use a decimal point, and leave a missing value empty.")
      }
      numbers.append(number)
    }
    return numbers
  }
}

extension JSONValue {
  /// A value as it stands in a cell; `nil` for null and for nested values.
  fileprivate var cellText: String? {
    switch content {
    case .null, .array, .object: nil
    case .bool(let flag): "\(flag)"
    case .number(.integer(let number)): "\(number)"
    case .number(.real(let number)): "\(number)"
    case .number(.text(let text)), .string(let text): text
    }
  }
}
