import Testing

@testable import Charts

@Suite struct TicksTests {
  private let rooms = [
    Ticks.Room(fontSize: 12, isHorizontal: true), Ticks.Room(fontSize: 12, isHorizontal: false),
    Ticks.Room(fontSize: 7, isHorizontal: true),
  ]

  /// Every promise of ``Ticks/of(_:room:)``, for one scale.
  private func check(_ scale: Scale, _ room: Ticks.Room) {
    let ticks = Ticks.of(scale, room: room)
    let context = "\(scale.kind) \(scale.domain) over \((scale.end - scale.start).magnitude)"
    #expect(ticks.values.count >= 2, "\(context)")
    #expect(ticks.values.count == ticks.labels.count, "\(context)")
    #expect(ticks.values.allSatisfy { scale.domain.contains($0) }, "\(context): \(ticks.values)")
    #expect(zip(ticks.values, ticks.values.dropFirst()).allSatisfy { $0 < $1 }, "\(context)")
    #expect(Set(ticks.labels).count == ticks.labels.count, "\(context): \(ticks.labels.map(\.text))")
    #expect(ticks.fit(scale, room: room), "\(context): \(ticks.labels.map(\.text))")
    #expect(ticks.values.count <= 16, "\(context): \(ticks.labels.map(\.text))")
    if scale.kind == .linear {
      let decimals = Set(ticks.labels.map { $0.text.split(separator: ".").dropFirst().first?.count ?? 0 })
      #expect(decimals.count == 1, "\(context): \(ticks.labels.map(\.text))")
    }
    #expect(ticks.minor.allSatisfy { scale.domain.contains($0) && !ticks.values.contains($0) }, "\(context)")
  }

  @Test func linearTicksKeepTheirPromisesOnTenThousandRandomDomains() {
    var random = Seeded(1)
    for round in 0..<10_000 {
      let magnitude = Mathematics.power(10, random.uniform(-12, 12))
      let lower = random.uniform(-1, 1) * magnitude
      let span = magnitude * Mathematics.power(10, random.uniform(-4, 2))
      let length = random.uniform(180, 900)
      check(Scale(.linear, domain: lower...(lower + span), from: 0, to: length), rooms[round % rooms.count])
    }
  }

  @Test func logarithmicTicksKeepTheirPromisesOnTenThousandRandomDomains() {
    var random = Seeded(2)
    for round in 0..<10_000 {
      let lower = Mathematics.power(10, random.uniform(-9, 9))
      let factor = Mathematics.power(10, random.uniform(0.001, round % 3 == 0 ? 14 : 3))
      let length = random.uniform(180, 900)
      check(
        Scale(.logarithmic, domain: lower...(lower * factor), from: length, to: 0), rooms[round % rooms.count]
      )
    }
  }

  @Test func percentileTicksKeepTheirPromisesOnTenThousandRandomDomains() {
    var random = Seeded(3)
    for round in 0..<10_000 {
      let upper = 1 - Mathematics.power(10, -random.uniform(0.05, 9))
      let length = random.uniform(180, 900)
      check(Scale(.percentileTail, domain: 0...upper, from: 0, to: length), rooms[round % rooms.count])
    }
  }

  @Test func domainsWithoutExtentOrBeyondReasonStillGetTicks() {
    let domains: [ClosedRange<Double>] = [
      0...0, 5...5, -3...(-3), 1e16...1e16, 1e-300...1e-299, -1e289...1e289, 0...5e-308, 1...(1 + 1e-15),
      -(.infinity)...(.infinity),
    ]
    for domain in domains {
      for kind in [Scale.Kind.linear, .logarithmic, .percentileTail] {
        check(Scale(kind, domain: domain, from: 0, to: 400), rooms[0])
      }
    }
  }

  @Test func aDecadeAxisShowsOneTwoFive() {
    let scale = Scale(.logarithmic, domain: 10...2000, from: 300, to: 0)
    let ticks = Ticks.of(scale, room: rooms[1])
    #expect(ticks.labels.map(\.text) == ["10", "20", "50", "100", "200", "500", "1000", "2000"])
    #expect(ticks.minor.contains(30) && !ticks.minor.contains(20))
  }

  @Test func manyDecadesBecomePowersOfTen() {
    let scale = Scale(.logarithmic, domain: 1e-6...1e9, from: 0, to: 600)
    let ticks = Ticks.of(scale, room: rooms[0])
    #expect(ticks.labels.allSatisfy { $0.text == "10" && $0.exponent != nil })
    #expect(ticks.labels.contains(Ticks.Label(text: "10", exponent: "\u{2212}6")))
  }

  @Test func aNarrowLogarithmicAxisUsesRoundNumbersOfOneFormat() {
    let ticks = Ticks.of(Scale(.logarithmic, domain: 21...39, from: 0, to: 400), room: rooms[0])
    #expect(ticks.labels.count >= 3)
    #expect(ticks.labels.allSatisfy { !$0.text.contains(".") })
  }

  @Test func thePercentileAxisGivesEachNineTheSameLength() {
    let scale = Scale(.percentileTail, domain: 0...0.9999, from: 0, to: 800)
    let ticks = Ticks.of(scale, room: rooms[0])
    #expect(ticks.labels.map(\.text) == ["0", "50", "90", "99", "99.9", "99.99"])
    let places = ticks.values.dropFirst(2).map { scale.position($0) }
    #expect(zip(places, places.dropFirst()).allSatisfy { abs($1 - $0 - 200) < 1e-6 })
  }

  @Test func configuredMemorySizesAreTheTicks() {
    let scale = Scale(.logarithmic, domain: 100...2500, from: 0, to: 500)
    let ticks = Ticks.memorySizes([2048, 128, 512, 256, 1024, 4096], scale: scale, room: rooms[0])
    #expect(ticks.labels.map(\.text) == ["128", "256", "512", "1\u{2009}024", "2\u{2009}048"])
    let crowded = Ticks.memorySizes((1...60).map { Double($0) * 64 }, scale: scale, room: rooms[0])
    #expect(crowded.fit(scale, room: rooms[0]))
    #expect(Ticks.memorySizes([], scale: scale, room: rooms[0]).values.count >= 2)
  }

  @Test func largeAndSmallValuesShareOnePowerOfTen() {
    let large = Ticks.of(Scale(.linear, domain: 0...4e9, from: 0, to: 500), room: rooms[0])
    #expect(large.multiplier == 9)
    #expect(large.labels.map(\.text).contains("4.0"))
    let small = Ticks.of(Scale(.linear, domain: 0...4e-8, from: 0, to: 500), room: rooms[0])
    #expect(small.multiplier == -9)
  }
}
