import Foundation
import LinearAlgebra
import Statistics

/// Rows of numbers, some of which are known to be outliers.
struct LabelledRows {
  let rows: Matrix
  let isOutlier: [Bool]

  /// Reads a table whose last column is `label`; `nil` for any other table.
  init?(_ file: URL) throws {
    let name = file.lastPathComponent
    var lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)[...]
    guard let header = lines.popFirst()?.split(separator: ","), header.last == "label", header.count > 1
    else { return nil }
    let columns = header.count - 1
    var values = [[Double]](repeating: [], count: columns)
    var isOutlier: [Bool] = []
    for (place, line) in lines.enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == header.count, let label = cells.last, label == "0" || label == "1" else {
        throw OutliersStudy.Failure(
          file: name, reason: "line \(place + 2): expected \(header.count) cells, the last 0 or 1")
      }
      for (column, cell) in cells.dropLast().enumerated() {
        guard let value = Double(cell) else {
          throw OutliersStudy.Failure(file: name, reason: "line \(place + 2): \(cell) is no number")
        }
        values[column].append(value)
      }
      isOutlier.append(label == "1")
    }
    rows = try Matrix(columns: values)
    self.isOutlier = isOutlier
  }

  /// The probability that an outlier scores higher than another row: the area under the receiver's curve.
  func discrimination(_ scores: [Double]) throws -> Double {
    let outliers = zip(scores, isOutlier).filter(\.1).map(\.0)
    let others = zip(scores, isOutlier).filter { !$0.1 }.map(\.0)
    return try PooledSamples(others, outliers).superiority().value
  }
}
