public import Foundation
public import Statistics

/// Scores ``detectChanges(in:options:)`` on the Turing Change Point Dataset, with one default for all series,
/// beside the published scores of other methods at their defaults.
///
/// Data and annotations: van den Burg and Williams (2020), https://github.com/alan-turing-institute/TCPD;
/// published scores: their TCPDBench.
public enum TCPDStudy {
  /// A score of a method on a series.
  public struct Row: Codable, Hashable, Sendable {
    /// Name of the series, or `mean` over the univariate series for which all methods have a score.
    public var series: String
    /// Name of the method; `sebs` is ours.
    public var method: String
    /// See ``ChangePointScore/cover``.
    public var cover: Double
    /// See ``ChangePointScore/f1``.
    public var f1: Double
  }

  /// Name of the rows with means.
  public static let mean = "mean"

  /// Reads a folder with `annotations.json`, `published_default_scores.json` and `datasets/NAME/NAME.json` and
  /// scores all series in it.
  ///
  /// - Throws: Errors of reading, or of the statistics.
  public static func run(folder: URL, options: ChangeOptions = ChangeOptions()) throws -> [Row] {
    let annotations = try decode([String: [String: [Int]]].self, folder, "annotations.json")
    let published = try decode(Published.self, folder, "published_default_scores.json")
    var rows: [Row] = []
    for name in annotations.keys.sorted() {
      let file = folder.appendingPathComponent("datasets/\(name)/\(name).json")
      if !FileManager.default.fileExists(atPath: file.path) { continue }
      let dataset = try JSONDecoder().decode(Dataset.self, from: Data(contentsOf: file))
      let changes = try dataset.changes(options)
      let marks = annotations[name, default: [:]].sorted { $0.key < $1.key }.map(\.value)
      let score = ChangePointScore(changes: changes, annotations: marks, count: dataset.count)
      rows.append(Row(series: name, method: "sebs", cover: score.cover, f1: score.f1))
      for method in published.methods.sorted() {
        guard let cover = published.cover[name]?[method] ?? nil, let f1 = published.f1[name]?[method] ?? nil
        else { continue }
        rows.append(Row(series: name, method: method, cover: cover, f1: f1))
      }
    }
    return rows + means(rows, methods: published.methods.sorted() + ["sebs"])
  }

  /// Means over the series that every method has scored.
  private static func means(_ rows: [Row], methods: [String]) -> [Row] {
    let bySeries = Dictionary(grouping: rows, by: \.series)
    let complete = Set(bySeries.filter { $0.value.count == methods.count }.keys)
    return methods.map { method in
      let scores = rows.filter { $0.method == method && complete.contains($0.series) }
      let count = Double(max(1, scores.count))
      return Row(
        series: mean, method: method, cover: scores.reduce(0) { $0 + $1.cover } / count,
        f1: scores.reduce(0) { $0 + $1.f1 } / count)
    }
  }

  /// Rows as comma-separated text.
  public static func csv(_ rows: [Row]) -> String {
    let lines = rows.map {
      "\($0.series),\($0.method),\(FixedText.decimals($0.cover, 4)),\(FixedText.decimals($0.f1, 4))"
    }
    return (["series,method,cover,f1"] + lines).joined(separator: "\n") + "\n"
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, _ folder: URL, _ name: String) throws
    -> Value
  {
    try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent(name)))
  }

  private struct Published: Decodable {
    let methods: [String]
    let cover: [String: [String: Double?]]
    let f1: [String: [String: Double?]]
  }

  private struct Dataset: Decodable {
    struct Dimension: Decodable {
      let raw: [Double?]
    }
    let count: Int
    let series: [Dimension]

    enum CodingKeys: String, CodingKey {
      case count = "n_obs"
      case series
    }

    /// Change points; of several dimensions together.
    func changes(_ options: ChangeOptions) throws -> [Int] {
      let dimensions = series.map(\.raw)
      if dimensions.count == 1 {
        return try detectChanges(in: SampleSeries(values: dimensions[0]), options: options).changes.map(
          \.index)
      }
      return try detectChanges(together: dimensions, options: options).changes.map(\.index)
    }
  }
}
