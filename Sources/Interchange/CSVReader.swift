import Measurements

/// Reads comma-separated values (RFC 4180) record by record.
///
/// The separator is found in the header: a comma, a semicolon or a tab. A byte order mark is skipped, lines
/// may end in LF or CRLF, quoted fields may hold separators, quotes and line breaks. Every record must have
/// as many fields as the header. Complexity: linear in the bytes.
struct CSVReader {
  /// One field of a record.
  struct Cell {
    /// The text without quotes.
    let text: String
    /// Whether it stood in quotes; an empty cell without quotes is a missing value.
    let isQuoted: Bool
    /// Column of its first byte, from 1.
    let column: Int

    /// Nothing between two separators.
    var isMissing: Bool { text.isEmpty && !isQuoted }
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private var position: Int
  private var nextLine: Int
  private var lineStart: Int
  /// The byte between two fields.
  let separator: UInt8
  /// Names of the columns, without white space around them.
  private(set) var header: [String] = []
  /// Line on which the current record began.
  private(set) var line = 1

  /// Reads the header, or takes `names` for a table that has none.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, names given: [String]? = nil
  ) throws(InterchangeError) {
    self.bytes = bytes
    self.file = file
    position = byteOrderMarkLength(bytes)
    nextLine = 1
    lineStart = position
    separator = Self.findSeparator(bytes[position...])
    if let given {
      header = given
      return
    }
    guard let cells = try readRecord() else {
      throw InterchangeError(
        file: file, line: 1, expected: "a line with the names of the columns", found: "no line",
        remedy: "Give a file with a header.")
    }
    var names: Set<String> = []
    for cell in cells {
      let name = trimmed(cell.text)
      // Data frames are often written with their row numbers in a first column without a name.
      let isRowNumber = name.isEmpty && header.isEmpty && cells.count > 1
      guard isRowNumber || !name.isEmpty, names.insert(name).inserted else {
        throw InterchangeError(
          file: file, line: line, column: cell.column, expected: "a different name in every column",
          found: name.isEmpty ? "an empty name" : "\(excerpt(name)) again",
          remedy: "Name every column once in the first line.")
      }
      header.append(name)
    }
  }

  /// The next record that is not an empty line; `nil` at the end.
  mutating func next() throws(InterchangeError) -> [Cell]? {
    while let cells = try readRecord() {
      if cells.count == 1, cells[0].isMissing, header.count > 1 { continue }
      guard cells.count == header.count else {
        throw InterchangeError(
          file: file, line: line, expected: "\(header.count) fields as in the header",
          found: "\(cells.count)",
          remedy: raggedRemedy)
      }
      return cells
    }
    return nil
  }

  private var raggedRemedy: String {
    separator == UInt8(ascii: ",")
      ? "Put fields that contain commas in quotes, and use a decimal point in numbers."
      : "Put fields that contain the separator in quotes."
  }

  private static func findSeparator(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A { break }
      counts[byte, default: 0] += 1
    }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
    var best = candidates[0]
    for candidate in candidates where counts[candidate, default: 0] > counts[best, default: 0] {
      best = candidate
    }
    return best
  }

  /// Reads up to the end of a line; after an error the next call goes on with the next line.
  private mutating func readRecord() throws(InterchangeError) -> [Cell]? {
    guard position < bytes.count else { return nil }
    line = nextLine
    do throws(InterchangeError) {
      return try readCells()
    } catch {
      skipLine()
      throw error
    }
  }

  private mutating func skipLine() {
    guard position < bytes.count else { return }
    position = (bytes[position...].firstIndex(of: 0x0A) ?? bytes.count - 1) + 1
    nextLine += 1
    lineStart = position
  }

  private mutating func readCells() throws(InterchangeError) -> [Cell] {
    var cells: [Cell] = []
    cells.reserveCapacity(header.count)
    while true {
      cells.append(try readCell())
      guard position < bytes.count else { return cells }
      if bytes[position] == separator {
        position += 1
        continue
      }
      if bytes[position] == 0x0D { position += 1 }
      position += 1
      nextLine += 1
      lineStart = position
      return cells
    }
  }

  /// Whether a field ends at a position: separator, line end or end of the text.
  private func isEnd(_ position: Int) -> Bool {
    guard position < bytes.count else { return true }
    let byte = bytes[position]
    return byte == separator || byte == 0x0A
      || byte == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A
      || byte == 0x0D && position + 1 == bytes.count
  }

  private mutating func readCell() throws(InterchangeError) -> Cell {
    let start = position
    let column = position - lineStart + 1
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try readQuoted(column) }
    while !isEnd(position) {
      guard bytes[position] != UInt8(ascii: "\"") else {
        throw error(
          column: position - lineStart + 1, expected: "quotes only around a whole field",
          found: "a quote inside it",
          remedy: "Put the whole field in quotes and double the quotes inside it.")
      }
      position += 1
    }
    return Cell(text: try text(bytes[start..<position], column), isQuoted: false, column: column)
  }

  private mutating func readQuoted(_ column: Int) throws(InterchangeError) -> Cell {
    let first = line
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
          content.append(byte)
          position += 1
          continue
        }
        guard isEnd(position) else {
          throw error(
            column: position - lineStart + 1, expected: "a separator or line end after the closing quote",
            found: excerpt(String(decoding: bytes[position...position], as: UTF8.self)),
            remedy: "Double the quotes that belong to the field.")
        }
        return Cell(text: try text(content, column), isQuoted: true, column: column)
      }
      if byte == 0x0A {
        nextLine += 1
        lineStart = position
      }
      content.append(byte)
    }
    throw InterchangeError(
      file: file, line: first, column: column, expected: "a closing quote", found: "the end of the file",
      remedy: "Close the quote; the file may have been cut off.")
  }

  private func text(_ content: some Collection<UInt8>, _ column: Int) throws(InterchangeError) -> String {
    guard let text = String(validating: content, as: UTF8.self) else {
      throw error(
        column: column, expected: "text in UTF-8", found: "other bytes", remedy: "Save the file as UTF-8.")
    }
    return text
  }

  private func error(column: Int, expected: String, found: String, remedy: String) -> InterchangeError {
    InterchangeError(
      file: file, line: nextLine, column: column, expected: expected, found: found, remedy: remedy)
  }
}

/// Length of a UTF-8 byte order mark at the start.
func byteOrderMarkLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
}

/// Text without white space at its ends.
func trimmed(_ text: String) -> String {
  let isInner: (Character) -> Bool = { !$0.isWhitespace }
  guard let first = text.firstIndex(where: isInner), let last = text.lastIndex(where: isInner) else {
    return ""
  }
  return String(text[first...last])
}
