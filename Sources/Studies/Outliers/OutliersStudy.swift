public import Foundation
import LinearAlgebra
public import Statistics

/// Scores rows of labelled sets for strangeness and asks how well the scores tell outliers from others, beside other
/// libraries at their defaults.
///
/// Data: Han, Hu, Huang, Jiang and Zhao, "ADBench: Anomaly detection benchmark", NeurIPS (2022),
/// https://github.com/Minqi824/ADBench; peers by `scripts/peers-adbench.py`.
public enum OutliersStudy {
  /// How well a method tells outliers from others in a set.
  public struct Row: Codable, Hashable, Sendable {
    /// Name of the set, or `mean` over the sets for which the method and all peers have a number.
    public var set: String
    /// Name of the method.
    public var method: String
    /// Probability that an outlier scores higher than another row, ties counting one half.
    public var auc: Double
    /// Whose method it is.
    public var side: Side
  }

  /// Whose method it is.
  public enum Side: String, Codable, Hashable, Sendable {
    case ours, peer
  }

  /// Why a table cannot be used.
  public struct Failure: Error, CustomStringConvertible {
    /// The file.
    public var file: String
    /// What is wrong, and what was expected.
    public var reason: String
    /// The whole message.
    public var description: String { "\(file): \(reason)" }
  }

  /// Name of the rows with means.
  public static let mean = "mean"
  /// The score of ours that is the default.
  public static let score = "mean rank of both"

  /// Scores every table of a folder.
  ///
  /// - Parameters:
  ///   - folder: CSV files with a header; the last column, `label`, is 1 for outliers, the others are numbers.
  ///   - peers: A table set, method, auc, or `nil`.
  ///   - strangeness: The score, with its defaults unless others are asked for.
  /// - Throws: ``Failure``, or errors of reading and of the statistics.
  public static func run(
    folder: URL, peers: URL?, strangeness: Strangeness = Strangeness()
  ) throws -> [Row] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }.sorted()
    let peerRows = try peers.map(readPeers) ?? []
    var rows: [Row] = []
    for name in names {
      let file = folder.appendingPathComponent(name + ".csv")
      guard let set = try LabelledRows(file) else { continue }
      let scores = try strangeness.scores(set.rows)
      let ours = [
        (score, scores.values), ("neighbour distance", scores.neighbourDistances),
        ("robust distance", scores.robustDistances),
      ]
      for case (let method, let values?) in ours {
        rows.append(Row(set: name, method: method, auc: try set.discrimination(values), side: .ours))
      }
      rows += peerRows.filter { $0.set == name }
    }
    if rows.isEmpty { throw Failure(file: folder.path, reason: "no table with a last column label") }
    return rows + means(rows)
  }

  /// Means of the methods that have a number for every set.
  private static func means(_ rows: [Row]) -> [Row] {
    let sets = Set(rows.map(\.set))
    var methods: [Row] = []
    for row in rows where !methods.contains(where: { $0.method == row.method }) { methods.append(row) }
    return methods.compactMap { method in
      let values = rows.filter { $0.method == method.method }.map(\.auc)
      guard values.count == sets.count else { return nil }
      return Row(
        set: mean, method: method.method, auc: values.reduce(0, +) / Double(values.count), side: method.side)
    }
  }

  private static func readPeers(_ file: URL) throws -> [Row] {
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    guard lines.first == "set,method,auc" else {
      throw Failure(file: file.lastPathComponent, reason: "expected the header set,method,auc")
    }
    return try lines.dropFirst().map { line in
      let cells = line.split(separator: ",")
      guard cells.count == 3, let auc = Double(cells[2]) else {
        throw Failure(file: file.lastPathComponent, reason: "expected three cells, found \(line)")
      }
      return Row(set: String(cells[0]), method: String(cells[1]), auc: auc, side: .peer)
    }
  }

  /// Rows as comma-separated text.
  public static func csv(_ rows: [Row]) -> String {
    let lines = rows.map {
      "\($0.set),\($0.method),\(FixedText.decimals($0.auc, 4)),\($0.side.rawValue)"
    }
    return (["set,method,auc,side"] + lines).joined(separator: "\n") + "\n"
  }
}
