import Statistics
import Testing

@Suite struct RankMonitorTests {
  /// Values of a stationary series with unit variance in which each leans on the one before it.
  static func series(_ count: Int, leaning phi: Double, seed: UInt64) -> [Double] {
    var generator = Xoshiro256PlusPlus(seed: seed)
    var value = generator.normal()
    return (0..<count).map { _ in
      value = phi * value + (1 - phi * phi).squareRoot() * generator.normal()
      return value
    }
  }

  static func firstAlarm(
    _ values: [Double], horizon: Int, alarms: Double = 0.05
  ) throws -> (index: Int, alarm: RankMonitor.Alarm)? {
    var monitor = try RankMonitor(falseAlarmProbability: alarms, horizon: horizon, seed: 1)
    for (index, value) in values.enumerated() {
      if let alarm = try monitor.add(value) { return (index, alarm) }
    }
    return nil
  }

  @Test(arguments: [0, 0.3, 0.6, 0.9])
  func `A year without a change raises no more false alarms than stated`(phi: Double) throws {
    let years = 200
    var alarmed = 0
    for year in 0..<years {
      let values = Self.series(80, leaning: phi, seed: UInt64(1000 * phi) + UInt64(year) * 7919)
      if try Self.firstAlarm(values, horizon: 80, alarms: 0.1) != nil { alarmed += 1 }
    }
    // 99.9 % of binomial counts with a chance of 0.1 lie below.
    #expect(alarmed <= 34, "\(alarmed) of \(years) at \(phi)")
  }

  @Test func `Heavy tails and rounding raise no more false alarms than stated`() throws {
    var alarmed = 0
    for year in 0..<100 {
      var generator = Xoshiro256PlusPlus(seed: UInt64(year))
      let heavy = (0..<80).map { _ in generator.normal() / max(abs(generator.normal()), 1e-9) }
      if try Self.firstAlarm(heavy, horizon: 80, alarms: 0.1) != nil { alarmed += 1 }
      let rounded = (0..<80).map { _ in generator.normal().rounded() }
      if try Self.firstAlarm(rounded, horizon: 80, alarms: 0.1) != nil { alarmed += 1 }
    }
    #expect(alarmed <= 34, "\(alarmed) of 200")
  }

  @Test(arguments: [(0.0, 3.0, 8), (0.0, -3.0, 8), (0.5, 5.0, 15)])
  func `A change of the level is found soon, with its direction and date`(
    phi: Double, shift: Double, within: Int
  ) throws {
    var found = 0
    let years = 20
    for seed in 0..<years {
      var values = Self.series(366, leaning: phi, seed: UInt64(500 + seed))
      for index in 183..<366 { values[index] += shift }
      guard let (index, alarm) = try Self.firstAlarm(values, horizon: 366) else { continue }
      let isRight = alarm.direction == (shift > 0 ? .up : .down) && abs(alarm.change - 183) <= 3
      if isRight && (183...183 + within).contains(index) { found += 1 }
      #expect(alarm.evidence >= 1)
    }
    // The others may have raised a false alarm before.
    #expect(found >= years - 2, "\(found) of \(years)")
  }

  @Test func `Payoffs of all ranks have the mean one`() throws {
    // The monitor's sum over starts grows by one a value in expectation: of three distinct values in all six
    // orders, the sums after the third value have the mean 3 − 1, as the first value ranks nothing.
    let orders: [[Double]] = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]]
    for direction in RankMonitor.Direction.allCases {
      var total = 0.0
      for order in orders {
        var monitor = try RankMonitor(horizon: 100, seed: 1)
        for value in order { _ = try monitor.add(value) }
        total += monitor.evidence(of: direction) * monitor.threshold
      }
      #expect(abs(total / 6 - 2) < 1e-12)
    }
  }

  @Test func `Of the first few values only the order matters`() throws {
    let values = Self.series(7, leaning: 0, seed: 3)
    func evidence(_ values: [Double]) throws -> [Double] {
      var monitor = try RankMonitor(horizon: 10, seed: 1)
      return try values.map { value in
        _ = try monitor.add(value)
        return monitor.evidence(of: .up)
      }
    }
    let expected = try evidence(values)
    #expect(try evidence(values.map { 1000 + 7 * $0 }) == expected)
    #expect(try evidence(values.map { $0 * $0 * $0 }) == expected)
  }

  @Test func `After an alarm the watch starts afresh`() throws {
    var monitor = try RankMonitor(horizon: 366, seed: 1)
    var alarms: [RankMonitor.Alarm] = []
    let values = Self.series(300, leaning: 0, seed: 8).enumerated().map { index, value in
      value + [0, 8, -8][index / 100]
    }
    for value in values { if let alarm = try monitor.add(value) { alarms.append(alarm) } }
    #expect(alarms.map(\.direction) == [.up, .down])
    #expect(monitor.count < 100)
  }

  @Test func `Equal values, ties and wandering values raise no alarm and no error`() throws {
    #expect(try Self.firstAlarm([Double](repeating: 5, count: 400), horizon: 400) == nil)
    #expect(try Self.firstAlarm((0..<400).map { Double($0 % 2) }, horizon: 400) == nil)
    #expect(try Self.firstAlarm([], horizon: 1) == nil)
    #expect(try Self.firstAlarm([1e300, -1e300, 1e300], horizon: 1) == nil)
  }

  @Test func `What makes no sense is a typed error`() throws {
    var monitor = try RankMonitor(horizon: 10, seed: 1)
    _ = try monitor.add(1)
    #expect(throws: StatisticsError.notFinite(index: 1)) { try monitor.add(.nan) }
    #expect(throws: StatisticsError.notFinite(index: 1)) { try monitor.add(.infinity) }
    #expect(throws: StatisticsError.self) { try RankMonitor(falseAlarmProbability: 0, horizon: 10, seed: 1) }
    #expect(throws: StatisticsError.self) { try RankMonitor(falseAlarmProbability: 1, horizon: 10, seed: 1) }
    #expect(throws: StatisticsError.self) { try RankMonitor(horizon: 0, seed: 1) }
    #expect(throws: StatisticsError.self) { try RankMonitor(horizon: 1, seriesCount: 0, seed: 1) }
  }
}
