import Testing

@testable import Statistics

@Suite struct WanderTests {
  /// A slow autoregression seen through noise.
  static func series(
    _ count: Int, slow: Double, fast: Double, _ persistence: Double, _ generator: inout Xoshiro256PlusPlus
  ) -> [Double] {
    var state = generator.normal()
    return (0..<count).map { _ in
      state = persistence * state + (1 - persistence * persistence).squareRoot() * generator.normal()
      return slow * state + fast * generator.normal()
    }
  }

  @Test func `Noise and wander are told apart, and steps between segments are neither`() throws {
    var generator = Xoshiro256PlusPlus(seed: 5)
    var (noise, variance) = (0.0, 0.0)
    let runs = 40
    for _ in 0..<runs {
      let values = Self.series(1000, slow: 2, fast: 1, 0.95, &generator).enumerated().map {
        $1 + ($0 < 400 ? 0 : 50)
      }
      let wander = try #require(Wander(values, segments: [0..<400, 400..<1000]))
      noise += wander.noiseVariance / Double(runs)
      variance += wander.variance / Double(runs)
    }
    #expect(abs(noise - 1) < 0.15)
    #expect(abs(variance - 4) < 1)
  }

  @Test func `Independent noise hardly wanders`() throws {
    var generator = Xoshiro256PlusPlus(seed: 6)
    var share = 0.0
    for _ in 0..<40 {
      let wander = try #require(
        Wander(Self.series(500, slow: 0, fast: 1, 0.9, &generator), segments: [0..<500]))
      share += wander.variance / (wander.variance + wander.noiseVariance) / 40
    }
    #expect(share < 0.05)
  }

  @Test func `The step that wander makes is the sum over all pairs of the model`() {
    let wander = Wander(noiseVariance: 0.5, variance: 2, persistence: 0.9)
    let length = 7
    func power(_ distance: Int) -> Double { (0..<abs(distance)).reduce(1.0) { value, _ in value * 0.9 } }
    var variance = 2 * wander.noiseVariance / Double(length)
    for i in 0..<2 * length {
      for j in 0..<2 * length {
        let sign = (i < length) == (j < length) ? 1.0 : -1.0
        variance += sign * wander.variance * power(i - j) / Double(length * length)
      }
    }
    let step = wander.largestStep(lasting: length, count: 7, level: 0.95)
    #expect(abs(step - Normal.quantile(0.975) * variance.squareRoot()) < 1e-9)
    #expect(wander.largestStep(lasting: length, count: 700, level: 0.95) > step)
  }

  @Test func `A level that wanders raises no more alarms than stated, and more than one that does not`()
    throws
  {
    var generator = Xoshiro256PlusPlus(seed: 7)
    var options = ChangeOptions.lastingLevels
    options.scale = .linear
    options.leastSize = 1
    options.effects = []
    let runs = 60
    var (alarms, stated) = (0, 0.0)
    let model = Wander(noiseVariance: 0.5, variance: 0.5, persistence: 0.98)
    for _ in 0..<runs {
      let values = Self.series(300, slow: 0.5.squareRoot(), fast: 0.5.squareRoot(), 0.98, &generator)
      let report = try detectChanges(in: SampleSeries(values: values), options: options)
      if !report.changes.isEmpty { alarms += 1 }
      stated +=
        max(
          report.penalty.falseAlarmRate ?? 0, model.falseAlarmRate(count: 300, leastSize: options.leastSize))
        / Double(runs)
    }
    let error = (stated * (1 - stated) / Double(runs)).squareRoot()
    #expect(Double(alarms) / Double(runs) <= stated + 2.5 * error)
    let still = Wander(noiseVariance: 1, variance: 0, persistence: 0.98)
    #expect(still.falseAlarmRate(count: 300, leastSize: 1) == 0)
    #expect(model.falseAlarmRate(count: 300, leastSize: 1) > 0.01)
  }

  @Test func `The table has every cell, and values beyond it get the rate of its end`() {
    let rates = WanderAlarmTable.rates
    #expect(rates.count == Wander.persistences.count)
    #expect(rates.allSatisfy { $0.count == WanderAlarmTable.counts.count })
    #expect(rates.joined().allSatisfy { $0.count == WanderAlarmTable.shares.count })
    #expect(rates.joined().joined().allSatisfy { $0.count == WanderAlarmTable.deviations.count })
    #expect(rates.joined().joined().joined().allSatisfy { (0...1).contains($0) })
    let model = Wander(noiseVariance: 0.2, variance: 0.8, persistence: 0.995)
    let end = rates[4][3][2][3]
    #expect(abs(model.falseAlarmRate(count: 100_000, leastSize: 0.01) - end) < 1e-12)
    #expect(model.falseAlarmRate(count: 100, leastSize: 0) == 0)
  }

  @Test func `Few, equal or wild values have no wander`() {
    #expect(Wander([], segments: []) == nil)
    #expect(Wander([1], segments: [0..<1]) == nil)
    #expect(Wander([Double](repeating: 3, count: 100), segments: [0..<100]) == nil)
    #expect(Wander([Double](repeating: .nan, count: 100), segments: [0..<100]) == nil)
    #expect(Wander((0..<22).map(Double.init), segments: [0..<22]) == nil)
  }
}
