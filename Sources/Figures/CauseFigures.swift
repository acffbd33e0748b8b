import Charts
import Foundation
import Statistics

extension FigureKind {
  static let causeKinds: [FigureKind] = [
    FigureKind(
      name: "waterfall", summary: "the segments of one request with its critical path",
      roles: [
        .required("function", "the rows"), .required("segment", "what a stretch of time is"),
        .required("start", "when it begins"), .required("duration", "how long it lasts"),
        .optional("critical", "1 on the critical path"),
      ], make: CauseFigures.waterfall),
    FigureKind(
      name: "causes", summary: "shares of causes for each row",
      roles: [
        .required("row", "the bars"), .required("cause", "the causes; unexplained stands last"),
        .required("count", "how many"),
      ], make: CauseFigures.causes),
    FigureKind(
      name: "flame", summary: "time by call stack",
      roles: [
        .required("stack", "frames from the outermost on, with ; between them"),
        .required("value", "the time or the samples of the innermost frame"),
      ], make: CauseFigures.flame),
    FigureKind(
      name: "workflow", summary: "who calls whom, in layers",
      roles: [
        .required("from", "the caller"), .required("to", "the called function"),
        .optional("label", "words at the call"),
        .optional("critical", "1 on the critical path"),
      ], make: CauseFigures.workflow),
  ]
}

/// Figures of causes and traces.
enum CauseFigures {
  static func waterfall(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let functions = try table.texts("function")
    let segments = try table.texts("segment")
    let starts = try table.numbers("start")
    let durations = try table.numbers("duration")
    let critical = try table.flags("critical") ?? Array(repeating: true, count: starts.count)
    let kinds = FigureTable.order(segments)
    var styles = [0, 2, 3, 1, 5]
    var colds = 0
    let drawn = kinds.map { kind -> WaterfallChart.Kind in
      if kind.hasPrefix("cold") {
        colds += 1
        return .init(kind, style: 4, isLight: colds > 1)
      }
      if ["queue", "network", "wait", "route"].contains(kind) {
        return .init(kind, style: nil, isLight: kind != "route")
      }
      return .init(kind, style: styles.isEmpty ? nil : styles.removeFirst())
    }
    let names = FigureTable.order(functions)
    let rows = names.map { name in
      WaterfallChart.Row(
        label: name,
        segments: functions.indices.filter { functions[$0] == name }.map { row in
          .init(
            kind: kinds.firstIndex(of: segments[row]) ?? 0, start: starts[row], duration: durations[row],
            isCritical: critical[row])
        })
    }
    let places = starts.indices.filter { starts[$0].isFinite && durations[$0].isFinite }
    let end = places.map { starts[$0] + durations[$0] }.max() ?? 0
    let cold = places.filter { critical[$0] && segments[$0].hasPrefix("cold") }.reduce(0) {
      $0 + durations[$1]
    }
    let (title, unit) = Words.titleAndUnit(ofColumn: table.column("start"))
    let suffix = unit.map { " \($0)" } ?? ""
    var marks = [ReferenceLine(end, label: "end \(Words.number(end))\(suffix)")]
    if cold > 0 {
      marks.append(
        ReferenceLine(end - cold, label: "without cold starts \(Words.number(end - cold))\(suffix)"))
    }
    let chart = WaterfallChart(
      timeTitle: options.labels["start"] ?? (title == "Start" ? "Time since the request" : title), unit: unit,
      kinds: drawn, rows: rows, marks: marks)
    let sums = kinds.map { kind in
      places.filter { critical[$0] && segments[$0] == kind }.reduce(0) { $0 + durations[$1] }
    }
    let largest = sums.indices.max { sums[$0] < sums[$1] }
    let words =
      cold > 0
      ? "Cold starts are \(Words.number(cold / end * 100, digits: 2)) % of the \(Words.number(end))\(suffix) of this request"
      : largest.map { "\(kinds[$0]) is \(Words.number(sums[$0] / end * 100, digits: 2)) % of this request" }
        ?? "One request"
    return Figure(
      words, chart,
      caption: [
        "One request. Numbers: durations\(suffix.isEmpty ? "" : " in\(suffix)").",
        cold > 0
          ? "The time without cold starts takes them out of the critical path and assumes that the path stays."
          : "",
      ])
  }

  static func causes(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let rows = try table.texts("row")
    let causes = try table.texts("cause")
    let counts = try table.numbers("count")
    let names = FigureTable.order(causes)
    let named = names.filter { $0 != "unexplained" }
    func sum(_ row: String, _ cause: String) -> Double {
      counts.indices.filter { rows[$0] == row && causes[$0] == cause && counts[$0].isFinite }.reduce(0) {
        $0 + counts[$1]
      }
    }
    let order = FigureTable.order(rows)
    let palette = ["cold start": 4, "GC pause": 0, "noisy neighbour": 1, "network retry": 3, "downstream": 2]
    let known = named.allSatisfy { palette[$0] != nil }
    let chart = CauseBreakdownChart(
      shareTitle: options.labels["count"] ?? "Share of the outliers (%)",
      causes: named.map { .init($0, style: known ? palette[$0] : nil) },
      rows: order.map { row in
        .init(label: row, counts: named.map { sum(row, $0) }, unexplained: sum(row, "unexplained"))
      }, noun: "outliers")
    let short = Words.short(order)
    var leaders: [(cause: String, rows: [String])] = []
    for row in order {
      guard let cause = named.max(by: { (sum(row, $0), $1) < (sum(row, $1), $0) }) else { continue }
      let name = short[row] ?? row
      if let place = leaders.firstIndex(where: { $0.cause == cause }) {
        leaders[place].rows.append(name)
      } else {
        leaders.append((cause, [name]))
      }
    }
    let words = leaders.prefix(4).map { "\($0.cause) (\($0.rows.joined(separator: ", ")))" }
    return Figure(
      "Most frequent cause: \(words.joined(separator: ", "))", chart,
      caption: ["Shares in per cent; below the names the totals."])
  }

  static func flame(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let stacks = zip(try table.texts("stack"), try table.numbers("value")).map { text, value in
      FlameChart.Stack(text.split(separator: ";").map(String.init), value: value)
    }
    var own: [String: Double] = [:]
    for stack in stacks where stack.value > 0 && stack.value.isFinite {
      own[stack.frames.last ?? "", default: 0] += stack.value
    }
    let total = own.values.sorted().reduce(0, +)
    guard let largest = own.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), total > 0 else {
      throw FigureError.unfit("No stack has a positive value.")
    }
    let axis = options.axis("value", of: table)
    return Figure(
      "\(largest.key) itself takes \(Words.number(largest.value / total * 100, digits: 2)) % of the time",
      FlameChart(axis: axis, stacks: stacks),
      caption: ["\(stacks.count) stacks. Widths: totals; callers above callees, the largest first."])
  }

  static func workflow(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let from = try table.texts("from")
    let to = try table.texts("to")
    let labels = try table.optionalTexts("label")
    let critical = try table.flags("critical") ?? Array(repeating: false, count: from.count)
    let names = FigureTable.order(zip(from, to).flatMap { [$0, $1] })
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
    let onPath = Set(from.indices.filter { critical[$0] }.flatMap { [from[$0], to[$0]] })
    let edges = from.indices.map { row in
      let label = labels?[row] ?? ""
      return WorkflowChart.Edge(
        from: places[from[row]] ?? -1, to: places[to[row]] ?? -1, label: label == "(missing)" ? "" : label,
        isCritical: critical[row])
    }
    let chart = WorkflowChart(
      nodes: names.map { .init($0, isCritical: onPath.contains($0), style: onPath.contains($0) ? 0 : nil) },
      edges: edges)
    return Figure(
      onPath.isEmpty
        ? "\(names.count) functions with \(edges.count) calls"
        : "\(onPath.count) of \(names.count) functions are on the critical path", chart,
      caption: [labels == nil ? "" : "At the calls: \(options.labels["label"] ?? table.column("label"))."])
  }
}
