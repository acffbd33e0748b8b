import Measurements
import Testing

@testable import Pricing

@Suite struct ExtraUsageTests {
  @Test func `Amounts are read as they are written`() throws {
    let text =
      "transitions=0.35,storage_writes=1,storage_reads=2,egress_bytes=78000,ephemeral_storage_mb=1024"
    let extras = try ExtraUsage(parsing: text)
    #expect(extras.counts == [.transitions: 0.35, .storageWrites: 1, .storageReads: 2])
    #expect(extras.egress == .bytes(78_000) && extras.ephemeralStorageMB == 1_024)
    #expect(extras.description == text)
    #expect(try ExtraUsage(parsing: extras.description) == extras)
    #expect(try ExtraUsage(parsing: " transitions = 7 , egress_bytes = recorded ").egress == .recorded)
    #expect(try ExtraUsage(parsing: "").isEmpty)
  }

  @Test(arguments: [
    "transitions", "transitions=", "transitions=-1", "transitions=nan", "transitions=inf", "transitions=1e13",
    "memory_gb_seconds=1", "egress_bytes=some", "ephemeral_storage_mb=x", "=1",
    "transitions=1;storage_reads=2",
  ])
  func `What is no amount is refused with the names that there are`(text: String) {
    let error = #expect(throws: PricingError.self) { try ExtraUsage(parsing: text) }
    #expect(error?.message.contains("storage_reads=N") == true)
  }

  @Test func `Parts of a step add up exactly, and everything stands on the bill of a call`() throws {
    let rule = try lambda("2024-01-01")
    var record = Invocation(runID: "r")
    record.start = .warm
    record.bytesOut = 1 << 20
    var configuration = Configuration()
    configuration.memoryMB = 1_024
    func bill(_ text: String) throws -> Bill {
      let call = MeteredCall(
        record, of: configuration, durationMicroseconds: 100_000, metering: rule.metering,
        extras: try ExtraUsage(parsing: text))
      return try rule.bill(for: rule.usage(of: try #require(call)), calls: 1_000_000)
    }
    // SeBS-Flow's video analysis: seven transitions a run of twenty calls.
    let shared = try bill("transitions=0.35,storage_reads=2,storage_writes=1,egress_bytes=78000")
    #expect(shared[.transitions] == USD(8.75))
    #expect(shared[.storageOperations] == USD(5.8))
    #expect(abs(shared[.egress].dollars - 0.09 * 78e9 / 1_073_741_824) < 1e-12)
    #expect(
      shared.total == (try bill("")).total + shared[.transitions] + shared[.storageOperations]
        + shared[.egress])
    #expect(try bill("egress_bytes=recorded")[.egress] == USD(87.890625))
    record.bytesOut = nil
    let missing = MeteredCall(
      record, of: configuration, durationMicroseconds: 1, metering: rule.metering,
      extras: try ExtraUsage(parsing: "egress_bytes=recorded"))
    #expect(missing == nil)
  }

  @Test func `The days on which a price changed are those of its meters alone`() throws {
    let book = try PriceBook.named("aws-lambda")
    func days(_ meters: Set<Meter>, _ architecture: Architecture = .x86) -> [String] {
      book.daysOfChange(of: meters, region: "us-east-1", architecture: architecture).map { "\($0)" }
    }
    // Tiers and free allowances change no list price.
    #expect(days([.memory, .requests]) == ["2015-04-09", "2020-12-01", "2025-08-01"])
    #expect(days([.memory, .requests], .arm64) == ["2021-09-29", "2025-08-01"])
    #expect(days([.memory, .requests, .transitions]) == ["2019-01-01", "2020-12-01", "2025-08-01"])
    #expect(days([.externalTransitions]).isEmpty)
  }

  @Test func `Another granularity rounds the same calls otherwise`() throws {
    let rule = try lambda("2024-01-01")
    let call = MeteredCall(durationMicroseconds: 140_600, memoryMB: 1_024)
    let coarse = rule.rounding(toMilliseconds: 100)
    #expect(try rule.bill(for: rule.usage(of: call)).lines.first?.quantity.value == 0.141)
    #expect(try coarse.bill(for: coarse.usage(of: call)).lines.first?.quantity.value == 0.2)
    #expect(try rule.billableMicroseconds(call) == 140_600)
  }
}
