import Measurements
import Testing

@testable import Pricing

/// Worked examples of the providers' documentation, and months at the edges of tiers.
@Suite struct MonthlyBillTests {
  private let free = BillingPeriod.month(withFreeAllowance: true)

  @Test(arguments: [(512, 3_000_000, 1_000, 18.34, 0.40), (128, 30_000_000, 200, 5.83, 5.80)])
  func examplesOfTheLambdaPageBefore2020December(
    memoryMB: Int, calls: Int, milliseconds: Int, compute: Double, requests: Double
  ) throws {
    let rule = try lambda("2020-06-01")
    let usage = try rule.usage(calls: calls, milliseconds: milliseconds, memoryMB: memoryMB)
    let bill = try rule.bill(for: usage, period: free)
    #expect(bill[.compute].cents == compute)
    #expect(bill[.requests].cents == requests)
    #expect(bill.total == bill.lines.reduce(.zero) { $0 + $1.amount })
  }

  /// 60 million calls of 27.55 ms with 1 GB: 100 dollars in steps of 100 ms, 28 in steps of 1 ms, 12 for requests.
  @Test func exampleOfTheAnnouncementOfOneMillisecond() throws {
    for (date, compute) in [("2020-11-30", 100.02), ("2020-12-01", 28.0)] {
      let rule = try lambda(date)
      let call = MeteredCall(durationMicroseconds: 27_550, memoryMB: 1_024)
      let bill = try rule.bill(for: rule.usage(of: call), calls: 60_000_000)
      #expect(bill[.compute].cents == compute)
      #expect(bill[.requests] == USD(12))
    }
  }

  /// 1,000 sandboxes of 1 GB kept ready for two hours, 1.2 million calls of 1 s: 30.00, 11.67 and 0.24 dollars.
  @Test func exampleOfProvisionedConcurrency() throws {
    let rule = try lambda("2024-01-01")
    var call = MeteredCall(durationMicroseconds: 1_000_000, memoryMB: 1_024)
    call.isProvisioned = true
    var usage = Usage(calls: 1_200_000)
    for entry in try rule.usage(of: call).entries {
      try usage.add(1_200_000 * entry.counts, to: entry.line, entry.meter)
    }
    try usage.addProvisioned(instances: 1_000, seconds: 7_200, memoryMB: 1_024)
    let bill = try rule.bill(for: usage)
    #expect(bill.lines.map(\.amount.cents) == [11.67, 0.24, 30.0])
    #expect(bill.total.cents == 41.91)
    #expect(bill[.compute] == .zero)
  }

  /// Google's page: 10 million calls of 300 ms at 128 MB, and 50 million of 500 ms at 256 MB.
  @Test func examplesOfGooglesFirstGeneration() throws {
    let rule = try rule("gcp-functions-1st-gen", "2024-01-01", "us-central1")
    let simple = try rule.bill(
      for: rule.usage(calls: 10_000_000, milliseconds: 300, memoryMB: 128), period: free)
    #expect(simple[.requests].cents == 3.20)
    #expect(simple[.compute].cents == 4.00)
    var backend = try rule.usage(calls: 50_000_000, milliseconds: 500, memoryMB: 256)
    try backend.addEgress(bytes: 50_000_000 * 5 * 1_024)
    let bill = try rule.bill(for: backend, period: free)
    #expect(bill[.requests].cents == 19.20)
    #expect(bill.lines.first { $0.meter == .memory && $0.amount > .zero }?.amount == USD(14.625))
    #expect(bill.lines.first { $0.meter == .clockRate && $0.amount > .zero }?.amount == USD(98))
    #expect(bill[.egress].cents == 28.01)
    #expect(bill.total.cents == 159.84)
  }

  /// Cloudflare's page, without the 5 dollars of the plan.
  @Test(arguments: [(15_000_000, 7, 1.50, 1.50), (720, 180_000, 0.0, 1.99), (100_000_000, 7, 27.0, 13.40)])
  func examplesOfWorkers(calls: Int, milliseconds: Int, requests: Double, processor: Double) throws {
    let rule = try rule("cloudflare-workers", "2026-01-01", "global")
    let bill = try rule.bill(
      for: rule.usage(calls: calls, milliseconds: milliseconds, memoryMB: 128), period: free)
    #expect(bill[.requests].cents == requests)
    #expect(bill[.compute].cents == processor)
  }

  /// 3 million calls of 1 s with 1.5 GB on Azure's consumption plan: 65.60 and 0.40 dollars.
  @Test func exampleOfAzure() throws {
    let rule = try rule("azure-functions", "2024-01-01", "eastus")
    let bill = try rule.bill(
      for: rule.usage(calls: 3_000_000, milliseconds: 1_000, memoryMB: 1_536), period: free)
    #expect(bill[.compute] == USD(65.6))
    #expect(bill[.requests] == USD(0.4))
  }

  @Test func highTiersTakeOnlyWhatLiesAboveThem() throws {
    let rule = try lambda("2023-01-01")
    // 20 thousand million GB-seconds in calls of 1 s with 1 GB.
    let usage = try rule.usage(calls: 20_000_000_000, milliseconds: 1_000, memoryMB: 1_024)
    let bill = try rule.bill(for: usage, period: .month(withFreeAllowance: false))
    let compute = bill.lines.filter { $0.kind == .compute }
    #expect(compute.map(\.quantity.value) == [6e9, 9e9, 5e9])
    #expect(compute.map(\.amount) == (try ["100000.2", "135000", "66667"].map(usd)))
    let withFree = try rule.bill(for: usage, period: free)
    #expect(bill[.compute] - withFree[.compute] == (try usd("0.0000166667").times(400_000)))
    #expect(try rule.bill(for: usage)[.compute] == usd("333334"))
  }

  @Test(arguments: [5_999_999_999, 6_000_000_000, 6_000_000_001])
  func tiersBeginExactly(calls: Int) throws {
    let rule = try lambda("2023-01-01")
    let bill = try rule.bill(
      for: rule.usage(calls: calls, milliseconds: 1_000, memoryMB: 1_024),
      period: .month(withFreeAllowance: false))
    let above = max(0, calls - 6_000_000_000)
    let expected = try usd("0.0000166667").times(Int128(calls - above)) + usd("0.000015").times(Int128(above))
    #expect(bill[.compute] == expected)
  }

  /// Video, MapReduce, trip booking, ExCamera, machine learning and genome: transitions a run (SeBS-Flow).
  @Test(arguments: [(7, 20), (14, 54), (9, 16), (21, 73), (6, 18), (26, 96)])
  func transitionsOfWorkflowsArePriced(aws: Int, google: Int) throws {
    var states = Usage(calls: 1)
    try states.add(aws, of: .transitions)
    #expect(try lambda("2024-01-01").bill(for: states).total == usd("0.000025").times(Int128(aws)))
    var steps = Usage(calls: 1)
    try steps.add(google - 1, of: .transitions)
    try steps.add(1, of: .externalTransitions)
    let bill = try rule("gcp-functions-1st-gen", "2024-01-01", "us-central1").bill(for: steps)
    #expect(try bill.total == usd("0.00001").times(Int128(google - 1)) + usd("0.000025"))
  }
}
