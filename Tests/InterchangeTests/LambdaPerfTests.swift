import Interchange
import Measurements
import Testing

@Suite struct LambdaPerfTests {
  private func layout(_ name: String) throws -> ImportResult {
    try Importer.read(files: [fixture("lambda-perf/format-\(name).json")])
  }

  /// Counts and sums computed with Python's json module.
  @Test(arguments: [
    ("v1-2022-09-05", 14, 140, 24_570_490), ("v2-2023-03-06", 19, 190, 35_409_250),
    ("v3-2023-08-07", 152, 1519, 242_428_010), ("v4-2024-06-11", 488, 4871, 888_781_770),
  ])
  func everyLayoutGivesAllItsSamples(name: String, runs: Int, samples: Int, microseconds: Int) throws {
    let dataSet = try layout(name).dataSet
    #expect(dataSet.runs.count == runs)
    #expect(dataSet.invocationCount == samples)
    let all = dataSet.runs.flatMap(\.invocations)
    #expect(all.reduce(0) { $0 + ($1.initMicroseconds ?? 0) } == microseconds)
    #expect(all.allSatisfy { $0.start == .cold && $0.batch == 0 && $0.status == .ok })
    #expect(all.allSatisfy { $0.providerMicroseconds == nil && $0.sentUnixNanoseconds == nil })
    #expect(all.allSatisfy { $0.measurements["day_average_duration"]?.unit == "ms" })
  }

  @Test func namesAreStrippedOfPrefixAndFactors() throws {
    let first = try layout("v1-2022-09-05").dataSet
    let early = try #require(first.runs.first { $0.configuration.runtime == "python38" })
    #expect(early.id == "python38-zip-128-x86_64")
    #expect(early.invocations[0].initMicroseconds == 127_830)
    #expect(early.invocations[0].scheduledUnixNanoseconds == 1_662_419_693_772_000_000)
    #expect(
      early.invocations[0].measurements["day_average_memory_used"] == Measurement(value: 37.9, unit: "MB"))
    #expect(first.campaign.notices.contains { $0.contains("taken as zip") })
    #expect(first.campaign.notices.contains { $0.contains("taken as x86_64") })
    let late = try layout("v4-2024-06-11").dataSet
    let run = try #require(late.runs.first { $0.id == "rust_on_provided_al2023-image-128-arm64" })
    #expect(run.configuration.package == .image)
    #expect(run.configuration.architecture == "arm64")
    #expect(run.configuration.memoryMB == 128)
    #expect(run.configuration.platform == "aws" && run.configuration.region == "us-east-1")
    #expect(late.campaign.environment["display name of python311"] == "python3.11")
    #expect(!late.campaign.notices.contains { $0.contains("taken as") })
  }

  @Test func severalDaysBecomeOneCampaignWithABatchForEachDay() throws {
    let names = [
      "v4-empty-day-2025-10-01", "v4-2024-06-11", "v3-2023-08-07", "v2-2023-03-06", "v1-2022-09-05",
    ]
    let files = try names.map { try fixture("lambda-perf/format-\($0).json") }
    let dataSet = try Importer.read(files: files).dataSet
    #expect(dataSet.invocationCount == 140 + 190 + 1519 + 4871)
    let java = try #require(dataSet.runs.first { $0.id == "java11-zip-128-x86_64" })
    #expect(Array(Set(java.invocations.compactMap(\.batch))).sorted() == [0, 1, 2, 3])
    #expect(java.invocations.map(\.sequence) == (0..<java.invocations.count).map { $0 })
    #expect(dataSet.campaign.notices.contains { $0.contains("1 day with an empty list: 2025-10-01") })
    #expect(dataSet.campaign.notices.contains { $0.contains("1118 days missing of 1123") })
    #expect(dataSet.campaign.sources.count == 5)
    #expect(
      dataSet.campaign.layouts == [
        "2022-09-05": "daily file, layout 1", "2023-03-06": "daily file, layout 2",
        "2023-08-07": "daily file, layout 3", "2024-06-11": "daily file, layout 4",
      ])
    let reversed = try Importer.read(files: files.reversed()).dataSet
    #expect(reversed.campaign.id == dataSet.campaign.id)
    #expect(reversed.runs == dataSet.runs)
  }

  @Test func anEmptyDayAloneIsAnEmptyCampaignThatSaysSo() throws {
    let result = try layout("v4-empty-day-2025-10-01")
    #expect(result.dataSet.runs.isEmpty)
    #expect(result.warnings.contains { $0.contains("2025-10-01") })
  }

  @Test func theReshapedTableGivesDaysAsBatches() throws {
    let dataSet = try Importer.read(files: [fixture("lambda-perf/2026-java21-python312-all-memory.csv")])
      .dataSet
    #expect(dataSet.runs.count == 32)
    #expect(dataSet.invocationCount == 58_308)
    let run = try #require(dataSet.runs.first { $0.id == "python312-zip-128-arm64" })
    let sorted = run.invocations.compactMap(\.initMicroseconds).sorted()
    // Median by Python's statistics module: 79.49 ms.
    #expect(sorted.count == 1828)
    #expect(Double(sorted[913] + sorted[914]) / 2 == 79_490)
    #expect(run.invocations.last?.batch == 183)
    #expect(run.invocations.first?.scheduledUnixNanoseconds == 1_767_276_000_000_000_000)
    let notices = dataSet.campaign.notices
    #expect(
      notices.contains {
        $0.hasPrefix("50 days missing of 234 between 2026-01-01 and 2026-08-22: 2026-02-19")
      })
    #expect(notices.contains("1 day with the same values as the day before: 2026-05-28."))
    #expect(notices.contains { $0.hasPrefix("96 of 5872 records have another number of samples") })
  }

  @Test func aDayThatIsGivenTwiceCountsOnce() throws {
    let table = "date,runtime,package,memory_mb,arch,avg_mem_used_mb,avg_duration_ms,init_duration_ms\n"
    let row = "2026-01-01,java21,zip,512,arm64,98,12.4,218.96;202.33\n"
    let dataSet = try Importer.read(files: [("a", Array((table + row + row).utf8))]).dataSet
    #expect(dataSet.runs[0].invocations.count == 2)
    #expect(dataSet.runs[0].discarded == ["second record of a day": 2])
  }

  @Test(arguments: [
    ("2026-02-30,java21,zip,512,arm64,98,12.4,1", "a day such as"),
    ("2026-01-01,,zip,512,arm64,98,12.4,1", "a value in runtime"),
    ("2026-01-01,java21,zip,0,arm64,98,12.4,1", "at least 1"),
    ("2026-01-01,java21,zip,512,arm64,98,12.4,1;x", "a number"),
    ("2026-01-01,java21,zip,512,arm64,98,12.4,1;-2", "at least 0"),
    ("2026-01-01,java21,zip,512,arm64,98,12.4,1e300", "30 years"),
  ])
  func brokenRowsNameTheirLine(row: String, expectation: String) throws {
    let table = "date,runtime,package,memory_mb,arch,avg_mem_used_mb,avg_duration_ms,init_duration_ms\n"
    let text = try #require(message(table + row))
    #expect(text.hasPrefix("file:2") && text.contains(expectation), "\(text)")
  }

  @Test(arguments: [
    (#"{"runtimeData":[]}"#, "generatedAt"),
    (#"{"metadata":{"generatedAt":"yesterday"},"runtimeData":[]}"#, "an instant"),
    (#"{"metadata":{"generatedAt":"2024-06-11T14:00:11.680Z"},"runtimeData":{}}"#, "an array"),
    (
      #"{"metadata":{"generatedAt":"2024-06-11T14:00:11.680Z"},"runtimeData":[{"r":"x","i":["1"],"m":128}]}"#,
      "a duration"
    ),
    (
      #"{"metadata":{"generatedAt":"2024-06-11T14:00:11.680Z"},"runtimeData":[{"r":"x","i":[1]}]}"#,
      "memory size"
    ),
    (
      #"{"metadata":{"generatedAt":"2024-06-11T14:00:11.680Z"},"runtimeData":[{"i":[1],"m":128}]}"#,
      "a runtime"
    ),
  ])
  func brokenDailyFilesNameWhatIsMissing(text: String, expectation: String) throws {
    let found = try #require(message(text))
    #expect(found.hasPrefix("file:1:") && found.contains(expectation), "\(found)")
  }
}
