/// A file of NIST's statistical reference data sets: certified values, then the data.
public struct ReferenceFile: Sendable {
  /// Name of the file.
  public let name: String
  /// The whole text.
  let text: String
  /// Its lines, split into words; empty lines stay.
  public let lines: [[String]]

  init(_ text: String, name: String) {
    self.name = name
    self.text = text
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
      line.split(whereSeparator: \.isWhitespace).map(String.init)
    }
  }

  /// The number at the end of the first line that begins with a title and ends with a number.
  func number(after title: String) throws(ReferenceStudy.Failure) -> Double {
    for line in lines where line.joined(separator: " ").hasPrefix(title) {
      if let value = line.last.flatMap({ Double($0) }) { return value }
    }
    throw .malformed(file: name, missing: title)
  }

  /// Rows of nothing but numbers from a line on, counted from 0.
  func rows(from line: Int) throws(ReferenceStudy.Failure) -> [[Double]] {
    let rows = lines.dropFirst(line).compactMap { words -> [Double]? in
      let numbers = words.compactMap { Double($0) }
      return numbers.isEmpty || numbers.count < words.count ? nil : numbers
    }
    guard let width = rows.first?.count, rows.allSatisfy({ $0.count == width }) else {
      throw .malformed(file: name, missing: "rows of equally many numbers")
    }
    return rows
  }
}
