public import Measurements

/// Checks files of the open format.
public enum Validator {
  /// Everything in which a native JSON Lines or CSV file disagrees with the format, in the order of its lines.
  ///
  /// Which of the two formats it is shows in the first character. Records are not kept, so memory grows with
  /// the number of runs and of distinct request identifiers only.
  ///
  /// - Parameter limit: Number of violations after which the rest is only counted, in one last entry.
  /// - Complexity: Linear in the size of the file.
  public static func validate(_ bytes: [UInt8], limit: Int = 10_000) -> [Violation] {
    let collector = Collector(limit: limit)
    do throws(InterchangeError) {
      try check(bytes, collector)
    } catch {
      collector.add(
        Violation(
          .error, line: error.line ?? 1, column: error.column, field: "line", expected: error.expected,
          found: error.found))
    }
    return collector.all
  }

  private static func check(_ bytes: [UInt8], _ collector: Collector) throws(InterchangeError) {
    let report: ViolationReport = { violation throws(InterchangeError) in collector.add(violation) }
    try withBytes(bytes) { (buffer) throws(InterchangeError) in
      guard try Format.syntax(of: buffer, file: "") == .json else {
        var reader = NativeCSVReader(
          file: "", keepsRecords: false, stopsAtBrokenLines: false, report: report)
        return try reader.read(buffer)
      }
      var reader = JSONLinesReader(file: "", keepsRecords: false, stopsAtBrokenLines: false, report: report)
      try reader.read(buffer)
    }
  }
}

/// Keeps violations up to a limit and counts the rest.
final class Collector {
  private let limit: Int
  private var kept: [Violation] = []
  private var leftOff = 0

  init(limit: Int) { self.limit = limit }

  func add(_ violation: Violation) {
    if kept.count < limit { kept.append(violation) } else { leftOff += 1 }
  }

  /// What was kept, with a note about the rest.
  var all: [Violation] {
    guard leftOff > 0, let last = kept.last else { return kept }
    return kept + [
      Violation(
        .warning, line: last.line, field: "file", expected: "at most \(limit) violations to list",
        found: "\(leftOff) further ones that are not listed")
    ]
  }
}
