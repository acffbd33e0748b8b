import Measurements
import Testing

@testable import Pricing

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
    #expect(rule.charge(for: .memory)?.price == USD(price))
    #expect(rule.charge(for: .requests)?.price == USD(0.20))
    #expect(rule.charge(for: .requests)?.per == 1_000_000)
  }

  @Test func armBeginsInSeptember2021() throws {
    #expect(try lambda("2021-09-29", .arm64).charge(for: .memory)?.price == USD(0.0000133334))
    let error = #expect(throws: PricingError.self) { try lambda("2021-09-28", .arm64) }
    #expect(error?.kind == .noRule)
    #expect(error?.message.contains("2021-09-29 to 2022-08-07") == true)
  }

  @Test func storageAndProvisionedConcurrencyHaveTheirDays() throws {
    #expect(try lambda("2022-03-23").charge(for: .ephemeralStorage) == nil)
    #expect(try lambda("2022-03-24").charge(for: .ephemeralStorage)?.includedMB == 512)
    #expect(try lambda("2022-03-24", region: "eu-west-1").charge(for: .ephemeralStorage) == nil)
    #expect(
      try lambda("2025-01-01", region: "eu-central-1").charge(for: .ephemeralStorage)?.price == USD(3.67e-8))
    #expect(try lambda("2020-11-30").charge(for: .provisioned) == nil)
    #expect(try lambda("2020-12-01").charge(for: .provisioned)?.price == USD(0.0000041667))
  }

  @Test func tiersBeginInAugust2022() throws {
    #expect(try lambda("2022-08-07").charge(for: .memory)?.tiers.isEmpty == true)
    #expect(
      try lambda("2022-08-08").charge(for: .memory)?.tiers.map(\.above) == [6_000_000_000, 15_000_000_000])
  }

  @Test func whatTheBookDoesNotKnowIsNotInvented() throws {
    let book = try PriceBook.named("aws-lambda")
    let day = try #require(CalendarDate("2024-01-01"))
    let region = #expect(throws: PricingError.self) {
      try book.rule(on: day, region: "mars-1", architecture: .x86)
    }
    #expect(region?.message.contains("eu-central-1, eu-central-2") == true)
    let name = #expect(throws: PricingError.self) { try PriceBook.named("azure") }
    #expect(name?.kind == .unknownBook)
    #expect(name?.message.contains("aws-lambda, azure-functions, cloudflare-workers, gcp-cloud-run") == true)
    #expect(throws: PricingError.self) { try lambda("2015-04-08") }
  }
}
