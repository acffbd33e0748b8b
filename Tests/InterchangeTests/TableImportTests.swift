import Interchange
import Measurements
import Testing

private func median(_ values: [Int]) -> Double {
  let sorted = values.sorted()
  return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

@Suite struct PerformanceModelTests {
  private static let files = ["res-01-2020-05-26_01-31-35", "res-01-2020-05-28_01-57-40"]

  private func data() throws -> DataSet {
    try Importer.read(files: Self.files.map { try fixture("serverless-performance-modeling/\($0).csv") })
      .dataSet
  }

  @Test func countsRatesAndTimesAreThoseOfTheFiles() throws {
    let runs = try data().runs
    #expect(runs.map(\.id) == Self.files)
    #expect(runs.map(\.invocations.count) == [1648, 186])
    #expect(runs.map { $0.invocations.count { $0.start == .cold } } == [29, 59])
    #expect(runs.map(\.configuration.arrivalRatePerSecond) == [0.016, 0.0019])
    #expect(runs.map { Set($0.invocations.map(\.containerID)).count } == [30, 60])
    // Sums and medians by Python.
    #expect(
      runs.map { $0.invocations.compactMap(\.billedMilliseconds).reduce(0, +) } == [3_136_600, 359_900])
    #expect(abs(median(runs[0].invocations.compactMap(\.clientMicroseconds)) - 1_958_339.45) <= 1)
    #expect(median(runs[0].invocations.compactMap(\.providerMicroseconds)) == 1_858_630)
    #expect(median(runs[1].invocations.compactMap(\.providerMicroseconds)) == 1_853_425)
    #expect(runs[0].invocations.compactMap(\.clientMicroseconds).max() == 11_938_030)
  }

  @Test func clocksOfClientAndFunctionStayApart() throws {
    let slowest = try #require(
      try data().runs[0].invocations.max { ($0.clientMicroseconds ?? 0) < ($1.clientMicroseconds ?? 0) })
    let back = try #require(slowest.measurements["function_to_done"])
    #expect(abs(back.value - 8283.316) < 0.01 && back.unit == "ms")
    let sent = try #require(slowest.sentUnixNanoseconds)
    let done = try #require(slowest.doneUnixNanoseconds)
    #expect(abs((done - sent) / 1000 - (try #require(slowest.clientMicroseconds))) <= 1)
  }

  @Test func textsOfTheOperatingSystemAreTakenApart() throws {
    let call = try #require(try data().runs[1].invocations.first)
    #expect(call.cpuModel == "Intel(R) Xeon(R) Processor @ 2.50GHz")
    #expect(call.measurements["uptime"] == Measurement(value: 2167, unit: "s"))
    #expect(call.measurements["io_speed"] == Measurement(value: 11, unit: "MB/s"))
    #expect(call.memoryUsedMB == 54)
  }

  private static let header =
    ",is_cold,exist_id,start_time,end_time,elapsed_time,aws_duration,client_start_time,client_end_time,client_elapsed_time\n"
  private static let times = "1589587970662.3,1589587972523.9,1861.6,1862.3,1589587970.6,1589587972.5,1.9\n"

  @Test(arguments: [
    ("0,yes,c," + times, "file:2:3: expected True or False in is_cold"),
    ("0,True,," + times, "a value in exist_id"),
    (
      "0,True,c,1,2,1,1,1589587970.6,1589587972.5,1.9\n",
      "seconds since 1970, of the years 2000 to 2200 in start_time"
    ),
    ("0,True,c,1589587970662,1589587970662,1,1,soon,1589587972.5,1.9\n", "in client_start_time"),
    ("0,True,c,1589587970662,1589587970662,1,1,1e30,1589587972.5,1.9\n", "in client_start_time"),
    ("0,True,c,,,1,1,1589587970.6,1589587969.5,1.9\n", "an instant not before client_start_time"),
    ("0,True,c,,,1,1,1589587970.6,1589587971.5,-1.9\n", "at least 0 in client_elapsed_time"),
    ("True,c," + times, "expected 10 fields"),
  ])
  func brokenRowsNameThePlace(row: String, expectation: String) throws {
    let found = try #require(message(Self.header + row))
    #expect(found.hasPrefix("file:2") && found.contains(expectation), "\(found)")
  }

  @Test func oneCallHasNoRateAndAFileCountsOnce() throws {
    let file = (name: "a.csv", bytes: Array((Self.header + "0,True,c," + Self.times).utf8))
    let run = try #require(try Importer.read(files: [file]).dataSet.runs.first)
    #expect(run.id == "a" && run.configuration.arrivalRatePerSecond == nil)
    #expect(throws: InterchangeError.self) { try Importer.read(files: [file, file]) }
  }
}

@Suite struct FaaSdomTests {
  @Test func everyConfigurationOfTheGeneralTableHasAHundredCalls() throws {
    let result = try Importer.read(files: [fixture("faasdom/general.csv")])
    let runs = result.dataSet.runs
    #expect(runs.count == 60 && runs.allSatisfy { $0.invocations.count == 100 })
    let run = try #require(runs.first { $0.id == "aws-dotnet-128-eu-central-1" })
    #expect(median(run.invocations.compactMap(\.clientMicroseconds)) == 747_500)
    #expect(median(run.invocations.compactMap(\.functionMicroseconds)) == 666_000)
    let windows = runs.filter { $0.configuration.runtime?.hasSuffix("on Windows") == true }
    #expect(windows.count == 2 && windows.allSatisfy { $0.configuration.platform == "azure" })
    #expect(runs.count { $0.configuration.platform == "gcp" } == 15)
    #expect(result.warnings.contains { $0.contains("latency_ms") })
  }

  @Test func theDatabaseKeepsTheInstantOfTheReply() throws {
    let runs = try Importer.read(files: [fixture("faasdom/general-database.csv")]).dataSet.runs
    #expect(runs.count == 16 && runs.reduce(0) { $0 + $1.invocations.count } == 1000)
    let run = try #require(runs.first)
    #expect(run.id == "ibm-factors-go-128-eu-de" && run.invocations.count == 63)
    #expect(median(run.invocations.compactMap(\.clientMicroseconds)) == 267_000)
    let first = try #require(run.invocations.first)
    #expect(first.doneUnixNanoseconds == 1_579_181_370_940_802_193)
    #expect(first.sentUnixNanoseconds == 1_579_181_370_940_802_193 - 340_000_000)
    // The calls of a round were sent together, whatever their replies took.
    let sent = runs.compactMap { $0.invocations.first?.sentUnixNanoseconds }
    #expect(try #require(sent.max()) - #require(sent.min()) < 30_000_000)
  }

  @Test func latenciesAndColdStartsAreRead() throws {
    let latencies = try Importer.read(files: [fixture("faasdom/latency-database.csv")]).dataSet
    #expect(latencies.runs.count == 39 && latencies.invocationCount == 1000)
    let first = try #require(latencies.runs.first)
    #expect(first.id == "ibm-latency-eu-de" && first.invocations.count == 26)
    #expect(median(first.invocations.compactMap(\.clientMicroseconds)) == 216_000)
    #expect(first.configuration.memoryMB == nil && first.invocations[0].functionMicroseconds == nil)

    let cold = try Importer.read(files: [fixture("faasdom/cold-starts.csv")]).dataSet
    #expect(cold.runs.count == 16 && cold.runs.allSatisfy { $0.invocations.count == 10 })
    #expect(cold.runs.flatMap(\.invocations).allSatisfy { $0.start == .cold })
    let windows = try #require(cold.runs.first { $0.id == "azure-.NET on Windows" })
    #expect(median(windows.invocations.compactMap(\.clientMicroseconds)) == 1_635_000)
  }

  @Test func tablesOfDifferentExperimentsAreNotMixed() throws {
    let files = try ["general.csv", "cold-starts.csv"].map { try fixture("faasdom/\($0)") }
    #expect(throws: InterchangeError.self) { try Importer.read(files: files) }
  }

  @Test(arguments: [
    ("runtime,ms,cloud\nGo,fast,aws\n", "file:2:4: expected a number, at least 0 in ms"),
    ("runtime,ms,cloud\nGo,1,\n", "a value in cloud"),
    ("name,time,ms,provider,region\nl,1579030644430945396,1,ibm,\n", "a value in region"),
    ("name,time,ms,provider,region\nl,1579030644,1,ibm,eu-de\n", "file:2:3: expected nanoseconds since 1970"),
    ("name,time,ms,provider,region\nl,99999999999999999999,1,ibm,eu-de\n", "nanoseconds since 1970"),
    ("name,time,ms,provider,memory,region\nl,1579030644430945396,1,ibm,0,eu-de\n", "at least 1 in memory"),
    ("cloud,runtime,memory_mb,region,total_ms,measured_ms\naws,go,128,r,,1\n", "a value in total_ms"),
    ("cloud,runtime,memory_mb,region,total_ms,measured_ms\naws,go,1.5,r,1,1\n", "a whole number"),
  ])
  func brokenRowsNameThePlace(text: String, expectation: String) throws {
    let found = try #require(message(text))
    #expect(found.hasPrefix("file:2") && found.contains(expectation), "\(found)")
  }
}

@Suite struct DetectionTests {
  @Test(arguments: [
    ("simplybusiness-xray-coldstarts/all-traces.csv", Format.coldStartTable),
    ("theburningmonk-coldstarts-2017/results.csv", .coldStartDurations),
    ("codetalkio-xray-memory-sweep/traces.json", .xRayTraces),
    ("serverless-performance-modeling/res-01-2020-05-28_01-57-40.csv", .performanceModel),
    ("faasdom/general.csv", .faasdomGeneral), ("faasdom/general-database.csv", .faasdomDatabase),
    ("faasdom/latency-database.csv", .faasdomDatabase), ("faasdom/cold-starts.csv", .faasdomColdStarts),
    ("lambda-perf/format-v4-2024-06-11.json", .lambdaPerfJSON),
    ("mbwilding-lambda-benchmark/memory-sweep.csv", .memorySweepCSV),
  ])
  func formatsAreFoundByContent(path: String, format: Format) throws {
    let file = try fixture(path)
    #expect(try Format.detect(file.bytes, file: "anything") == format)
  }

  @Test(arguments: [
    "simplybusiness-xray-coldstarts/all-traces.csv", "theburningmonk-coldstarts-2017/results.csv",
    "codetalkio-xray-memory-sweep/traces.json", "faasdom/general-database.csv", "faasdom/cold-starts.csv",
    "serverless-performance-modeling/res-01-2020-05-28_01-57-40.csv",
  ])
  func damagedFilesAreHandledWithoutATrap(path: String) throws {
    var generator = SeededGenerator(state: 12)
    let whole = try fixture(path).bytes
    let bytes = Array(whole.prefix(4000))
    for _ in 0..<150 {
      var changed = bytes
      for _ in 0..<3 {
        changed[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      do throws(InterchangeError) {
        let data = try Importer.read(files: [("damaged", changed)]).dataSet
        #expect(
          data.runs.flatMap(\.invocations).allSatisfy {
            $0.implausibilities.allSatisfy { $0.severity == .warning }
          })
      } catch {
        #expect(!error.expected.isEmpty && !error.remedy.isEmpty)
      }
    }
  }
}
