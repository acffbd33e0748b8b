import Foundation
import Testing

@testable import Statistics

@Suite struct SteadyStateTests {
  private func noise(_ count: Int, _ generator: inout Xoshiro256PlusPlus) -> [Double] {
    (0..<count).map { _ in exp(0.3 * generator.normal()) }
  }

  @Test func `A steady series loses little and is rarely called unsteady`() throws {
    var generator = Xoshiro256PlusPlus(seed: 1)
    var unsteady = 0
    var dropped = 0
    for _ in 0..<200 {
      let state = try steadyState(noise(400, &generator))
      if let warmUp = state.warmUp { dropped += warmUp } else { unsteady += 1 }
    }
    print("unsteady of 200: \(unsteady), dropped on average \(dropped / 200)")
    #expect(unsteady <= 7)
    #expect(dropped / 200 < 80)
  }

  @Test(arguments: [20, 50, 100])
  func `A slow start is cut where it ends`(length: Int) throws {
    var generator = Xoshiro256PlusPlus(seed: UInt64(length))
    var right = 0
    for _ in 0..<40 {
      let series = noise(600, &generator).enumerated().map { $1 * ($0 < length ? 3 : 1) }
      let warmUp = try steadyState(series).warmUp ?? 0
      #expect(warmUp == 0 || warmUp >= length - 5)
      if warmUp >= length - 5, warmUp <= length + 60 { right += 1 }
    }
    #expect(right >= 37)
  }

  @Test func `A trend, a change that stays and a late change are not steady`() throws {
    var generator = Xoshiro256PlusPlus(seed: 9)
    let base = noise(600, &generator)
    let trend = base.enumerated().map { $1 + 0.01 * Double($0) }
    #expect(try steadyState(trend).warmUp == nil)
    let late = base.enumerated().map { $1 * ($0 < 450 ? 1 : 2) }
    #expect(try steadyState(late).warmUp == nil)
    let twice = base.enumerated().map { $1 * ($0 < 100 ? 1 : $0 < 350 ? 2 : 3) }
    #expect(try steadyState(twice).warmUp == nil)
  }

  @Test func `Single outliers and constant series do not disturb`() throws {
    var generator = Xoshiro256PlusPlus(seed: 5)
    var series = noise(400, &generator)
    for index in [3, 200, 390] { series[index] = 1e9 }
    #expect(try steadyState(series).warmUp != nil)
    #expect(try steadyState([Double](repeating: 2, count: 40)) == .reached(warmUp: 0))
    #expect(throws: StatisticsError.self) { try steadyState([1, 2, 3]) }
    #expect(throws: StatisticsError.self) { try steadyState(series, significance: 0) }
    series[0] = .nan
    #expect(throws: StatisticsError.notFinite(index: 0)) { try steadyState(series) }
  }

  @Test func `Episodes are runs of exceedances that a gap ends`() throws {
    let series: [Double] = [9, 1, 1, 9, 9, 1, 9, 1, 1, 1, 9]
    let single = try ExceedanceEpisodes(series, above: 5)
    #expect(single.exceedances == 5 && single.episodes == 4 && single.longest == 2)
    let wide = try ExceedanceEpisodes(series, above: 5, gap: 2)
    #expect(wide.episodes == 3 && wide.longest == 4 && wide.extremalIndex == 0.6)
    #expect(try ExceedanceEpisodes(series, above: 9).extremalIndex == nil)
    #expect(try ExceedanceEpisodes(series, above: 0).episodes == 1)
    #expect(throws: StatisticsError.self) { try ExceedanceEpisodes(series, above: 5, gap: 0) }
    #expect(throws: StatisticsError.emptySample) { try ExceedanceEpisodes([], above: 5) }
  }
}
