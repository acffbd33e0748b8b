import Interchange
import Measurements
import Testing

@Suite struct MemorySweepTests {
  @Test(arguments: ["memory-sweep.csv", "memory-sweep.json"])
  func bothLayoutsGiveTheSameCalls(name: String) throws {
    let dataSet = try Importer.read(files: [fixture("mbwilding-lambda-benchmark/\(name)")]).dataSet
    #expect(dataSet.runs.count == 128)
    #expect(dataSet.invocationCount == 1280)
    let all = dataSet.runs.flatMap(\.invocations)
    #expect(all.count { $0.start == .cold } == 1272)
    #expect(all.allSatisfy { ($0.start == .cold) == ($0.initMicroseconds != nil) })
    // Sum by Python: billed_duration_ms * memory_mb / 1024 over all rows.
    #expect(all.reduce(0) { $0 + ($1.billedGBMilliseconds ?? 0) } == 16_968_610.5)
    let run = try #require(dataSet.runs.first { $0.id == "rust-arm64-1024" })
    let sorted = run.invocations.compactMap(\.providerMicroseconds).sorted()
    #expect(sorted.count == 10)
    #expect(abs(sorted[4] + sorted[5] - 2 * 10_808_430) <= 1)
    #expect(run.configuration.memoryMB == 1024)
  }

  @Test func jsonAndTableAgreeRecordByRecord() throws {
    let table = try Importer.read(files: [fixture("mbwilding-lambda-benchmark/memory-sweep.csv")]).dataSet
    let json = try Importer.read(files: [fixture("mbwilding-lambda-benchmark/memory-sweep.json")]).dataSet
    let byID = Dictionary(uniqueKeysWithValues: json.runs.map { ($0.id, $0) })
    for run in table.runs { #expect(byID[run.id] == run) }
    #expect(json.campaign.id != table.campaign.id)
  }

  @Test(arguments: [
    (#"{"a":{"b":{"128":[{"duration":1,"billed_duration":2},{"duration":-1}]}}}"#, "at least 0"),
    (#"{"a":{"b":{"128":[{"duration":1,"billed_duration":2},{}]}}}"#, "a call with a duration"),
    (#"{"a":{"b":{"128":[{"duration":1,"billed_duration":2}],"big":[]}}}"#, "a memory size in MB"),
    (#"{"a":{"b":{"128":[{"duration":1,"billed_duration":2.5}]}}}"#, "a whole number"),
    (#"{"a":{"b":{"128":[{"duration":1,"billed_duration":2}]}},"c":3}"#, "an object of architectures"),
  ])
  func brokenSweepsNameWhatIsMissing(text: String, expectation: String) throws {
    let found = try #require(message(text))
    #expect(found.hasPrefix("file:1:") && found.contains(expectation), "\(found)")
  }

  @Test func filesOfDifferentFormatsAreNotMixed() throws {
    let sweep = try fixture("mbwilding-lambda-benchmark/memory-sweep.csv")
    let daily = try fixture("lambda-perf/format-v1-2022-09-05.json")
    #expect(throws: InterchangeError.self) { try Importer.read(files: [sweep, daily]) }
    let native = (name: "n", bytes: Array(campaignLine.utf8))
    #expect(throws: InterchangeError.self) { try Importer.read(files: [native, native]) }
  }
}
