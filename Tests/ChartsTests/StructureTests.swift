import Foundation
import Testing

@testable import Charts

@Suite struct StructureTests {
  // MARK: Zones

  @Test(arguments: ClockZone.identifiers)
  func offsetsAgreeWithTheTimeZoneDatabase(identifier: String) throws {
    let zone = try #require(ClockZone(identifier: identifier))
    let known = try #require(TimeZone(identifier: identifier), "\(identifier)")
    // 2023 to 2030, in steps that meet every hour of the day.
    for step in 0..<4_000 {
      let seconds = 1_672_531_200 + Double(step) * 55_237
      let expected = Double(known.secondsFromGMT(for: Date(timeIntervalSince1970: seconds)))
      #expect(zone.offset(at: seconds) == expected, "\(identifier) at \(seconds)")
    }
  }

  @Test func theSkippedHourHasNoMomentAndTheDoubledOneItsFirst() throws {
    let zone = try #require(ClockZone(identifier: "Europe/Berlin"))
    // 31 March 2024, 02:30 does not exist; 27 October 2024, 02:30 comes twice.
    #expect(zone.moment(local: CalendarTime(year: 2024, month: 3, day: 31).seconds + 9_000) == nil)
    let doubled = CalendarTime(year: 2024, month: 10, day: 27).seconds + 9_000
    #expect(zone.moment(local: doubled) == doubled - 7_200)
    #expect(zone.title(over: 1_711_753_200...1_711_926_000) == "Europe/Berlin, UTC+1 and UTC+2")
    #expect(zone.text(of: 1_711_846_800) == "31 Mar 03:00")
    #expect(ClockZone(identifier: "Asia/Kolkata")?.title(over: 0...1) == "Asia/Kolkata, UTC+5:30")
  }

  @Test(arguments: [
    "", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "X-1",
    "CET-1CEST,M3.5.0,M10.5.0x", "<+03-3",
  ])
  func rulesThatCannotBeReadAreRefused(rule: String) {
    #expect(ClockZone(name: "x", rule: rule) == nil)
  }

  @Test func ticksOfAZoneStandOnItsWallClockAcrossTheChange() throws {
    let zone = try #require(ClockZone(identifier: "America/New_York"))
    // A week around 3 November 2024.
    let start = 1_730_347_200.0
    let scale = Scale(.time, domain: start...start + 7 * 86_400, from: 0, to: 700)
    let ticks = Ticks.of(scale, room: Ticks.Room(fontSize: 12, isHorizontal: true), zone: zone)
    #expect(ticks.values.count >= 6)
    for value in ticks.values { #expect(zone.local(value).truncatingRemainder(dividingBy: 86_400) == 0) }
    let distances = Set(zip(ticks.values, ticks.values.dropFirst()).map { $1 - $0 })
    #expect(distances == [86_400, 90_000])
  }

  @Test func aSkippedHourIsHatchedInAHeatMapOfAZone() throws {
    let zone = try #require(ClockZone(identifier: "Europe/Berlin"))
    let points = (0..<72).map { (time: 1_711_666_800 + Double($0) * 3_600, value: 1.0) }
    let chart = HeatMap(valueAxis: ValueAxis("v"), hourly: points, zone: zone)
    #expect(chart.columns == ["29 Mar", "30 Mar", "31 Mar", "1 Apr"])
    #expect(chart.values[2].enumerated().filter { $0.element == nil }.map(\.offset) == [2])
    #expect(chart.rowTitle == "Hour (Europe/Berlin)")
  }

  // MARK: Themes and boards

  @Test func everyThemeFitsEveryChartInItsWidths() {
    for (name, theme) in Theme.named {
      for (chart, value) in Examples.usual where theme.sizes != Theme.light.sizes {
        for width in [theme.columnWidth, theme.pageWidth] {
          let scene = value.scene(width: width, theme: theme)
          #expect(
            scene.lint(themes: [theme]).isEmpty, "\(chart), \(name): \(scene.lint(themes: [theme]).prefix(3))"
          )
        }
      }
    }
  }

  @Test func aThemeWithoutGridDrawsNone() {
    let scene = Examples.tail(Examples.samples(2, calls: 50)).scene(width: .millimetres(89), theme: .nature)
    #expect(!scene.items.contains { $0.role == .grid })
    let other = Examples.tail(Examples.samples(2, calls: 50)).scene(width: .millimetres(89))
    #expect(other.items.contains { $0.role == .grid })
  }

  @Test func aBoardKeepsTheScalesOfItsPartsInPlace() throws {
    let scene = Examples.board().scene(width: .millimetres(183))
    #expect(scene.panels.count == 3)
    for panel in scene.panels {
      guard let x = panel.x else { continue }
      #expect(
        abs(min(x.start, x.end) - panel.area.minX) < 0.01 && abs(max(x.start, x.end) - panel.area.maxX) < 0.01
      )
    }
    #expect(scene.panels[0].area.maxX < scene.panels[1].area.minX)
    #expect(abs(scene.panels[0].area.maxY - scene.panels[1].area.maxY) < 0.6)
  }

  // MARK: Workflow

  @Test func everyCallRunsForwardExceptThoseThatCloseACircle() {
    var random = Seeded(91)
    for round in 0..<200 {
      let count = 2 + round % 20
      let edges = (0..<count * 2).map { _ in
        (from: Int(random.uniform(0, Double(count) - 0.01)), to: Int(random.uniform(0, Double(count) - 0.01)))
      }.filter { $0.from != $0.to }
      let graph = LayeredGraph(count: count, edges: edges)
      for (index, edge) in edges.enumerated() {
        let (from, to) = (graph.cells[edge.from].layer, graph.cells[edge.to].layer)
        #expect(graph.reversed[index] ? from > to : from < to)
        let layers = graph.routes[index].map { graph.cells[$0].layer }
        #expect(layers == Array(min(from, to)...max(from, to)))
      }
      for layer in 0..<graph.count {
        let places = graph.cells.filter { $0.layer == layer }.map(\.position).sorted()
        #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 > 0.999 })
        #expect(places.allSatisfy { $0 >= -1e-9 && $0 <= Double(graph.widest - 1) + 1e-9 })
      }
    }
  }

  @Test func aGraphThatCanBeDrawnWithoutCrossingsIs() {
    // Two chains, listed so that their first order crosses.
    let graph = LayeredGraph(count: 6, edges: [(0, 3), (1, 2), (2, 5), (3, 4)])
    let sides = [0, 3, 4].map { graph.cells[$0].position } + [1, 2, 5].map { graph.cells[$0].position }
    #expect(Set(sides.prefix(3)).count == 1 && Set(sides.suffix(3)).count == 1 && sides[0] != sides[3])
  }

  // MARK: Flame

  @Test func framesAreAsWideAsTheirShareAndStandInTheirCaller() throws {
    let chart = FlameChart(
      axis: ValueAxis("t"),
      stacks: [
        .init(["a", "b"], value: 30), .init(["a"], value: 10), .init(["c"], value: 60),
        .init(["a", "b"], value: 0), .init([], value: .nan),
      ])
    let scene = chart.scene(width: .pixels(700))
    let area = scene.panels[0].area
    func box(_ name: String) throws -> Scene.Box {
      let item = try #require(scene.items.first { $0.series == name && $0.role == .band })
      guard case .box(let box) = item.shape else { throw CancellationError() }
      return box
    }
    let (a, b, c) = (try box("a"), try box("b"), try box("c"))
    #expect(abs(a.width / area.width - 0.4) < 0.001 && abs(b.width / area.width - 0.3) < 0.001)
    #expect(c.minX == area.minX && a.minX == c.maxX && b.minX == a.minX && b.minY == a.maxY)
    #expect(scene.notes.count == 1)
  }

  // MARK: Many values

  /// 200 000 values keep the test short; what is drawn does not grow beyond that.
  @Test func figuresOfVeryManyValuesStaySmall() {
    var random = Seeded(77)
    let values = (0..<200_000).map { _ in 20 / random.uniform(0.0001, 1) }
    let axis = ValueAxis("v", spacing: .logarithmic)
    let charts: [(String, any Chart)] = [
      (
        "outliers",
        OutlierChart(
          horizontal: .elapsed(title: "t", unit: "s"), valueAxis: axis,
          normal: values.enumerated().map { .init(time: Double($0.offset), value: $0.element) }, causes: [])
      ),
      (
        "survival",
        SurvivalChart(
          timeAxis: ValueAxis("t"), shareTitle: "s",
          series: [
            .init(
              label: "a",
              curve: values.indices.map { .init(time: Double($0), share: Double($0) / 2e5, band: 0...1) },
              isStepped: true)
          ])
      ),
      (
        "lags", AutocorrelationChart(correlations: values.indices.map { (Double($0), Double($0 % 97) / 100) })
      ),
      (
        "frames",
        FlameChart(
          axis: axis,
          stacks: values.enumerated().map { .init(["a", "b\($0.offset % 3_000)"], value: $0.element) })
      ),
      (
        "series",
        TimeSeriesChart(
          horizontal: .elapsed(title: "t", unit: "s"), valueAxis: axis,
          points: values.enumerated().map { .init(time: Double($0.offset), value: $0.element) })
      ),
    ]
    for (name, chart) in charts {
      let bytes = SVG.portable(chart.scene(width: .millimetres(183))).utf8.count
      #expect(bytes < 150_000, "\(name): \(bytes)")
    }
  }

  // MARK: Labels

  /// Names are drawn at random from pieces that break careless programs.
  @Test func tenThousandLabelsComeOutEscapedAndUnbroken() {
    let pieces = [
      "<script>alert(1)</script>", "\"onload='x'", "]]>", "&amp;", "نص عربي", "עברית", "\u{202E}", "👩🏽‍🚀", "😀",
      "漢字",
      "\u{0}", "\n", "a/b:c_d", "\u{300}\u{301}", "ﷺ", "\u{FFFF}", "  ", "function", "-->", "%s%n", "\\", "é",
    ]
    var random = Seeded(4_711)
    func label() -> String {
      let text = (0..<Int(random.uniform(0, 9))).map { _ in pieces[Int(random.uniform(0, 21.99))] }.joined()
      return random.uniform(0, 1) < 0.05
        ? String(repeating: text + "W", count: 300).prefix(300).description : text
    }
    var drawn = 0
    while drawn < 10_000 {
      let labels = (0..<100).map { _ in label() }
      drawn += labels.count
      let chart = IntervalChart(
        axis: ValueAxis(labels[0], unit: labels[1]),
        groups: [
          .init(
            title: labels[2],
            rows: labels.dropFirst(4).enumerated().map {
              .init(label: $1, estimate: Double($0), cells: [labels[3]])
            })
        ],
        columns: [.init(labels[3])], reference: ReferenceLine(3, label: labels[2]))
      let scene = chart.scene(width: .millimetres(84.7))
      let text = SVG.web(scene, idPrefix: labels[0])
      #expect(XMLDocumentCheck.isWellFormed(text))
      #expect(!text.contains("<script") && !text.contains("onload='") && !text.contains("\u{202E}"))
      // The lint compares every text with every other and is quadratic, so it looks at each tenth scene.
      if drawn % 1_000 == 0 { #expect(scene.lint().isEmpty, "\(scene.lint().prefix(3))") }
    }
  }

  @Test func theContrastOfTextIsJudgedOnWhatIsPaintedUnderIt() {
    func scene(_ fill: Scene.Paint, _ opacity: Double, halo: Bool) -> Scene {
      var drawing = Drawing(.screen)
      drawing.add(
        .box(Scene.Box(minX: 0, minY: 0, maxX: 90, maxY: 30)), .filled(fill, opacity: opacity), .band)
      drawing.text("word", x: 10, middle: 15, hasHalo: halo)
      return Scene(
        width: 100, height: 40, unit: .pixel, title: "t", description: "d", items: drawing.items, notes: [],
        panels: [])
    }
    #expect(scene(.palette(0), 1, halo: false).lint(themes: [.light]).map(\.kind) == [.lowContrast])
    #expect(scene(.palette(0), 0.3, halo: false).lint(themes: [.light]).isEmpty)
    #expect(scene(.ink, 1, halo: true).lint(themes: [.light]).isEmpty)
    #expect(scene(.ink, 1, halo: false).lint(themes: [.dark]).map(\.kind) == [.lowContrast])
  }
}
