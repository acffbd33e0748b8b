import Testing

@testable import Charts

@Suite struct ScaleTests {
  @Test func positionsGoThereAndBack() {
    var random = Seeded(4)
    for _ in 0..<2_000 {
      let lower = random.uniform(0.001, 100)
      let upper = lower * random.uniform(1.01, 1e5)
      for kind in [Scale.Kind.linear, .logarithmic] {
        let scale = Scale(kind, domain: lower...upper, from: 700, to: 20)
        let value = random.uniform(lower, upper)
        #expect(abs(scale.value(at: scale.position(value)) / value - 1) < 1e-9)
      }
      let tail = Scale(.percentileTail, domain: 0...0.9999, from: 0, to: 600)
      let probability = random.uniform(0, 0.9999)
      #expect(abs(tail.value(at: tail.position(probability)) - probability) < 1e-12)
    }
  }

  @Test func endsOfTheDomainAreEndsOfTheAxis() {
    for kind in [Scale.Kind.linear, .logarithmic, .percentileTail] {
      let scale = Scale(kind, domain: 0.1...0.9, from: 30, to: 430)
      #expect(abs(scale.position(0.1) - 30) < 1e-9)
      #expect(abs(scale.position(0.9) - 430) < 1e-9)
    }
  }

  @Test func valuesThatAnAxisCannotShowAreRefused() {
    #expect(!Scale.accepts(0, kind: .logarithmic))
    #expect(!Scale.accepts(-1, kind: .logarithmic))
    #expect(!Scale.accepts(.nan, kind: .linear))
    #expect(!Scale.accepts(.infinity, kind: .linear))
    #expect(!Scale.accepts(1, kind: .percentileTail))
    #expect(Scale.accepts(0, kind: .percentileTail))
  }

  @Test func equalValuesGetADomainAroundThem() {
    let domain = Scale.drawable(25...25, kind: .linear)
    #expect(domain.lowerBound < 25 && domain.upperBound > 25)
    let axis = ValueAxis("latency", spacing: .logarithmic)
    let logarithmic = axis.domain(of: [25, 25])
    #expect(logarithmic?.contains(25) == true)
  }

  @Test func anAxisThatBeginsNearZeroBeginsAtZero() {
    #expect(ValueAxis("t").domain(of: [0.1, 100])?.lowerBound == 0)
    #expect(ValueAxis("t", includesZero: true).domain(of: [80, 100])?.lowerBound == 0)
    #expect((ValueAxis("t").domain(of: [80, 100])?.lowerBound ?? 0) > 70)
    #expect(ValueAxis("t").domain(of: [.nan, .infinity]) == nil)
  }

  @Test(arguments: [
    (0.005...1.3, DurationUnit.milliseconds), (0...5.0, .seconds), (0.02...5.0, .seconds),
    (0.0005...3.0, .milliseconds),
    (0...2e-6, .microseconds), (0...5e-7, .nanoseconds), (60...900.0, .minutes), (2e-8...1e-3, .microseconds),
  ])
  func oneUnitOfTimeServesAWholeAxis(range: ClosedRange<Double>, unit: DurationUnit) {
    #expect(DurationUnit.choose(range) == unit)
  }

  @Test func durationsConvertBetweenUnits() {
    #expect(DurationUnit.milliseconds.convert(1.5, from: .seconds) == 1500)
    #expect(abs(DurationUnit.minutes.convert(90_000, from: .milliseconds) - 1.5) < 1e-12)
    #expect(DurationUnit.choose(0...0, in: .milliseconds) == .milliseconds)
    #expect(DurationUnit.choose(5...1300, in: .milliseconds) == .milliseconds)
  }
}
