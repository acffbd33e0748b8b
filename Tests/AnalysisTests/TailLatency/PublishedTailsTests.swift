import Foundation
import Interchange
import Measurements
import Statistics
import Testing

@testable import Analysis

/// Tails of published data whose causes are known.
@Suite struct PublishedTailsTests {
  /// Forced cold starts in March 2019, traced by the platform.
  static let coldStarts: DataSet = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("fixtures/simplybusiness-xray-coldstarts")
    let bytes = (try? Data(contentsOf: folder.appendingPathComponent("all-traces.csv"))) ?? Data()
    return (try? Importer.read(files: [(name: "all-traces.csv", bytes: [UInt8](bytes))]).dataSet)
      ?? DataSet(campaign: Campaign(id: "", title: "", experiment: ""), runs: [])
  }()

  @Test
  func
    `In a private network the platform's set-up carries the excess of the slow cold starts of Ruby, not outside`()
    throws
  {
    // Six of about 620 calls, as published.
    let options = TailOptions(slowest: 6.0 / 620, replicates: 99)
    var data = Self.coldStarts
    data.runs.removeAll { $0.configuration.function?.hasPrefix("ruby25") != true }
    let diagnosis = try TailDiagnosis(data, options: options)
    #expect(diagnosis.groups.allSatisfy { $0.tailCalls == 6 })
    func shares(_ name: String) throws -> [Double] {
      try diagnosis.groups.filter { $0.label.hasPrefix(name + " ") }.map { group in
        try #require(group.segments.first { $0.segment == .queue }).share.value
      }
    }
    let (inside, outside) = (try shares("ruby25vpc"), try shares("ruby25"))
    #expect(inside.count == 6 && inside.allSatisfy { $0 >= 0.975 }, "\(inside)")
    #expect(outside.count == 6 && outside.allSatisfy { $0 > 0.55 && $0 < 0.8 }, "\(outside)")
    #expect(diagnosis.namedFirst == .sandboxCreation)
  }

  /// The published warm calls of three functions on AWS had one batch of about 50 whose connections took 5 s longer;
  /// these are simulated after that description: 245 calls, 0.84 s of which 0.40 s are for connecting.
  @Test(arguments: [(512, 5_000_000), (256, 5_030_000), (1024, 5_060_000)])
  func `One batch whose connections took five seconds is named, on the client and not the platform`(
    memory: Int, delay: Int
  ) throws {
    let world = TailWorld(
      batches: 5, size: 49, spread: 0.1, seed: UInt64(memory),
      change: { call, batch, _ in
        let connect = 13 * (call.connectMicroseconds ?? 0) + (batch == 2 ? delay : 0)
        call.lengthen(\.connectMicroseconds, by: connect - (call.connectMicroseconds ?? 0))
        call.lengthen(\.functionMicroseconds, by: 2 * (call.functionMicroseconds ?? 0))
      })
    let diagnosis = try world.diagnosis(TailOptions(replicates: 199))
    let group = try #require(diagnosis.groups.first)
    let cause = try #require(group.named.first)
    #expect(cause.cause == .clientConnection && group.named.count == 1)
    #expect(
      cause.bearing >= 49 && cause.share.value > 0.95 && (cause.share.interval.lower ?? 0) > 0.9,
      "\(cause)")
    #expect(cause.evidence.contains { $0.retrySeconds == 5 })
    let p99 = try #require(cause.without.first { $0.probability == 0.99 })
    #expect(p99.value < 1_200_000)
    let sentence = try #require(diagnosis.findings.first).sentence.text
    #expect(
      sentence.contains("one batch") && sentence.contains("on the client, not the platform"),
      "\(sentence)")
  }
}
