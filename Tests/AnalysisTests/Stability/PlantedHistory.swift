import Measurements
import Statistics

@testable import Analysis

/// Daily calls of made-up configurations with steps of known size and date.
struct PlantedHistory {
  var days = 240
  var callsPerDay = 10
  /// Standard deviation of the logarithm between days, and within.
  var between = 0.03
  var within = 0.08
  var correlation = 0.3
  var seed: UInt64 = 1

  /// 2026-01-05, a Monday, at 14:00 UTC.
  static let start = 1_767_621_600

  /// A run whose logarithm has a shift by day.
  func run(
    _ runtime: String, memory: Int = 128, missing: Set<Int> = [], shift: (Int) -> Double = { _ in 0 }
  ) -> Run {
    var generator = Xoshiro256PlusPlus(
      seed: seed &+ UInt64(runtime.utf8.reduce(memory) { $0 * 31 % 65_521 + Int($1) }))
    var configuration = Configuration()
    configuration.platform = "aws"
    configuration.runtime = runtime
    configuration.memoryMB = memory
    let id = "\(runtime)-\(memory)"
    var calls: [Invocation] = []
    var state = 0.0
    for day in 0..<days {
      state = correlation * state + (1 - correlation * correlation).squareRoot() * generator.normal()
      for number in 0..<callsPerDay {
        let noise = between * state + within * generator.normal() + shift(day)
        if missing.contains(day) { continue }
        var call = Invocation(runID: id)
        call.batch = day
        call.sequence = calls.count
        call.start = .cold
        call.scheduledUnixNanoseconds = (Self.start + day * 86_400 + number) * 1_000_000_000
        call.initMicroseconds = Int((100_000 * exponential(noise)).rounded())
        calls.append(call)
      }
    }
    return Run(id: id, configuration: configuration, invocations: calls)
  }

  /// The history of one such run by itself.
  func search(_ runtime: String, shift: (Int) -> Double = { _ in 0 }) throws -> SeriesHistory {
    let data = Self.data([run(runtime, shift: shift)])
    let series = try PeriodSeries.all(of: data, metric: .initialisation, period: .day)
    return try SeriesSearch(series: series[0], options: StabilityOptions()).history()
  }

  static func data(_ runs: [Run]) -> DataSet {
    DataSet(campaign: Campaign(id: "c", title: "Planted", experiment: "watch"), runs: runs)
  }

  /// A step of a size on the logarithmic scale from a day on.
  static func step(_ size: Double, at day: Int) -> (Int) -> Double { { $0 >= day ? size : 0 } }

  /// The date of a day.
  static func date(_ day: Int) -> String {
    CalendarDate(unixNanoseconds: (start + day * 86_400) * 1_000_000_000).map { "\($0)" } ?? "?"
  }

  /// A commit some hours before the calls of a day.
  static func commit(_ text: String, hoursBefore hours: Int, day: Int, runtimes: Set<String>) -> Event {
    Event(
      unixNanoseconds: (start + day * 86_400 - hours * 3600) * 1_000_000_000, kind: "commit", text: text,
      scope: runtimes.isEmpty ? [:] : ["runtime": runtimes])
  }
}
