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
        return "[\(quoted(value)),[\(keys.joined(separator: ","))]]"
      }
      return "[\(quoted(name.replacingUnderscores)),[\(members.joined(separator: ","))]]"
    }
    return "[\(factors.joined(separator: ","))]"
  }

  /// The places of the marks in the figure with what to say about each, or `nil` when there are none.
  static func readings(_ readings: Readings, _ scene: Scene) -> String? {
    var series: [String] = []
    var points: [String] = []
    for entry in readings.series where scene.panels.indices.contains(entry.panel) {
      let panel = scene.panels[entry.panel]
      guard let x = panel.x, let y = panel.y else { continue }
      for point in entry.points {
        let place = [x.position(point.x), y.position(point.y)]
        guard place.allSatisfy({ $0.isFinite && $0.magnitude < 1e6 }) else { continue }
        let numbers = place.map { String(Int($0.rounded())) }
        let interval = point.value.interval.flatMap { interval -> [String]? in
          guard let low = interval.lower, let high = interval.upper else { return nil }
          return [low, high].map { quoted(NumberText.fixed($0, decimals: point.value.decimals)) }
        }
        let texts = [quoted(point.name), quoted(point.value.text)] + (interval ?? [])
        points.append("[\((numbers + [String(series.count)] + texts).joined(separator: ","))]")
      }
      series.append("[\(quoted(entry.key)),\(quoted(entry.label))]")
    }
    if points.isEmpty { return nil }
    return
      "{\"t\":\(quoted(readings.title)),\"u\":\(quoted(readings.unit)),\"s\":[\(series.joined(separator: ","))],\"p\":[\(points.joined(separator: ","))]}"
  }

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
}
