import Foundation
import Measurements
import Testing

@testable import Pricing

@Suite struct BillTests {
  /// The provider's own tables of prices per 100 ms and per 1 ms.
  @Test(arguments: [
    ("2020-06-01", 100, 128, "0.000000208"), ("2020-06-01", 100, 1_024, "0.000001667"),
    ("2020-06-01", 100, 3_008, "0.000004897"), ("2023-06-01", 1, 128, "0.0000000021"),
    ("2023-06-01", 1, 512, "0.0000000083"), ("2023-06-01", 1, 10_240, "0.0000001667"),
  ])
  func computePriceIsThatOfTheProvidersTable(
    date: String, milliseconds: Int, memoryMB: Int, published: String
  ) throws {
    let bill = try lambda(date).cost(billedMilliseconds: milliseconds, memoryMB: memoryMB)
    let decimals = published.count - 2
    let scale = pow(10, Double(decimals))
    #expect((bill[.compute].dollars * scale).rounded() / scale == Double(published))
    #expect(bill[.requests] == USD(0.0000002))
    #expect(bill.total == bill[.compute] + bill[.requests])
  }

  /// Prices of 100 ms on the first generation of Google's functions, tiers 1 and 2, as published.
  @Test(arguments: [
    ("us-central1", 128, 0.000000231), ("us-central1", 256, 0.000000463), ("us-central1", 512, 0.000000925),
    ("us-central1", 1_024, 0.00000165), ("us-central1", 2_048, 0.0000029), ("us-central1", 4_096, 0.0000058),
    ("us-central1", 8_192, 0.0000068), ("europe-west3", 128, 0.000000324),
  ])
  func googlesTableIsReproduced(region: String, memoryMB: Int, published: Double) throws {
    let bill = try rule("gcp-functions-1st-gen", "2024-01-01", region)
      .cost(billedMilliseconds: 100, memoryMB: memoryMB)
    #expect(abs(bill[.compute].dollars - published) <= 0.5000001e-9)
  }

  @Test func aLineIsExactAndSaysHow() throws {
    let bill = try lambda("2020-08-01").cost(billedMilliseconds: 1_700, memoryMB: 128)
    #expect(
      bill.explanation == [
        "compute: 0.2125 GB-seconds × 0.00001667 USD = 0.000003542375 USD",
        "requests: 1 requests × 0.2 USD per 1000000 = 0.0000002 USD", "total: 0.000003742375 USD",
      ])
  }

  @Test func expectedCostIsThatOfTheMeanOfRoundedTimes() throws {
    let rule = try lambda("2024-01-01")
    // 99 fast calls and one of 100 s: the median would say 10 ms, the bill says 1,009.9 ms.
    let billed = [Int](repeating: 10, count: 99) + [100_000]
    let bill = try rule.costPerMillion(billedMilliseconds: billed, memoryMB: 1_024)
    #expect(try bill.total == usd("16.6667").times(10_099, over: 10_000) + usd("0.2"))
    let single = try billed.map { try rule.cost(billedMilliseconds: $0, memoryMB: 1_024).total }
    #expect(try single.reduce(.zero, +).times(1_000_000, over: 100) == bill.total)
    // Rounding the mean of 100.1 ms and 200.1 ms to 151 ms would be cheaper than the calls are: 101 and 201 ms.
    let calls = [100_100, 200_100].map { MeteredCall(durationMicroseconds: $0, memoryMB: 1_024) }
    #expect(
      try rule.bill(for: rule.usage(of: calls), calls: 2)[.compute]
        == usd("0.0000166667").times(302, over: 1_000))
  }

  @Test func initialisationIsALineOfItsOwn() throws {
    var call = MeteredCall(durationMicroseconds: 9_467_750, memoryMB: 1_024)
    call.initMicroseconds = 546_190
    call.start = .cold
    let bill = try lambda("2025-08-01").bill(for: lambda("2025-08-01").usage(of: call))
    #expect(bill[.compute] == (try usd("0.0000166667").times(9_468, over: 1_000)))
    #expect(bill[.initialisation] == (try usd("0.0000166667").times(10_014 - 9_468, over: 1_000)))
    call.package = .zip
    call.runtimeIsManaged = true
    #expect(
      try lambda("2025-07-31").bill(for: lambda("2025-07-31").usage(of: call))[.initialisation] == .zero)
  }

  @Test func ephemeralStorageIsChargedAboveWhatIsIncluded() throws {
    let known = try lambda("2024-01-01")
    #expect(
      try known.cost(billedMilliseconds: 1_000, memoryMB: 128, ephemeralStorageMB: 512)[.storage] == .zero)
    let bill = try known.cost(billedMilliseconds: 1_000, memoryMB: 128, ephemeralStorageMB: 10_240)
    #expect(try bill[.storage] == usd("0.0000000309").times(19, over: 2))
    let unknown = try lambda("2024-01-01", region: "eu-west-2")
    let error = #expect(throws: PricingError.self) {
      try unknown.cost(billedMilliseconds: 1_000, memoryMB: 128, ephemeralStorageMB: 1_024)
    }
    #expect(error?.kind == .noRule)
    #expect(error?.message.contains("ephemeral_storage_gb_seconds") == true)
  }

  @Test func processorsAreChargedWhereTheyHaveAPrice() throws {
    let first = try rule("gcp-functions-1st-gen", "2020-08-01", "europe-west1")
    // (0.25 GB × 0.1 s × 2.5 + 0.4 GHz × 0.1 s × 10) dollars and 0.40 for requests, per million.
    #expect(try first.costPerMillion(billedMilliseconds: [100], memoryMB: 256).total == usd("0.8625"))
    #expect(throws: PricingError.self) { try first.cost(billedMilliseconds: 100, memoryMB: 300) }
    let run = try rule("gcp-cloud-run", "2024-01-01", "us-central1")
    var call = MeteredCall(durationMicroseconds: 100_001, memoryMB: 300)
    #expect(throws: PricingError.self) { try run.usage(of: call) }
    call.vcpu = 0.5
    // 200 ms: 0.1 vCPU-seconds at 24 and 300/1024 × 0.2 GB-seconds at 2.5 millionths, and a request.
    let expected = try usd("0.0000024") + usd("0.0000025").times(60, over: 1_024) + usd("0.0000004")
    #expect(try run.bill(for: run.usage(of: call)).total == expected)
    call.vcpu = .nan
    #expect(throws: PricingError.self) { try run.usage(of: call) }
  }

  @Test(arguments: [
    (1, 1, 100, 128), (99_001, 128, 100, 128), (100_000, 128, 100, 128), (100_001, 129, 101, 256),
    (2_000_000, 1_536, 2_000, 1_536), (250_500, 160, 251, 256),
  ])
  func azureRoundsMemoryTo128MBAndTimeToAtLeast100ms(
    microseconds: Int, memoryMB: Int, milliseconds: Int, billedMB: Int
  ) throws {
    let rule = try rule("azure-functions", "2024-01-01", "westeurope")
    let bill = try rule.bill(
      for: rule.usage(of: MeteredCall(durationMicroseconds: microseconds, memoryMB: memoryMB)))
    #expect(
      try bill[.compute] == usd("0.000016").times(Int128(milliseconds) * Int128(billedMB), over: 1_024_000))
    #expect(bill[.requests] == USD(0.0000002))
  }

  @Test func recordsSayWhatIsBilled() throws {
    var record = Invocation(runID: "r")
    record.initMicroseconds = 500_000
    record.start = .cold
    record.memoryUsedMB = 129.5
    var configuration = Configuration()
    func billed(_ rule: PriceRule) throws -> BilledQuantity? {
      let call = MeteredCall(
        record, of: configuration, durationMicroseconds: 100_000, metering: rule.metering)
      return try call.flatMap { try rule.bill(for: rule.usage(of: $0)).lines.first?.quantity }
    }
    let azure = try rule("azure-functions", "2024-01-01", "eastus")
    #expect(try billed(azure)?.value == 0.025)
    #expect(try billed(lambda("2024-01-01")) == nil)
    #expect(try billed(rule("cloudflare-workers", "2024-03-01", "global"))?.value == 100)
    configuration.memoryMB = 1_024
    #expect(try billed(lambda("2024-01-01"))?.value == 0.1)
    configuration.runtime = "provided.al2023"
    let custom = try #require(
      MeteredCall(
        record, of: configuration, durationMicroseconds: 100_000, metering: lambda("2024-01-01").metering))
    #expect(
      try lambda("2024-01-01").bill(for: lambda("2024-01-01").usage(of: custom))[.initialisation] > .zero)
    record.memoryUsedMB = nil
    #expect(try billed(azure)?.value == 0.1)
  }

  @Test func furtherLinesStandOnTheSameBill() throws {
    let rule = try lambda("2024-01-01")
    var usage = try rule.usage(of: MeteredCall(durationMicroseconds: 1_000, memoryMB: 1_024))
    try usage.add(7, of: .transitions)
    try usage.add(2, of: .storageWrites)
    try usage.add(3, of: .storageReads)
    try usage.addEgress(bytes: 1 << 29)
    let bill = try rule.bill(for: usage)
    #expect(bill[.transitions] == USD(0.000175))
    #expect(bill[.storageOperations] == USD(0.0000112))
    #expect(bill[.egress] == USD(0.045))
    #expect(bill.total == bill.lines.reduce(.zero) { $0 + $1.amount })
    #expect(bill.total == BillLine.Kind.allCases.reduce(.zero) { $0 + bill[$1] })
    #expect(throws: PricingError.self) { try usage.add(-1, of: .transitions) }
    #expect(throws: PricingError.self) { try usage.addEgress(bytes: -1) }
    #expect(throws: PricingError.self) { try rule.bill(for: Usage(), calls: 10) }
    var unknown = Usage(calls: 1)
    try unknown.add(1, of: .externalTransitions)
    #expect(throws: PricingError.self) { try rule.bill(for: unknown) }
  }

  @Test func aBillSurvivesJSON() throws {
    let bill = try lambda("2024-01-01").costPerMillion(billedMilliseconds: [10, 11, 12], memoryMB: 640)
    let copy = try JSONDecoder().decode(Bill.self, from: JSONEncoder().encode(bill))
    #expect(copy.lines.map(\.quantity) == bill.lines.map(\.quantity))
    #expect(copy.lines.map(\.kind) == bill.lines.map(\.kind))
  }

  @Test func moreTimeOrMemoryNeverCostsLess() throws {
    for (book, date, region) in [
      ("aws-lambda", "2020-06-01", "us-east-1"), ("aws-lambda", "2026-01-01", "eu-central-1"),
      ("azure-functions", "2024-01-01", "eastus"), ("cloudflare-workers", "2024-03-01", "global"),
      ("gcp-functions-1st-gen", "2024-01-01", "us-central1"),
    ] {
      let rule = try rule(book, date, region)
      func total(_ microseconds: Int, _ memoryMB: Int) throws -> USD {
        try rule.bill(
          for: rule.usage(of: MeteredCall(durationMicroseconds: microseconds, memoryMB: memoryMB))
        ).total
      }
      var last = USD.zero
      for microseconds in stride(from: 0, through: 500_000, by: 3_137) {
        let price = try total(microseconds, 256)
        #expect(price >= last)
        last = price
      }
      let bySize = try [128, 256, 512, 1_024, 2_048, 4_096].map { try total(123_456, $0) }
      #expect(bySize == bySize.sorted())
    }
  }

  @Test func sizesOutOfRangeAreRefused() throws {
    let rule = try lambda("2024-01-01")
    #expect(throws: PricingError.self) { try rule.cost(billedMilliseconds: -1, memoryMB: 128) }
    #expect(throws: PricingError.self) { try rule.cost(billedMilliseconds: 1, memoryMB: 0) }
    #expect(throws: PricingError.self) { try rule.cost(billedMilliseconds: 1, memoryMB: .max) }
    #expect(throws: PricingError.self) { try rule.cost(billedMilliseconds: .max, memoryMB: 1 << 30) }
    #expect(throws: PricingError.self) {
      try rule.cost(billedMilliseconds: 1, memoryMB: 1, ephemeralStorageMB: -1)
    }
    #expect(throws: PricingError.self) { try rule.costPerMillion(billedMilliseconds: [], memoryMB: 128) }
    var usage = Usage()
    #expect(throws: PricingError.self) {
      try usage.addProvisioned(instances: -1, seconds: 1, memoryMB: 128)
    }
    #expect(throws: PricingError.self) {
      try usage.addProvisioned(instances: .max, seconds: .max, memoryMB: .max)
    }
  }
}
