import Interchange
import Measurements
import Testing

@Suite struct SeBSImportTests {
  private func result(_ names: String...) throws -> ImportResult {
    try Importer.read(files: try names.map { try fixture("sebs-perf-cost/\($0)") })
  }

  @Test func aProcessedFileGivesTimesInMicrosecondsAndBatches() throws {
    let result = try result("cold_results_128-processed.json")
    let run = try #require(result.dataSet.runs.first)
    #expect(run.id == "aws-110.dynamic-html-cold-128")
    let configuration = run.configuration
    #expect(configuration.platform == "aws" && configuration.region == "us-east-1")
    #expect(configuration.benchmark == "110.dynamic-html" && configuration.inputSize == "test")
    #expect(configuration.language == "python" && configuration.runtimeVersion == "3.8")
    #expect(
      configuration.memoryMB == 128 && configuration.pattern == .cold && configuration.expectedStart == .cold)
    #expect(
      configuration.architecture == "x86_64" && configuration.package == .zip
        && configuration.trigger == .http)
    #expect(configuration.concurrency == 4)
    let kept = run.invocations.filter { $0.batch != nil }
    #expect(kept.map(\.batch) == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    #expect(kept.map(\.sequence) == (0..<12).map { $0 })
    // The generator began 40 s after 1,700,000,000 and wrote local time two hours ahead of UTC.
    #expect(kept.first?.sentUnixNanoseconds == 1_700_000_040_000_000_000)
    #expect(kept.last?.sentUnixNanoseconds == 1_700_000_082_009_000_000)
    #expect(kept.allSatisfy { $0.start == .cold && ($0.initMicroseconds ?? 0) >= 150_000 })
    #expect(kept.allSatisfy { (50_000...90_000).contains($0.connectMicroseconds ?? 0) })
    #expect(kept.count { $0.providerMicroseconds == nil } == 1)
    for record in kept {
      guard let provider = record.providerMicroseconds, let billed = record.billedMilliseconds else {
        continue
      }
      #expect(provider == (record.functionMicroseconds ?? 0) + 1500)
      #expect(abs((record.billedGBMilliseconds ?? 0) - Double(billed) / 8) < 1e-9)
    }
    #expect(result.warnings.contains { $0.contains("1 of 12 calls have no provider time") })
    #expect(result.warnings.contains { $0.contains("3 batches recovered") })
  }

  @Test func failuresBecomeRecordsAndWrongStartsACount() throws {
    let run = try #require(try result("cold_results_128-processed.json").dataSet.runs.first)
    let failed = run.invocations.filter { $0.status != .ok }
    #expect(failed.map(\.status) == [.functionError, .timeout])
    #expect(failed.allSatisfy { $0.batch == nil && $0.message != nil && $0.errorClass == "sebs_failure" })
    #expect(run.discarded == ["wrong start": 1])
  }

  @Test func zeroIsMissingAndInstantsMayBeSecondsSince1970() throws {
    let run = try #require(try result("warm_results_256.json").dataSet.runs.first)
    #expect(run.configuration.memoryMB == 256 && run.configuration.expectedStart == .warm)
    #expect(run.invocations.count == 12)
    #expect(run.invocations.first?.sentUnixNanoseconds == 1_700_000_030_000_000_000)
    for record in run.invocations {
      #expect(record.providerMicroseconds == nil && record.initMicroseconds == nil)
      #expect(
        record.billedMilliseconds == nil && record.billedGBMilliseconds == nil && record.memoryUsedMB == nil)
      #expect(record.start == .warm)
    }
  }

  @Test func millisecondsAndOldBillingUnitsAreFoundAndConverted() throws {
    let result = try result("burst_results_512-processed.json")
    let run = try #require(result.dataSet.runs.first)
    for record in run.invocations {
      let provider = try #require(record.providerMicroseconds)
      let function = try #require(record.functionMicroseconds)
      #expect(abs(provider - function) < 3000)
      let billed = try #require(record.billedMilliseconds)
      #expect(record.billedGBMilliseconds == Double(billed) / 2)
    }
    #expect(result.warnings.contains { $0.contains("were in ms and have been converted") })
    #expect(result.warnings.contains { $0.contains("gb_seconds of 12 calls was in MB*ms") })
  }

  @Test func aDoubtfulUnitIsReportedButNotConverted() throws {
    let original = try fixture("sebs-perf-cost/cold_results_128-processed.json")
    // A client time that is shorter than the converted provider time rules milliseconds out.
    let text = String(decoding: original.bytes, as: UTF8.self)
      .replacing(/"execution": \d+/, with: "\"execution\": 700")
    let result = try Importer.read(files: [(original.name, Array(text.utf8))])
    #expect(result.warnings.contains { $0.contains("their unit is doubtful") })
    #expect(result.dataSet.runs[0].invocations[0].providerMicroseconds == 700)
  }

  @Test func theLocalPlatformDoesNotKnowColdStarts() throws {
    let run = try #require(try result("sequential_results.json").dataSet.runs.first)
    #expect(run.configuration.platform == "local")
    #expect(run.configuration.memoryMB == nil && run.configuration.concurrency == 1)
    #expect(run.invocations.allSatisfy { $0.start == .unknown })
    #expect(run.invocations.map(\.batch) == [0, 1, 2, 3, 4])
  }

  @Test func aSingleBenchmarkKeepsFailedCallsAndTheFunctionsOwnTimes() throws {
    let run = try #require(try result("experiments.json").dataSet.runs.first)
    #expect(run.configuration.pattern == nil)
    #expect(run.invocations.count == 3)
    let failed = try #require(run.invocations.first { $0.status == .functionError })
    #expect(
      failed.requestID == nil && failed.functionMicroseconds == nil && failed.clientMicroseconds == 61_000)
    let good = try #require(run.invocations.first { $0.status == .ok })
    #expect(good.containerID == "3f2a91bc")
    #expect(
      good.downloadMicroseconds == 1200 && good.computeMicroseconds == 85_000
        && good.uploadMicroseconds == 3400)
  }

  @Test func severalFilesBecomeOneCampaign() throws {
    let result = try result(
      "cold_results_128-processed.json", "warm_results_256.json", "burst_results_512-processed.json")
    #expect(
      result.dataSet.runs.map(\.id) == [
        "aws-110.dynamic-html-cold-128", "aws-110.dynamic-html-warm-256", "aws-110.dynamic-html-burst-512",
      ])
    #expect(result.dataSet.campaign.createdUnixNanoseconds == 1_700_000_030_000_000_000)
    #expect(
      Validator.validate(try JSONLinesWriter.encode(result.dataSet)).filter { $0.severity == .error } == [])
  }

  @Test func theUnprocessedVariantOfAFileIsLeftOut() throws {
    let processed = try fixture("sebs-perf-cost/cold_results_128-processed.json")
    let raw = (name: "cold_results_128.json", bytes: processed.bytes)
    let result = try Importer.read(files: [raw, processed])
    #expect(result.dataSet.runs.count == 1)
    #expect(result.warnings.contains { $0.contains("cold_results_128.json was left out") })
  }

  @Test func theTableHasConnectionTimesInSecondsAndNoBatches() throws {
    let result = try result("result.csv")
    #expect(result.dataSet.runs.map(\.id) == ["cold-128", "burst-512"])
    let json = try self.result("cold_results_128-processed.json").dataSet.runs[0].invocations.filter {
      $0.batch != nil
    }
    let table = result.dataSet.runs[0].invocations
    #expect(Set(table.map(\.connectMicroseconds)) == Set(json.map(\.connectMicroseconds)))
    #expect(Set(table.map(\.providerMicroseconds)) == Set(json.map(\.providerMicroseconds)))
    #expect(table.allSatisfy { $0.batch == nil && $0.start == .cold })
    #expect(result.warnings.contains { $0.contains("burst-512: provider times were in ms") })
  }

  @Test(arguments: [
    (#"{"_invocations":[]}"#, "an object _invocations"),
    (#"{"_invocations":{"f":[]}}"#, "an object of calls"),
    (#"{"_invocations":{"f":{"a":{}}}}"#, "a call with times"),
    (#"{"_invocations":{"f":{"a":{"times":{"client":-5}}}}}"#, "a number, at least 0, in client"),
    (#"{"_invocations":{"f":{"a":{"times":{"client":"5"}}}}}"#, "a number, at least 0, in client"),
    (#"{"_invocations":{"f":{"a":{"times":{"client":1e300}}}}}"#, "30 years"),
  ])
  func brokenResultsNameWhatIsMissing(text: String, expectation: String) throws {
    let found = try #require(message(text))
    #expect(found.hasPrefix("file:1:") && found.contains(expectation), "\(found)")
  }

  @Test func aClockThatFitsNoZoneIsReadAsUTCAndReported() throws {
    let text = """
      {"begin_time": 1.0, "end_time": 2.0,
       "_invocations": {"f": {"a": {"times": {"client": 5, "client_begin": "2023-11-15 00:14:00.5"}}}}}
      """
    let result = try Importer.read(files: [("experiments.json", Array(text.utf8))])
    #expect(result.dataSet.runs[0].invocations[0].sentUnixNanoseconds == 1_700_007_240_500_000_000)
    #expect(result.warnings.contains { $0.contains("read as UTC") })
  }
}
