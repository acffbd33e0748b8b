import Measurements
import Testing

@testable import Pricing

@Suite struct ThenAndNowTests {
  private func days(_ texts: String...) throws -> [CalendarDate] {
    try texts.map { try #require(CalendarDate($0)) }
  }

  @Test func theSameCallsArePricedByTheRulesOfEachDay() throws {
    var cold = MeteredCall(durationMicroseconds: 120_500, memoryMB: 512)
    cold.initMicroseconds = 300_000
    cold.start = .cold
    cold.package = .zip
    cold.runtimeIsManaged = true
    let warm = MeteredCall(durationMicroseconds: 20_100, memoryMB: 512)
    let prices = try PriceBook.named("aws-lambda").prices(
      of: [cold, warm], on: days("2019-06-01", "2021-01-01", "2026-01-01"), region: "us-east-1",
      architecture: .x86)
    // 200 + 100 ms, 121 + 21 ms, 421 + 21 ms, each of half a GB.
    #expect(prices[0].billPerMillion[.compute] == (try usd("0.00001667").times(150_000, over: 2)))
    #expect(prices[1].billPerMillion[.compute] == (try usd("0.0000166667").times(71_000, over: 2)))
    let now = prices[2].billPerMillion
    #expect(now[.compute] == prices[1].billPerMillion[.compute])
    #expect(now[.initialisation] == (try usd("0.0000166667").times(150_000, over: 2)))
    #expect(prices.map(\.date) == (try days("2019-06-01", "2021-01-01", "2026-01-01")))
    #expect(abs((prices[0].rounding?.share ?? 1) - (300 - 140.6) / 300) < 1e-12)
    #expect(abs((prices[1].rounding?.share ?? 1) - (142 - 140.6) / 142) < 1e-12)
    #expect(abs((prices[2].rounding?.share ?? 1) - (442 - 440.6) / 442) < 1e-12)
    #expect(throws: PricingError.self) {
      try PriceBook.named("aws-lambda").prices(
        of: [warm], on: days("2010-01-01"), region: "us-east-1", architecture: .x86)
    }
  }

  @Test(arguments: [(0, 1.0), (1, 0.99999), (1_000, 0.99), (100_000, 0.0), (100_001, 0.499995)])
  func roundingIsAShareOfTheBill(microseconds: Int, share: Double) throws {
    let call = MeteredCall(durationMicroseconds: microseconds, memoryMB: 128)
    #expect(abs(try RoundingLoss([call], under: lambda("2020-11-30")).share - share) < 1e-12)
  }

  @Test func memoryThatIsRoundedUpIsLostToo() throws {
    let call = MeteredCall(durationMicroseconds: 200_000, memoryMB: 64)
    let loss = try RoundingLoss([call], under: rule("azure-functions", "2024-01-01", "eastus"))
    #expect(loss.share == 0.5)
    #expect(loss.billedGBSeconds == 0.025)
    #expect(throws: PricingError.self) { try RoundingLoss([], under: lambda("2024-01-01")) }
  }

  /// Medians of 411.image-recognition and 503.graph-bfs on AWS (SeBS, Middleware 2021), in µs by memory
  /// size. The two that decide are given within the rounding of the published milliseconds.
  private static let imageRecognition = [
    (512, 1_894_000), (1_024, 939_000), (1_536, 616_000), (2_048, 446_400), (3_008, 321_000),
  ]
  private static let breadthFirstSearch = [
    (128, 954_000), (256, 473_000), (512, 224_000), (1_024, 110_900), (1_536, 75_000), (2_048, 66_000),
    (3_008, 66_000),
  ]

  /// The cheapest sizes of the published medians under both granularities.
  @Test func granularityDecidesWhichSizeIsCheapest() throws {
    func cheapest(_ medians: [(Int, Int)], _ date: String) throws -> (memoryMB: Int, price: USD)? {
      let rule = try lambda(date)
      return try medians.map { memoryMB, microseconds in
        let call = MeteredCall(durationMicroseconds: microseconds, memoryMB: memoryMB)
        return (memoryMB, try rule.bill(for: rule.usage(of: call), calls: 1_000_000).total)
      }.min { ($0.1, $0.0) < ($1.1, $1.0) }
    }
    let coarseImage = try #require(try cheapest(Self.imageRecognition, "2020-08-01"))
    #expect(coarseImage.memoryMB == 512)
    #expect(coarseImage.price == USD(16.0365))
    let fineImage = try #require(try cheapest(Self.imageRecognition, "2020-12-01"))
    #expect(fineImage.memoryMB == 2_048)
    #expect(fineImage.price.cents == 15.10)
    #expect(try cheapest(Self.breadthFirstSearch, "2020-08-01")?.memoryMB == 128)
    let fineSearch = try #require(try cheapest(Self.breadthFirstSearch, "2020-12-01"))
    #expect(fineSearch.memoryMB == 1_024)
    #expect(fineSearch.price.cents == 2.05)
  }
}
