import Charts
import Foundation

/// Ridgelines, fronts with ellipses, flame and workflow graphs, heat maps with values and boards, normal and hostile.
extension Examples {
  private static func name(_ labels: [String]?, _ index: Int, _ fallback: String) -> String {
    labels.map { $0[index % $0.count] } ?? "\(fallback) \(index + 1)"
  }

  static func front(_ count: Int, labels: [String]? = nil) -> CostTimeChart {
    var chart = cost(count, labels: labels)
    chart.regionLabels = ["80 % of single runs", "95 % region of the mean"]
    for series in chart.series.indices {
      for place in chart.series[series].points.indices {
        let point = chart.series[series].points[place]
        chart.series[series].points[place].regions = [0.2, 0.05].map { radius in
          .init(
            corners: (0..<24).map { step in
              let turn = Double(step) / 24 * 2 * Double.pi
              return .init(
                time: point.time * exp(radius * cos(turn)), cost: point.cost * exp(radius * sin(turn)))
            })
        }
        chart.series[series].points[place].frontProbability = Double(place) / 4
      }
    }
    return chart
  }

  static func flame(_ width: Int, depth: Int, labels: [String]? = nil) -> FlameChart {
    var random = Seeded(UInt64(width + depth))
    return FlameChart(
      axis: ValueAxis("Time", unit: "ms"),
      stacks: (0..<width * depth).map { index in
        .init(
          (0..<1 + index % max(1, depth)).map {
            name(labels, (index / max(1, depth) + $0) % max(1, width), "frame")
          },
          value: random.uniform(0.1, 9))
      })
  }

  /// Each function calls the next one, every third one also one far ahead.
  static func workflow(_ count: Int, labels: [String]? = nil, circles: Bool = false) -> WorkflowChart {
    var edges: [WorkflowChart.Edge] = []
    for index in stride(from: 1, to: count, by: 1) {
      edges.append(
        WorkflowChart.Edge(from: (index - 1) / 2, to: index, label: "\(index) ms", isCritical: index % 2 == 0)
      )
    }
    for index in stride(from: 0, to: count - 6, by: 3) {
      edges.append(WorkflowChart.Edge(from: index, to: index + 6))
    }
    for (from, to) in circles ? [(count - 1, 0), (1, 1), (9_999, 0)] : [] {
      edges.append(WorkflowChart.Edge(from: from, to: to))
    }
    let nodes = (0..<count).map { index -> WorkflowChart.Node in
      let isEven = index % 2 == 0
      let style: Int? = index % 3 == 0 ? index : nil
      let detail = isEven ? "12 ms" : ""
      return WorkflowChart.Node(
        name(labels, index, "function"), detail: detail, isCritical: isEven, style: style)
    }
    return WorkflowChart(nodes: nodes, edges: edges)
  }

  static func table(_ columns: Int, _ rows: Int, labels: [String]? = nil) -> HeatMap {
    func value(_ column: Int, _ row: Int) -> Double? {
      if (column * 7 + row) % 11 == 5 { return nil }
      return Double((column + 1) * (row + 2)) * 3.7
    }
    let columnNames = (0..<columns).map { name(labels, $0, "c") }
    let rowNames = (0..<rows).map { name(labels, $0 + 3, "r") }
    let values = (0..<columns).map { column in (0..<rows).map { value(column, $0) } }
    return HeatMap(
      valueAxis: ValueAxis("Latency", unit: "ms"), columnTitle: "Memory (MB)", rowTitle: "Concurrency",
      columns: columnNames, rows: rowNames, values: values, showsValues: true)
  }

  static func zoned() -> TimeSeriesChart {
    // Two days around the start of summer time, 31 March 2024.
    TimeSeriesChart(
      horizontal: .calendar(title: "Time", zone: ClockZone(identifier: "Europe/Berlin")),
      valueAxis: ValueAxis("p95", unit: "ms"),
      points: (0..<48).map { .init(time: 1_711_753_200 + Double($0) * 3_600, value: 40 + Double($0 % 7)) })
  }

  static func board(_ labels: [String]? = nil) -> FigureBoard {
    FigureBoard(rows: [
      [
        .init(name(labels, 0, "The tail is long in function"), tail(samples(2, calls: 200)), share: 1.4),
        .init(name(labels, 4, "Half of the calls are fast"), ecdf(samples(2, calls: 200))),
      ], [.init(name(labels, 5, "Three functions get faster"), intervals(5))],
    ])
  }

  static let structures: [(name: String, chart: any Chart)] = [
    ("ridgeline", distributions(5, series: 1, calls: 200, form: .ridge)), ("front", front(3)),
    ("flame", flame(5, depth: 5)), ("workflow", workflow(9)), ("table", table(5, 4)), ("zoned-time", zoned()),
    ("board", board()),
  ]

  static let structureStress: [(name: String, chart: any Chart)] = [
    ("front of 20", front(20)), ("front of hostile labels", front(10, labels: hostileLabels)),
    ("no stacks", flame(0, depth: 0)), ("deep stacks", flame(3, depth: 90)),
    ("broad stacks", flame(400, depth: 4)),
    ("stacks of hostile labels", flame(10, depth: 4, labels: hostileLabels)),
    ("no functions", workflow(0)), ("one function", workflow(1)), ("circles", workflow(12, circles: true)),
    ("60 functions", workflow(60)), ("300 functions", workflow(300)),
    ("functions of hostile labels", workflow(10, labels: hostileLabels)),
    (
      "a chain of 40",
      WorkflowChart(
        nodes: (0..<40).map { .init("f\($0)") }, edges: (1..<40).map { .init(from: $0 - 1, to: $0) })
    ),
    ("no cells", table(0, 0)), ("60 by 30 cells", table(60, 30)),
    ("cells of hostile labels", table(10, 10, labels: hostileLabels)),
    ("board of hostile titles", board(hostileLabels)), ("empty board", FigureBoard(rows: [])),
    ("board of nothing", FigureBoard(rows: [[.init("", tail([])), .init("", ecdf([]))], []])),
    (
      "ridges of hostile labels",
      distributions(10, series: 2, calls: 40, form: .ridge, labels: hostileLabels)
    ),
  ]
}
