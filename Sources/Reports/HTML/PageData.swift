import Analysis
import Charts
import Statistics

/// What the script of a page works with, as JSON for attributes.
enum PageData {
  /// For each factor its values, and the groups that have them.
  static func groups(_ groups: [GroupFactors]) -> String {
    let names = Set(groups.flatMap(\.values.keys)).sorted()
    let factors = names.map { name in
      let values = groups.compactMap { $0.values[name] }.uniqued()
      let members = values.map { value in
        let keys = groups.filter { $0.values[name] == value }.map { quoted($0.key) }
        return "[\(quoted(value)),\(list(keys))]"
      }
      return "[\(quoted(name.replacingUnderscores)),\(list(members))]"
    }
    return list(factors)
  }

  /// The axes of a figure, and the places of its marks with what to say about each; `nil` when there are neither.
  static func figure(_ readings: Readings, _ scene: Scene) -> String? {
    let (series, points) = marks(readings, scene)
    let axes = scene.panels.map(panel)
    if points.isEmpty, readings.cells == nil, scene.panels.allSatisfy({ $0.x == nil && $0.y == nil }) {
      return nil
    }
    var fields = [
      "\"t\":\(quoted(readings.title))", "\"u\":\(quoted(readings.unit))", "\"s\":\(list(series))",
      "\"p\":\(list(points))", "\"a\":\(list(axes))",
    ]
    if let cells = readings.cells {
      let values = cells.values.map { column in
        list(
          column.map { $0.map { NumberText.fixed($0, decimals: cells.decimals).machineReadable } ?? "null" })
      }
      fields.append(
        "\"c\":[\(list(cells.columns.map(quoted))),\(list(cells.rows.map(quoted))),\(list(values))]")
    }
    return "{\(fields.joined(separator: ","))}"
  }

  private static func marks(_ readings: Readings, _ scene: Scene) -> (series: [String], points: [String]) {
    var series: [String] = []
    var points: [String] = []
    for entry in readings.series where scene.panels.indices.contains(entry.panel) {
      let panel = scene.panels[entry.panel]
      let middle = middle(of: entry.key, in: panel.area, scene)
      for point in entry.points {
        guard
          let x = place(point.x, panel.x, panel.area.minX, panel.area.maxX) ?? middle?.x,
          let y = place(point.y, panel.y, panel.area.minY, panel.area.maxY) ?? middle?.y,
          x.isFinite, y.isFinite, max(x.magnitude, y.magnitude) < 1e6
        else { continue }
        let interval = point.value.interval.flatMap { interval -> [String]? in
          guard let low = interval.lower, let high = interval.upper else { return nil }
          return [low, high].map { quoted(NumberText.fixed($0, decimals: point.value.decimals)) }
        }
        let numbers = [x, y].map { String(Int($0.rounded())) } + [String(series.count)]
        points.append(list(numbers + [quoted(point.name), quoted(point.value.text)] + (interval ?? [])))
      }
      series.append("[\(quoted(entry.key)),\(quoted(entry.label))]")
    }
    return (series, points)
  }

  /// The place of a value on an axis, or of a share on an axis of categories.
  private static func place(_ value: Double?, _ scale: Scale?, _ start: Double, _ end: Double) -> Double? {
    value.map { scale?.position($0) ?? start + $0 * (end - start) }
  }

  /// The middle of what is drawn of a series in a panel.
  private static func middle(of key: String, in area: Scene.Box, _ scene: Scene) -> Scene.Point? {
    let marks = scene.items.filter { $0.series == key && $0.role == .data }.map(\.bounds)
    guard let first = marks.first else { return nil }
    let whole = marks.dropFirst().reduce(first) { one, other in
      Scene.Box(
        minX: min(one.minX, other.minX), minY: min(one.minY, other.minY), maxX: max(one.maxX, other.maxX),
        maxY: max(one.maxY, other.maxY))
    }
    return Scene.Point(x: (whole.minX + whole.maxX) / 2, y: (whole.minY + whole.maxY) / 2)
  }

  /// The edges of a panel, and for each axis of values its spacing and the values at its ends.
  private static func panel(_ panel: Scene.PanelDescription) -> String {
    func axis(_ scale: Scale?) -> String {
      // The script does not stretch axes of both signs.
      guard let scale, [.linear, .logarithmic, .percentileTail, .time].contains(scale.kind) else {
        return "0"
      }
      return list(
        [quoted(scale.kind.rawValue)]
          + [scale.domain.lowerBound, scale.domain.upperBound].map(machineNumber))
    }
    let area = panel.area
    let edges = [area.minX, area.minY, area.maxX, area.maxY].map { machineNumber(($0 * 100).rounded() / 100) }
    return list(edges + [axis(panel.x), axis(panel.y)])
  }

  private static func list(_ items: [String]) -> String { "[\(items.joined(separator: ","))]" }

  /// A string of JSON.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case let other where other.value < 0x20: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension String {
  fileprivate var replacingUnderscores: String { String(map { $0 == "_" ? " " : $0 }) }

  /// A number as it is shown, without the signs that only people read.
  fileprivate var machineReadable: String {
    String(compactMap { $0 == "\u{2212}" ? "-" : $0 == "\u{202F}" ? nil : $0 })
  }
}
