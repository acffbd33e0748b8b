import Measurements
import Testing

@testable import Pricing

private func rule(_ book: String, _ date: String, _ region: String) throws -> PriceRule {
  try PriceBook.named(book)
    .rule(on: try #require(CalendarDate(date)), region: region, architecture: .x86)
}

@Suite struct CostTests {
  /// The provider's own tables of prices per 100 ms and per 1 ms.
  @Test(arguments: [
    ("2020-06-01", 100, 128, 0.000000208, 5e-10), ("2020-06-01", 100, 1_024, 0.000001667, 5e-10),
    ("2020-06-01", 100, 3_008, 0.000004897, 5e-10), ("2023-06-01", 1, 128, 0.0000000021, 5e-11),
    ("2023-06-01", 1, 512, 0.0000000083, 5e-11), ("2023-06-01", 1, 10_240, 0.0000001667, 5e-11),
  ])
  func computePriceIsThatOfTheProvidersTable(
    date: String, milliseconds: Int, memoryMB: Int, published: Double, halfDigit: Double
  ) throws {
    let cost = try rule("aws-lambda", date, "us-east-1")
      .cost(billedMilliseconds: milliseconds, memoryMB: memoryMB)
    #expect(abs(cost.compute.dollars - published) <= halfDigit)
    #expect(cost.requests == USD(0.0000002))
    #expect(cost.total == cost.compute + cost.requests)
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

  @Test func granularityDecidesWhichSizeIsCheapest() throws {
    func cheapest(_ medians: [(Int, Int)], _ date: String) throws -> (memoryMB: Int, dollars: Double)? {
      let rule = try rule("aws-lambda", date, "us-east-1")
      return try medians.map { memoryMB, microseconds in
        let billed = try rule.billedMilliseconds(
          durationMicroseconds: microseconds, initMicroseconds: nil, start: .warm, package: .zip,
          runtimeIsManaged: true)
        return (
          memoryMB, try rule.costPerMillion(billedMilliseconds: [billed], memoryMB: memoryMB).total.dollars
        )
      }.min { ($0.1, $0.0) < ($1.1, $1.0) }
    }
    let coarseImage = try #require(try cheapest(Self.imageRecognition, "2020-08-01"))
    #expect(coarseImage.memoryMB == 512)
    #expect(abs(coarseImage.dollars - 16.0365) < 1e-9)
    let fineImage = try #require(try cheapest(Self.imageRecognition, "2020-12-01"))
    #expect(fineImage.memoryMB == 2_048)
    #expect(abs(fineImage.dollars - 15.10) < 0.005)
    let coarseSearch = try #require(try cheapest(Self.breadthFirstSearch, "2020-08-01"))
    #expect(coarseSearch.memoryMB == 128)
    let fineSearch = try #require(try cheapest(Self.breadthFirstSearch, "2020-12-01"))
    #expect(fineSearch.memoryMB == 1_024)
    #expect(abs(fineSearch.dollars - 2.05) < 0.005)
  }

  @Test func expectedCostIsThatOfTheMeanOfRoundedTimes() throws {
    let rule = try rule("aws-lambda", "2024-01-01", "us-east-1")
    // 99 fast calls and one of 100 s: the median would say 10 ms, the bill says 1,009.9 ms.
    let billed = [Int](repeating: 10, count: 99) + [100_000]
    let cost = try rule.costPerMillion(billedMilliseconds: billed, memoryMB: 1_024)
    #expect(abs(cost.total.dollars - (1.0099 * 16.6667 + 0.2)) < 1e-9)
    let single = try billed.map { try rule.cost(billedMilliseconds: $0, memoryMB: 1_024).total.dollars }
    #expect(abs(single.reduce(0, +) / 100 * 1e6 - cost.total.dollars) < 1e-9)
  }

  @Test func ephemeralStorageIsChargedAboveWhatIsIncluded() throws {
    let known = try rule("aws-lambda", "2024-01-01", "us-east-1")
    #expect(
      try known.cost(billedMilliseconds: 1_000, memoryMB: 128, ephemeralStorageMB: 512).ephemeralStorage
        == .zero)
    let cost = try known.cost(billedMilliseconds: 1_000, memoryMB: 128, ephemeralStorageMB: 10_240)
    #expect(abs(cost.ephemeralStorage.dollars - 9.5 * 0.0000000309) < 1e-18)
    let unknown = try rule("aws-lambda", "2024-01-01", "eu-west-2")
    #expect(throws: PricingError.self) {
      try unknown.cost(billedMilliseconds: 1_000, memoryMB: 128, ephemeralStorageMB: 1_024)
    }
  }

  @Test func processorTimeIsChargedWhereItHasItsOwnPrice() throws {
    let rule = try rule("gcp-functions-1st-gen", "2020-08-01", "europe-west1")
    // (0.25 GB × 0.1 s × 2.5 + 0.4 GHz × 0.1 s × 10) dollars and 0.40 for requests, per million.
    let cost = try rule.costPerMillion(billedMilliseconds: [100], memoryMB: 256)
    #expect(abs(cost.total.dollars - 0.8625) < 1e-9)
    #expect(throws: PricingError.self) { try rule.cost(billedMilliseconds: 100, memoryMB: 300) }
  }

  @Test func sizesOutOfRangeAreRefused() throws {
    let rule = try rule("aws-lambda", "2024-01-01", "us-east-1")
    #expect(throws: PricingError.self) { try rule.cost(billedMilliseconds: -1, memoryMB: 128) }
    #expect(throws: PricingError.self) { try rule.cost(billedMilliseconds: 1, memoryMB: 0) }
    #expect(throws: PricingError.self) {
      try rule.cost(billedMilliseconds: 1, memoryMB: 1, ephemeralStorageMB: -1)
    }
    #expect(throws: PricingError.self) { try rule.costPerMillion(billedMilliseconds: [], memoryMB: 128) }
    #expect(throws: PricingError.self) {
      try rule.costPerMillion(billedMilliseconds: [.max, 1], memoryMB: 128)
    }
  }
}
