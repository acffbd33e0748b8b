import Foundation
import FoundationXML
import Testing

@testable import Charts

@Suite struct ChartTests {
  @Test(arguments: Examples.widths)
  func noChartOverlapsOrClips(width: FigureWidth) {
    for (name, chart) in Examples.usual + Examples.stress {
      let scene = chart.scene(width: width)
      #expect(scene.lint().isEmpty, "\(name) at \(width): \(scene.lint().prefix(4))")
      #expect(scene.width > 0 && scene.height > 0)
      #expect(!scene.title.isEmpty && !scene.description.isEmpty && scene.description.count <= 2_000)
    }
  }

  @Test func figuresGrowRatherThanClipWhenTheHeightIsTooSmall() {
    for (name, chart) in Examples.usual {
      for height in [10.0, 150, 900] {
        let scene = chart.scene(width: .pixels(500), height: height)
        #expect(scene.lint().isEmpty, "\(name) at height \(height): \(scene.lint().prefix(4))")
        if height == 900 {
          #expect(abs(scene.height - 900) < 0.01 || scene.height > 900, "\(name): \(scene.height)")
        }
      }
    }
  }

  @Test func everyFigureIsWellFormedWithinItsSizeAndFreeOfForbiddenParts() {
    for (name, chart) in Examples.usual + Examples.stress {
      let scene = chart.scene(width: .pixels(760))
      let web = SVG.web(scene, idPrefix: "fig \(name)")
      let portable = SVG.portable(chart.scene(width: .acmColumn), metadata: "sha256 <0>")
      for text in [web, portable] {
        #expect(text.utf8.count <= 150_000, "\(name): \(text.utf8.count) bytes")
        #expect(XMLParser(data: Data(text.utf8)).parse(), "\(name)")
        #expect(!text.contains("<script"), "\(name)")
        #expect(!text.contains("nan") && !text.contains("inf\""), "\(name)")
        #expect(text.replacing(/>[^<]*</, with: "><").firstMatch(of: /\.\d{3,}/) == nil, "\(name)")
      }
      for forbidden in [
        "var(", "class=", "<style", "dominant-baseline", "textLength", "vector-effect", "href",
      ] {
        #expect(!portable.contains(forbidden), "\(name): \(forbidden)")
      }
      #expect(web.contains("role=\"img\""))
    }
  }

  @Test func valuesThatCannotBeShownAreCounted() {
    let chart = Examples.tail([[Double.nan, -1, 0, 5, 7]])
    #expect(chart.scene(width: .pixels(500)).notes == ["3 values not positive or not finite not shown."])
    let impossible = PercentileTailChart(
      valueAxis: ValueAxis("t"), series: [.init(label: "a", points: [.init(probability: 1, value: 3)])])
    #expect(
      impossible.scene(width: .pixels(500)).notes == ["1 point outside the probability axis not shown."])
  }

  @Test func labelsAtLineEndsGiveWayToALegend() {
    let few = Examples.tail(Examples.samples(4, calls: 200)).scene(width: .pixels(760))
    #expect(!few.items.contains { $0.role == .legend })
    let many = Examples.tail(Examples.samples(9, calls: 200)).scene(width: .pixels(760))
    #expect(many.items.contains { $0.role == .legend })
  }

  @Test func theUnsupportedPartOfATailIsDotted() {
    let scene = Examples.tail(Examples.samples(1, calls: 500)).scene(width: .pixels(760))
    let lines = scene.items.filter { $0.role == .data && $0.series == "Platform 1" }
    #expect(lines.contains { $0.style.dash.isEmpty } && lines.contains { !$0.style.dash.isEmpty })
    let solid = lines.filter { $0.style.dash.isEmpty }.map(\.bounds.maxX).max() ?? 0
    let supported = scene.panels[0].x?.position(0.98) ?? 0
    #expect(solid <= supported + 1)
  }

  @Test func dominatedPointsAreHollowAndEverySizeIsLabelled() {
    let scene = Examples.cost(2).scene(width: .pixels(760))
    let symbols = scene.items.filter {
      if case .symbol = $0.shape { return $0.role == .data }
      return false
    }
    #expect(symbols.filter { $0.style.fill == .background }.count == 5)
    #expect(symbols.filter { $0.style.fill != .background }.count == 5)
    #expect(scene.notes.isEmpty)
  }

  @Test func unboundedIntervalsEndInShortArrows() {
    let chart = IntervalChart(
      axis: ValueAxis("change"),
      groups: [.init(rows: [.init(label: "a", estimate: 5, interval: .init(lower: 2, upper: nil))])])
    let scene = chart.scene(width: .pixels(600))
    let whisker = scene.items.first { $0.role == .data }
    let estimate = scene.panels[0].x?.position(5) ?? 0
    let reach = (whisker?.bounds.maxX ?? 0) - estimate
    #expect(reach > 4 && reach < 25)
    if case .lines(let chains, _)? = whisker?.shape { #expect(chains.count == 2) }
  }

  @Test func aRefusedEstimateIsSaidInWords() {
    let chart = IntervalChart(
      axis: ValueAxis("change"),
      groups: [
        .init(rows: [
          .init(label: "a", estimate: nil, refusal: "refused: 3 calls"), .init(label: "b", estimate: 1),
        ])
      ])
    #expect(SVG.portable(chart.scene(width: .pixels(600))).contains("refused: 3 calls"))
  }

  @Test func limitsCutIntervalsButShowThatTheyGoOn() {
    let chart = IntervalChart(
      axis: ValueAxis("change"),
      groups: [.init(rows: [.init(label: "a", estimate: 5, interval: .init(lower: -1e6, upper: 1e6))])],
      limits: 0...10)
    let scene = chart.scene(width: .pixels(600))
    #expect(scene.lint().isEmpty)
    #expect(scene.panels[0].x?.domain == 0...10)
  }

  @Test func impossibleIntervalsAndMarksDoNotBreakTheLayout() {
    let bounds: [IntervalBounds] = [
      .init(lower: .nan, upper: .nan), .init(lower: .infinity, upper: -.infinity), .init(lower: 9, upper: 1),
      .init(lower: -1e308, upper: 1e308), .init(lower: nil, upper: nil), .init(lower: 0, upper: -5),
    ]
    for spacing in [ValueAxis.Spacing.linear, .logarithmic] {
      let axis = ValueAxis("value", spacing: spacing, including: [.nan, -1])
      let marks = [
        ReferenceLine(.nan, label: "a"), ReferenceLine(-3, label: "b"), ReferenceLine(1e300, label: "c"),
      ]
      for (index, mark) in marks.enumerated() {
        let charts: [any Chart] = [
          IntervalChart(
            axis: axis,
            groups: [
              .init(
                rows: bounds.map {
                  .init(label: "r", estimate: 5, interval: $0, secondInterval: $0, isSummary: index == 1)
                })
            ], reference: mark, equivalence: .init(-(.infinity)...(.infinity), label: "all")),
          CostTimeChart(
            timeAxis: axis, costAxis: axis,
            series: [
              .init(
                label: "s",
                points: bounds.map { .init(label: "p", time: 5, timeInterval: $0, cost: 6, costInterval: $0) }
              )
            ]),
          BatchChart(
            valueAxis: axis,
            panels: [
              .init(
                batches: bounds.map { .init(label: "b", values: [4, .nan, 7], centre: 5, interval: $0) },
                reference: mark)
            ]),
          PercentileTailChart(
            valueAxis: axis,
            series: [
              .init(
                label: "s",
                points: bounds.enumerated().map {
                  .init(probability: Double($0) / 8, value: 5, lower: $1.lower, upper: $1.upper)
                }, supportedUpTo: .nan)
            ], threshold: mark),
        ]
        for chart in charts {
          let scene = chart.scene(width: .pixels(600))
          #expect(scene.lint().isEmpty, "\(type(of: chart)) \(spacing) \(mark): \(scene.lint().prefix(3))")
        }
      }
    }
  }

  @Test(arguments: [
    FigureWidth.pixels(.nan), .pixels(-5), .pixels(.infinity), .pixels(1e12), .millimetres(0), .pixels(200),
  ])
  func unreasonableWidthsAreReplaced(width: FigureWidth) {
    for (name, chart) in Examples.usual {
      let scene = chart.scene(width: width, height: .nan)
      #expect(scene.lint().isEmpty, "\(name): \(scene.lint().prefix(3))")
      #expect(scene.width >= 140 && scene.width <= 10_000)
    }
  }

  @Test func aggregationLosesNoExtremeValue() {
    var values = Array(repeating: 40.0, count: 5_000)
    values[3_000] = 900
    values[4_000] = 2
    let chart = BatchChart(
      valueAxis: ValueAxis("t", spacing: .logarithmic),
      panels: [.init(batches: [.init(label: "1", values: values)])])
    let scene = chart.scene(width: .pixels(760))
    let dots = scene.items.flatMap { item -> [Scene.Point] in
      if case .dots(let points, _) = item.shape, item.role == .data { return points }
      return []
    }
    let y = scene.panels[0].y
    #expect(abs((dots.map(\.y).min() ?? 0) - (y?.position(900) ?? 0)) < 3)
    #expect(abs((dots.map(\.y).max() ?? 0) - (y?.position(2) ?? 0)) < 3)
    #expect(dots.count < 2_000)
    #expect(scene.notes.count == 1)
  }

  @Test func theSameSeriesStyleGivesTheSameLook() {
    #expect(SeriesStyle(index: 2) == SeriesStyle(index: 2))
    #expect(Set((0..<36).map { "\(SeriesStyle(index: $0))" }).count == 36)
    #expect(SeriesStyle(index: -1) == SeriesStyle(index: 0))
  }
}
