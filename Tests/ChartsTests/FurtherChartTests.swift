import Foundation
import Testing

@testable import Charts

@Suite struct FurtherChartTests {
  // MARK: Scales and ticks

  @Test func calendarFieldsAgreeWithFoundation() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    var random = Seeded(21)
    for _ in 0..<1_000 {
      let seconds = random.uniform(-2e9, 8e9).rounded(.down)
      let time = CalendarTime(seconds: seconds)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: seconds))
      #expect([time.year, time.month, time.day] == [parts.year, parts.month, parts.day])
      #expect([time.hour, time.minute, time.second] == [parts.hour, parts.minute, parts.second])
      #expect(time.seconds == seconds)
    }
  }

  @Test func timeAndSymmetricTicksKeepTheirPromisesOnRandomDomains() {
    var random = Seeded(22)
    for _ in 0..<3_000 {
      let length = random.uniform(150, 900)
      let start = random.uniform(-1e9, 5e9)
      let span = pow(10, random.uniform(0.4, 9.3))
      let threshold = pow(10, random.uniform(-3, 3))
      let reach = threshold * pow(10, random.uniform(-1, 6))
      let low = random.uniform(-reach, reach)
      let scales = [
        Scale(.time, domain: start...(start + span), from: 0, to: length),
        Scale(
          .symmetricLogarithmic(linearWithin: threshold), domain: low...(low + reach), from: 0, to: length),
      ]
      let room = Ticks.Room(fontSize: 12, isHorizontal: true)
      for scale in scales {
        let ticks = Ticks.of(scale, room: room)
        #expect(ticks.values.count >= 2 && ticks.values.count == ticks.labels.count, "\(scale)")
        #expect(ticks.values.allSatisfy { scale.domain.contains($0) }, "\(scale)")
        #expect(ticks.values == ticks.values.sorted())
        #expect(Set(ticks.labels.map { "\($0)" }).count > 1, "\(scale) \(ticks)")
        #expect(ticks.fit(scale, room: room) || length < 200, "\(scale) \(ticks.labels)")
      }
    }
  }

  @Test func hoursNameTheirDayWhereItChanges() {
    let scale = Scale(.time, domain: Examples.start - 43_200...Examples.start + 43_200, from: 0, to: 600)
    let ticks = Ticks.of(scale, room: Ticks.Room(fontSize: 12, isHorizontal: true))
    #expect(ticks.labels.map(\.text).contains("00:00"))
    #expect(ticks.labels.compactMap(\.second) == ["2 Jun 2024", "3 Jun 2024"])
  }

  @Test func theSymmetricScaleIsLinearInsideAndTurnsBack() {
    let kind = Scale.Kind.symmetricLogarithmic(linearWithin: 2)
    let scale = Scale(kind, domain: -100...100, from: 0, to: 400)
    #expect(scale.position(0) == 200)
    #expect(abs((scale.position(1) - 200) * 2 - (scale.position(2) - 200)) < 1e-9)
    #expect(abs((scale.position(100) - scale.position(20)) - (scale.position(20) - scale.position(4))) < 1e-9)
    #expect(abs((scale.position(20) - scale.position(2)) - (scale.position(-2) - scale.position(-20))) < 1e-9)
    // No bend at the end of the linear zone.
    let inner = (scale.position(2) - scale.position(1.999)) / 0.001
    let outer = (scale.position(2.001) - scale.position(2)) / 0.001
    #expect(abs(inner / outer - 1) < 1e-3)
    var random = Seeded(23)
    for _ in 0..<500 {
      let value = random.uniform(-100, 100)
      #expect(abs(scale.value(at: scale.position(value)) - value) < 1e-9)
    }
    #expect(Scale(kind, domain: 5...5, from: 0, to: 9).position(5).isFinite)
  }

  // MARK: Colours

  /// Ends and middle as published for matplotlib and viridisLite.
  @Test func rampsHaveTheirPublishedColours() {
    #expect(ColourRamp.viridis.colour(at: 0) == "#440154" && ColourRamp.viridis.colour(at: 1) == "#FDE725")
    #expect(ColourRamp.viridis.colour(at: 0.5) == "#21908C")
    #expect(ColourRamp.cividis.colour(at: 0) == "#00204D" && ColourRamp.cividis.colour(at: 1) == "#FFEA46")
    #expect(ColourRamp.cividis.step(at: .nan).colour == "#00204D")
    #expect(ColourRamp.cividis.step(at: 7).colour == "#FFEA46")
  }

  @Test(arguments: [ColourRamp.cividis, .viridis])
  func sequentialRampsGrowLighterAtEveryStep(ramp: ColourRamp) {
    let lightness = (0..<ColourRamp.steps).map {
      RGB(hexadecimal: ColourRamp.Step(ramp: ramp, index: $0).colour).luminance
    }
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func aDivergingScaleIsSymmetricAboutItsCentre() {
    let scale = ColourScale(.blueVermillion, centre: 10)
    #expect(scale.domain(of: [9, 14]) == 6...14)
    #expect(ColourScale(.cividis, domain: 1...3).domain(of: [0, 9]) == 1...3)
  }

  @Test func wordsOnColoursHaveEnoughContrast() {
    for theme in [Theme.light, .dark, .grey] {
      for index in 0..<6 {
        let back = RGB(hexadecimal: theme.colour(of: .palette(index))).luminance
        let front = RGB(hexadecimal: theme.colour(of: .onPalette(index))).luminance
        let contrast = (max(back, front) + 0.05) / (min(back, front) + 0.05)
        #expect(contrast >= 4.5, "\(index): \(contrast)")
      }
    }
  }

  // MARK: Charts

  private func dots(_ scene: Scene) -> [Scene.Point] {
    scene.items.flatMap { item -> [Scene.Point] in
      if case .dots(let points, _) = item.shape, item.role == .data { return points }
      return []
    }
  }

  @Test func fewValuesAreDrawnOneByOneRatherThanSmoothed() {
    let few = Examples.distributions(1, series: 1, calls: 29).scene(width: .pixels(600))
    #expect(dots(few).count == 29)
    #expect(few.notes == ["1 distribution drawn value by value."])
    #expect(!few.items.contains { $0.role == .band })
    let many = Examples.distributions(1, series: 1, calls: 30).scene(width: .pixels(600))
    #expect(many.items.contains { $0.role == .band } && many.notes.isEmpty)
  }

  @Test func thinnedValuesKeepBothEnds() throws {
    let values = (0..<50_000).map { 10 + Double($0) / 1_000 }
    let chart = DistributionChart(
      valueAxis: ValueAxis("t"), categoryTitle: "",
      categories: [.init(label: "a", distributions: [.init(values: values)])],
      form: .strip)
    let scene = chart.scene(width: .pixels(600))
    let scale = try #require(scene.panels[0].y)
    let heights = dots(scene).map(\.y)
    #expect(heights.count <= 2_100)
    #expect(heights.contains(scale.position(10)) && heights.contains(scale.position(59.999)))
    #expect(scene.notes.count == 1)
  }

  @Test func shiftsHaveColourOnlyWhereTheSimultaneousBandDecides() {
    func paints(_ lower: Double, _ upper: Double, margin: Double) -> Set<Scene.Paint> {
      let chart = ShiftFunctionChart(
        axis: ValueAxis("change"),
        points: [
          .init(
            probability: 0.5, difference: (lower + upper) / 2, pointwise: .init(lower: 3.9, upper: 4.1),
            simultaneous: .init(lower: lower, upper: upper))
        ], margin: margin)
      let symbols = chart.scene(width: .pixels(500)).items.filter {
        if case .symbol = $0.shape { return $0.role == .data }
        return false
      }
      return Set(symbols.compactMap(\.style.fill))
    }
    #expect(paints(1, 7, margin: 0) == [.palette(4)])
    #expect(paints(-7, -1, margin: 0) == [.palette(5)])
    #expect(paints(-1, 9, margin: 0) == [.background])
    #expect(paints(1, 7, margin: 2) == [.background])
  }

  @Test func fewerThanFourSizesAreJoinedWithoutAModel() {
    let scene = Examples.memory(1, sizes: 3).scene(width: .pixels(600))
    #expect(scene.notes.contains { $0.contains("without a model") })
    #expect(!scene.items.contains { $0.role == .band })
    #expect(!SVG.portable(scene).contains("cheapest"))
  }

  @Test func whatLiesBeyondTheMeasuredSizesIsDashed() throws {
    let scene = Examples.memory(1).scene(width: .pixels(700))
    let scale = try #require(scene.panels[0].x)
    let lines = scene.items.filter {
      if case .lines = $0.shape { return $0.role == .data }
      return false
    }
    let solid = try #require(lines.first { $0.style.dash.isEmpty })
    #expect(solid.bounds.minX >= scale.position(128) - 2 && solid.bounds.maxX <= scale.position(2_048) + 2)
    #expect(lines.filter { !$0.style.dash.isEmpty }.count == 2)
  }

  @Test func gapsAreGapsAndDenseSeriesKeepTheirExtremes() throws {
    let scene = Examples.series(400).scene(width: .pixels(760))
    let chains = scene.items.compactMap { item -> Int? in
      if case .lines(let chains, _) = item.shape, item.role == .data, item.style.stroke == .muted {
        return chains.count
      }
      return nil
    }
    #expect(chains == [2])
    var points = (0..<30_000).map { TimeSeriesChart.Point(time: Double($0), value: 5) }
    points[12_345].value = 90
    let dense = TimeSeriesChart(
      horizontal: .elapsed(title: "t", unit: "s"), valueAxis: ValueAxis("v"), points: points
    ).scene(width: .pixels(760))
    let ribbon = try #require(dense.items.first { $0.role == .band })
    let top = try #require(dense.panels[0].y?.position(90))
    #expect(abs(ribbon.bounds.minY - top) < 1)
  }

  @Test func weekendsAndMissingHoursAreFoundInHourlyValues() {
    let chart = Examples.heat(21)
    #expect(chart.columns.first == "3 Jun" && chart.columns.count == 21 && chart.rows.count == 24)
    #expect(chart.spans.map(\.columns) == [5..<7, 12..<14, 19..<21])
    #expect(chart.values.joined().filter { $0 == nil }.count == 7)
    #expect(chart.boundaries == [.init(column: 5, row: 2), .init(column: 9, row: 0)])
  }

  @Test func atMostSixCausesHaveAColourAndSharesFillTheBar() throws {
    let chart = CauseBreakdownChart(
      shareTitle: "share", causes: (1...9).map { .init("c\($0)") },
      rows: [.init(label: "a", counts: [9, 1, 8, 2, 7, 3, 6, 4, 5], unexplained: 5)], noun: "calls")
    let scene = chart.scene(width: .pixels(900))
    let bars = scene.items.filter { $0.role == .band }
    #expect(Set(bars.compactMap(\.style.fill)).count == 8)
    #expect(bars.last?.style.fill == .rule)
    let area = scene.panels[0].area
    #expect(
      abs((bars.last?.bounds.maxX ?? 0) - area.maxX) < 1
        && abs((bars.first?.bounds.minX ?? 0) - area.minX) < 1)
    #expect(SVG.portable(scene).contains("3 other causes") && SVG.portable(scene).contains("50 calls"))
  }

  @Test func everyNormalValueIsCountedInOneHexagonNearIt() {
    var random = Seeded(24)
    var grid = HexagonGrid(radius: 5)
    for _ in 0..<2_000 {
      let point = Scene.Point(x: random.uniform(0, 300), y: random.uniform(0, 200))
      var single = HexagonGrid(radius: 5)
      single.add(point)
      grid.add(point)
      let cell = single.counts.keys.first
      let outline = cell.map {
        single.outline(of: $0, inside: Scene.Box(minX: -99, minY: -99, maxX: 999, maxY: 999))
      }
      let box = Scene.Box(around: outline ?? [], margin: 0.3)
      #expect(box.contains(Scene.Box(around: [point])))
    }
    #expect(grid.counts.values.reduce(0, +) == 2_000)
  }

  @Test func clocksThatDisagreeAreReported() {
    let chart = WaterfallChart(
      kinds: [.init("exec", style: 0)],
      rows: [
        .init(label: "caller", segments: [.init(kind: 0, start: 10, duration: 5, isCritical: true)]),
        .init(
          label: "called", segments: [.init(kind: 9, start: 4, duration: 5, isCritical: false)], caller: 0),
      ])
    #expect(
      chart.scene(width: .pixels(500)).notes == ["1 function begins before the caller: the clocks differ."])
  }

  @Test func theFalseAlarmRateIsSaidInWords() {
    let comparisons = (0..<20).map {
      AAChart.Comparison(estimate: Double($0), interval: .init(lower: nil, upper: 30), isAlarm: $0 == 3)
    }
    let text = SVG.portable(
      AAChart(axis: ValueAxis("d"), comparisons: comparisons).scene(width: .pixels(700)))
    #expect(text.contains("1 of 20 alarms: 5 %, promised 5 %"))
  }

  @Test func hostileNumbersInEveryFurtherChartGiveNoteOrGapButNoTrap() {
    let bad: [Double] = [.nan, .infinity, -.infinity, -1e308, 1e308, 0, -3]
    for value in bad {
      let bounds = IntervalBounds(lower: value, upper: -value)
      let charts: [any Chart] = [
        TimeSeriesChart(
          valueAxis: ValueAxis("v", spacing: .logarithmic),
          points: [.init(time: value, value: 5), .init(time: 3, value: value)], gap: value,
          regimes: [.init(start: value, end: 9, level: 4)], changePoints: [.init(time: value, label: "x")]),
        HeatMap(valueAxis: ValueAxis("v"), hourly: [(value, 3), (0, value)], changes: [value]),
        HeatMap(
          valueAxis: ValueAxis("v"), columnTitle: "", rowTitle: "", columns: ["a"], rows: [],
          values: [[value, nil], []],
          spans: [.init(columns: 0..<9, label: "far")], boundaries: [.init(column: -1, row: 90)]),
        WaterfallChart(
          kinds: [],
          rows: [
            .init(
              label: "", segments: [.init(kind: -1, start: value, duration: 1, isCritical: true)], caller: -4)
          ],
          marks: [.init(value, label: "m")]),
        ShiftFunctionChart(
          axis: ValueAxis("d", spacing: .symmetricLogarithmic(linearWithin: value)),
          points: [.init(probability: 0.3, difference: 2, pointwise: bounds, simultaneous: bounds)],
          margin: value,
          callouts: [.init(at: value, "c")]),
        CostMemoryChart(
          valueAxis: ValueAxis("c"),
          series: [
            .init(
              label: "s",
              sizes: [
                .init(memory: value, values: [value]),
                .init(memory: 8, values: [1], centre: value, interval: bounds),
              ],
              optimum: .init(memory: value, interval: bounds, label: "o"))
          ]),
        SurvivalChart(
          timeAxis: ValueAxis("t"), shareTitle: "s",
          series: [
            .init(
              label: "a", observations: [.init(time: value, share: 0.4), .init(time: 2, share: value)],
              censored: [value],
              halfTime: .init(time: value, interval: bounds, label: "h"))
          ]),
        QQChart(
          referenceAxis: ValueAxis("r"), sampleAxis: ValueAxis("s"),
          points: [.init(reference: value, sample: 2)],
          line: (value, value)),
        AutocorrelationChart(correlations: [(value, 0.2), (2, value)], bound: value),
        AAChart(axis: ValueAxis("d"), comparisons: [.init(estimate: value, interval: bounds, isAlarm: true)]),
        DumbbellChart(
          axis: ValueAxis("d"),
          rows: [.init(label: "r", first: .init(value, interval: bounds), second: .init(5, interval: bounds))]
        ),
        OutlierChart(
          horizontal: .calendar(title: "t"), valueAxis: ValueAxis("v"),
          normal: [.init(time: value, value: 1)],
          causes: [.init("c", points: [.init(time: 0, value: value)], style: -7)],
          threshold: .init(value, label: "t")),
        CauseBreakdownChart(
          shareTitle: "s", causes: [.init("a", style: -3)],
          rows: [.init(label: "r", counts: [value, 4], unexplained: value)],
          noun: ""),
      ]
      for chart in charts {
        let scene = chart.scene(width: .pixels(500))
        #expect(scene.lint().isEmpty, "\(type(of: chart)) with \(value): \(scene.lint().prefix(3))")
      }
    }
  }

  // MARK: Text

  @Test func textChartsFitTheirColumnsAndNameTheirSeries() {
    for columns in [40, 80, 140] {
      let options = TextChart.Options(columns: columns, rows: 12)
      let texts = [
        TextChart.render(Examples.tail(Examples.samples(3, calls: 300)), options),
        TextChart.render(Examples.ecdf(Examples.samples(3, calls: 300)), options),
        TextChart.render(Examples.intervals(9), options), TextChart.render(Examples.tail([]), options),
        TextChart.render(Examples.intervals(0), options),
        TextChart.render(
          Examples.tail(Examples.samples(4, calls: 30), labels: Examples.hostileLabels), options),
        TextChart.render(Examples.intervals(9, labels: Examples.hostileLabels), options),
      ]
      for text in texts {
        let plot = text.split(separator: "\n").filter { $0.contains("│") || $0.contains("┤") }
        #expect(plot.allSatisfy { $0.count <= columns }, "\(columns): \(plot.map(\.count).max() ?? 0)")
        #expect(!text.contains("\u{1B}"))
      }
      #expect(texts[0].contains("A Platform 1") && texts[0].contains("C Platform 3"))
    }
    let coloured = TextChart.render(
      Examples.ecdf(Examples.samples(2, calls: 50)), .init(columns: 60, rows: 8, usesColour: true))
    #expect(coloured.contains("\u{1B}[34m"))
  }

  @Test func anIntervalInTextHasItsPlace() {
    let chart = IntervalChart(
      axis: ValueAxis("change"),
      groups: [
        .init(rows: [
          .init(label: "a", estimate: 5, interval: .init(lower: 0, upper: nil)),
          .init(label: "b", estimate: nil, refusal: "too few"),
        ])
      ], limits: 0...10)
    let lines = TextChart.render(chart, .init(columns: 40)).split(separator: "\n")
    #expect(lines[0].hasPrefix("a │ ├") && lines[0].hasSuffix("▶") && lines[0].contains("─●─"))
    #expect(lines[1].contains("too few"))
  }
}
