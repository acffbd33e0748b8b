import Measurements
import Testing

@testable import Pricing

private func lambda(
  _ date: String, region: String = "us-east-1", _ architecture: Architecture = .x86
) throws -> PriceRule {
  try PriceBook.named("aws-lambda")
    .rule(on: try #require(CalendarDate(date)), region: region, architecture: architecture)
}

private func billed(_ rule: PriceRule, _ microseconds: Int) throws -> Int {
  try rule.billedMilliseconds(
    durationMicroseconds: microseconds, initMicroseconds: nil, start: .warm, package: nil,
    runtimeIsManaged: nil)
}

@Suite struct BillingTests {
  @Test(arguments: [
    (0, 1, 100), (1, 1, 100), (999, 1, 100), (1_000, 1, 100), (1_001, 2, 100), (99_999, 100, 100),
    (100_000, 100, 100), (100_001, 101, 200), (1_644_000, 1_644, 1_700), (900_000_000, 900_000, 900_000),
  ])
  func timesAreRoundedUpExactly(microseconds: Int, byOne: Int, byHundred: Int) throws {
    #expect(try billed(lambda("2020-12-01"), microseconds) == byOne)
    #expect(try billed(lambda("2020-11-30"), microseconds) == byHundred)
  }

  @Test func billedTimeIsTheSmallestMultipleThatCovers() throws {
    for rule in [try lambda("2020-06-01"), try lambda("2023-06-01")] {
      for microseconds in stride(from: 0, through: 3_000_000, by: 7_919) {
        let billed = try billed(rule, microseconds)
        #expect(billed % rule.granularityMilliseconds == 0)
        #expect(1_000 * billed >= microseconds)
        #expect(
          billed == rule.minimumMilliseconds || 1_000 * (billed - rule.granularityMilliseconds) < microseconds
        )
      }
    }
  }

  @Test func theLargestDurationIsPricedAndALargerSumIsRefused() throws {
    let rule = try lambda("2026-01-01")
    #expect(try billed(rule, .max) == Int.max / 1_000 + 1)
    #expect(throws: PricingError.self) { try billed(rule, -1) }
    #expect(throws: PricingError.self) {
      try rule.billedMilliseconds(
        durationMicroseconds: .max, initMicroseconds: 1, start: .cold, package: .zip, runtimeIsManaged: true)
    }
  }

  @Test func initOfManagedRuntimesIsBilledSinceAugust2025() throws {
    // A REPORT line: Duration 9467.75 ms, Init Duration 546.19 ms, Billed Duration 10014 ms.
    func billed(_ date: String, _ package: PackageKind?, isManaged: Bool?, _ start: Start? = .cold) throws
      -> Int
    {
      try lambda(date).billedMilliseconds(
        durationMicroseconds: 9_467_750, initMicroseconds: 546_190, start: start, package: package,
        runtimeIsManaged: isManaged)
    }
    #expect(try billed("2025-08-01", .zip, isManaged: true) == 10_014)
    #expect(try billed("2025-08-01", nil, isManaged: nil) == 10_014)
    #expect(try billed("2025-08-01", .zip, isManaged: true, nil) == 10_014)
    #expect(try billed("2025-08-01", .zip, isManaged: true, .warm) == 9_468)
    #expect(try billed("2025-07-31", .zip, isManaged: true) == 9_468)
    #expect(try billed("2025-07-31", .zip, isManaged: false) == 10_014)
    #expect(try billed("2025-07-31", .image, isManaged: true) == 10_014)
    #expect(try billed("2025-07-31", .image, isManaged: nil) == 10_014)
    #expect(try billed("2020-11-30", .zip, isManaged: false) == 10_100)
  }

  @Test(arguments: [(PackageKind.zip, nil), (nil, true), (nil, nil)] as [(PackageKind?, Bool?)])
  func whatIsNotKnownIsAskedForRatherThanGuessed(package: PackageKind?, isManaged: Bool?) throws {
    let rule = try lambda("2025-07-31")
    let error = #expect(throws: PricingError.self) {
      try rule.billedMilliseconds(
        durationMicroseconds: 1_000, initMicroseconds: 1_000, start: .cold, package: package,
        runtimeIsManaged: isManaged)
    }
    #expect(error?.kind == .undecided)
    #expect(
      try rule.billedMilliseconds(
        durationMicroseconds: 1_000, initMicroseconds: nil, start: .cold, package: package,
        runtimeIsManaged: isManaged) == 1)
  }

  @Test(arguments: [
    ("2015-04-09", 100, 0.00001667), ("2020-11-30", 100, 0.00001667), ("2020-12-01", 1, 0.0000166667),
    ("2025-07-31", 1, 0.0000166667), ("2025-08-01", 1, 0.0000166667), ("2031-01-01", 1, 0.0000166667),
  ])
  func rulesChangeOnTheirDays(date: String, granularity: Int, price: Double) throws {
    let rule = try lambda(date)
    #expect(rule.granularityMilliseconds == granularity)
    #expect(rule.gbSecondPrice == USD(price))
    #expect(rule.millionRequestsPrice == USD(0.20))
  }

  @Test func armBeginsInSeptember2021() throws {
    #expect(try lambda("2021-09-29", .arm64).gbSecondPrice == USD(0.0000133334))
    let error = #expect(throws: PricingError.self) { try lambda("2021-09-28", .arm64) }
    #expect(error?.kind == .noRule)
    #expect(error?.message.contains("2021-09-29 to 2022-03-23") == true)
  }

  @Test func storageAndProvisionedConcurrencyHaveTheirDays() throws {
    #expect(try lambda("2022-03-23").ephemeralStorage == nil)
    #expect(try lambda("2022-03-24").ephemeralStorage?.includedMB == 512)
    #expect(try lambda("2022-03-24", region: "eu-west-1").ephemeralStorage == nil)
    let provisioned = try #require(try lambda("2024-01-01").provisionedConcurrency)
    // 100 instances of 1 GB for an hour: 360,000 GB-s.
    let cost = try provisioned.cost(instances: 100, seconds: 3_600, memoryMB: 1_024)
    #expect(abs(cost.dollars - 1.500012) < 1e-9)
  }

  @Test func whatTheBookDoesNotKnowIsNotInvented() throws {
    let book = try PriceBook.named("aws-lambda")
    let day = try #require(CalendarDate("2024-01-01"))
    let region = #expect(throws: PricingError.self) {
      try book.rule(on: day, region: "mars-1", architecture: .x86)
    }
    #expect(region?.message.contains("eu-central-1, eu-west-1") == true)
    let name = #expect(throws: PricingError.self) { try PriceBook.named("azure") }
    #expect(name?.message == "there is no price book \"azure\"; there are aws-lambda, gcp-functions-1st-gen")
    #expect(throws: PricingError.self) { try lambda("2015-04-08") }
  }
}
