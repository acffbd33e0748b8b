import Interchange
import Measurements
import Testing

@Suite struct ColdStartTableTests {
  /// Read once, for the file is large.
  private static let result = Result {
    try Importer.read(files: [fixture("simplybusiness-xray-coldstarts/all-traces.csv")])
  }

  private func read() throws -> ImportResult { try Self.result.get() }

  @Test func slowSharesInThePrivateNetworkAreThoseThatWereCounted() throws {
    let data = try read().dataSet
    #expect(data.runs.count == 18 && data.invocationCount == 11_144)
    let shares = [128: 7, 256: 13, 512: 43, 1024: 65, 2048: 81, 3008: 98]
    let attached = data.runs.filter { $0.configuration.isolation == "vpc" }
    #expect(attached.count == 6)
    for run in attached {
      #expect(run.configuration.runtime == "ruby2.5" && run.configuration.function == "ruby25vpc")
      let slow = run.invocations.count { ($0.clientMicroseconds ?? 0) > 1_000_000 }
      let share = (100 * Double(slow) / Double(run.invocations.count)).rounded()
      #expect(Int(share) == shares[try #require(run.configuration.memoryMB)])
    }
    let others = Set(data.runs.filter { $0.configuration.isolation == nil }.map(\.configuration.runtime))
    #expect(others == ["nodejs6", "ruby2.5"])
  }

  @Test func partsAddUpToTheTotalOfEachCall() throws {
    let result = try read()
    for call in result.dataSet.runs.flatMap(\.invocations) {
      let parts = try #require(call.queueMicroseconds) + #require(call.initMicroseconds)
      let whole = try parts + #require(call.functionMicroseconds)
      #expect(abs(whole - (try #require(call.clientMicroseconds))) <= 1000)
      #expect(call.start == .cold)
    }
    #expect(!result.warnings.contains { $0.contains("differ from their total") })
    let run = try #require(result.dataSet.runs.first { $0.id == "ruby25vpc-1024" })
    let times = run.invocations.compactMap(\.clientMicroseconds).sorted()
    #expect((times[309] + times[310]) / 2 == 8_869_500)
  }

  @Test func callsStandInTheOrderOfTheirInstants() throws {
    let run = try #require(try read().dataSet.runs.first)
    let sent = run.invocations.compactMap(\.sentUnixNanoseconds)
    #expect(sent.count == 619 && sent == sent.sorted())
    #expect(run.invocations.map(\.sequence) == (0..<619).map { $0 })
    #expect(sent.contains(1_551_913_283_108_000_000))
  }

  private static let header = "function,timestamp,total,setup,initialization,execution\n"

  @Test(arguments: [
    ("f-128,2019-03-06T23:01:23.108Z,182.0,83.0,88.2\n", "file:2: expected 6 fields"),
    ("f-128,yesterday,182.0,83.0,88.2,10.8\n", "file:2:7: expected an instant such as"),
    ("f-128,2019-02-30T23:01:23.108Z,182.0,83.0,88.2,10.8\n", "file:2:7: expected an instant"),
    ("f-128,2019-03-06T23:01:23.108Z,,83.0,88.2,10.8\n", "file:2:32: expected a value in total"),
    ("f-128,2019-03-06T23:01:23.108Z,182.0,-1,88.2,10.8\n", "file:2:38: expected a number, at least 0"),
    ("f-128,2019-03-06T23:01:23.108Z,182.0,1,NaN,10.8\n", "in initialization"),
    ("f-128,2019-03-06T23:01:23.108Z,182.0,1,1e300,10.8\n", "less than 30 years"),
    (",2019-03-06T23:01:23.108Z,182.0,1,1,10.8\n", "file:2:1: expected a value in function"),
  ])
  func brokenRowsNameLineAndColumn(row: String, expectation: String) throws {
    let found = try #require(message(Self.header + row))
    #expect(found.contains(expectation), "\(found)")
  }

  @Test func namesThatTellNothingAndPartsThatDoNotAddUpAreRemarkedOn() throws {
    let result = try InterchangeTests.read(Self.header + "checkout,2019-03-06T23:01:23Z,9,1,2,3\n")
    let run = try #require(result.dataSet.runs.first)
    #expect(run.id == "checkout" && run.configuration.memoryMB == nil)
    #expect(result.warnings.contains { $0.contains("memory size: 1, such as 'checkout'") })
    #expect(result.warnings.contains { $0.hasSuffix("more than 1 ms: 1.") })
  }
}

@Suite struct ColdStartDurationsTests {
  @Test func rowsWithoutAHeaderGiveThePublishedMedians() throws {
    let data = try Importer.read(files: [fixture("theburningmonk-coldstarts-2017/results.csv")]).dataSet
    #expect(data.invocationCount == 2385)
    // Medians in µs by Python.
    let medians = [
      "csharp-128": 4_372_795, "csharp-1536": 340_720, "python-128": 190,
      "nodejs6-package-size-no-deps-128": 27_160,
    ]
    #expect(Set(data.runs.map(\.id)) == Set(medians.keys))
    for run in data.runs {
      let times = run.invocations.compactMap(\.providerMicroseconds).sorted()
      #expect((times[(times.count - 1) / 2] + times[times.count / 2]) / 2 == medians[run.id])
      #expect(run.invocations.allSatisfy { $0.start == .cold && $0.initMicroseconds == nil })
    }
    let first = data.runs.compactMap { $0.invocations.first?.sentUnixNanoseconds }.min()
    // 2017-06-07 02:05 in a zone one hour ahead of UTC, as far as the first of these rows goes.
    #expect(first == 1_496_797_500_000_000_000)
  }

  @Test func zonesAreTakenIntoAccount() throws {
    let row = { (zone: String) in "f-128,Wed Jun 07 2017 02:05:00 \(zone),1.5\n" }
    let instant = { (zone: String) in
      try InterchangeTests.read(row(zone)).dataSet.runs.first?.invocations.first?.sentUnixNanoseconds
    }
    let utc = try #require(try instant("GMT+0000 (GMT)"))
    #expect(try instant("GMT+0100 (BST)") == utc - 3_600_000_000_000)
    #expect(try instant("GMT-0330") == utc + 12_600_000_000_000)
    #expect(try instant("GMT+0530 (India Standard Time)") == utc - 19_800_000_000_000)
  }

  private static let good = "f-128,Wed Jun 07 2017 02:05:00 GMT+0100 (BST),1.5\n"

  @Test(arguments: [
    "Thu Jun 07 2017 02:05:00 GMT+0100 (BST)", "Wed Jum 07 2017 02:05:00 GMT+0100 (BST)",
    "Wed Jun 31 2017 02:05:00 GMT+0100 (BST)", "Wed Jun 07 2017 24:05:00 GMT+0100 (BST)",
    "Wed Jun 07 2017 02:05:00 BST", "Wed Jun 07 2017 02:05:00 GMT+9900", "Wed Jun 07 2017",
  ])
  func instantsThatDoNotExistAreErrors(text: String) throws {
    let found = try #require(message(Self.good + "f-128,\(text),1.5\n"))
    #expect(found.hasPrefix("file:2:7: expected") && found.contains("in timestamp"), "\(found)")
    #expect(try #require(message("f-128,\(text),1.5\n")).contains("one of the formats"))
  }

  @Test func brokenDurationsAreErrors() throws {
    let found = try #require(message(Self.good + "f-128,Wed Jun 07 2017 02:05:00 GMT+0100 (BST),-2\n"))
    #expect(found.hasPrefix("file:2:47: expected a number, at least 0 in duration"), "\(found)")
    #expect(try #require(message(Self.good + "f-128\n")).contains("file:2: expected 3 fields"))
  }
}

@Suite struct XRayTraceTests {
  @Test func tracesThatAreListedUnderSeveralSizesAreReadOnceAndWithoutSize() throws {
    let result = try Importer.read(files: [fixture("codetalkio-xray-memory-sweep/traces.json")])
    #expect(result.dataSet.runs.count == 1)
    let run = try #require(result.dataSet.runs.first)
    #expect(run.configuration.memoryMB == nil)
    #expect(run.invocations.count == 256)
    // Counts and medians in ms by Python: 116 cold, total 8.0, handler 0.4467, overhead 0.1719; of waiting 73.06
    // for cold and 4.786 for warm calls.
    #expect(run.invocations.count { $0.start == .cold } == 116)
    #expect(median(run.invocations.compactMap(\.clientMicroseconds)) == 8000)
    #expect(abs(median(run.invocations.compactMap(\.functionMicroseconds)) - 446.7) <= 1)
    let overhead = run.invocations.compactMap { $0.measurements["overhead"]?.value }.sorted()
    #expect(abs((overhead[127] + overhead[128]) / 2 - 0.1719) < 0.001)
    let cold = run.invocations.filter { $0.start == .cold }
    #expect(abs(median(cold.compactMap(\.queueMicroseconds)) - 73_064) <= 1)
    let warm = run.invocations.filter { $0.start == .warm }
    #expect(abs(median(warm.compactMap(\.queueMicroseconds)) - 4786) <= 1)
    #expect(result.warnings.contains { $0.hasPrefix("Repetitions of a trace, left out: 256;") })
    #expect(result.warnings.contains { $0.hasSuffix("their size is not known: 256.") })
  }

  private func median(_ values: [Int]) -> Double {
    let sorted = values.sorted()
    return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private static let service =
    #"{"origin":"AWS::Lambda","name":"pay","start_time":1609632099.442,"end_time":1609632099.452}"#
  private static let function = #"""
    {"origin":"AWS::Lambda::Function","name":"pay","start_time":1609632099.446,"end_time":1609632099.451,
     "aws":{"request_id":"r-1"},"subsegments":[
     {"name":"Initialization","start_time":1609632099.443,"end_time":1609632099.445},
     {"name":"Invocation","start_time":1609632099.446,"end_time":1609632099.450}]}
    """#

  private func trace(_ id: String, _ segments: String...) -> String {
    #"{"Id":"\#(id)","Segments":[\#(segments.joined(separator: ","))]}"#
  }

  private func document(_ segment: String) -> String {
    let text = segment.replacing("\"", with: "\\\"").replacing("\n", with: " ")
    return #"{"Id":"s","Document":"\#(text)"}"#
  }

  @Test func everyLayoutGivesTheSameCall() throws {
    let plain = trace("1-a", Self.service, Self.function)
    let texts = trace("1-a", document(Self.function), document(Self.service))
    for json in [
      "[\(plain)]", #"{"Traces":[\#(texts)]}"#, #"{"UnprocessedTraceIds":[],"Traces":[\#(plain)]}"#,
    ] {
      let run = try #require(try InterchangeTests.read(json).dataSet.runs.first)
      #expect(run.configuration.function == "pay")
      let call = try #require(run.invocations.first)
      #expect(call.traceID == "1-a" && call.requestID == "r-1" && call.start == .cold && call.status == .ok)
      #expect(call.clientMicroseconds == 10_000 && call.queueMicroseconds == 1000)
      #expect(call.initMicroseconds == 2000 && call.functionMicroseconds == 4000)
    }
    let sized = try InterchangeTests.read(#"[{"memorySize":512,"traces":[\#(plain)]}]"#).dataSet.runs.first
    #expect(sized?.configuration.memoryMB == 512 && sized?.id == "pay-512")
  }

  @Test func failuresThrottlingAndUnfinishedSegmentsAreTold() throws {
    let status = { (service: String, function: String?) in
      try InterchangeTests.read("[\(self.trace("1-a", service, function ?? service))]").dataSet.runs.first?
        .invocations.first?.status
    }
    let mark = { (segment: String, flag: String) in
      "{\"\(flag)\":true," + segment.drop { $0 == " " }.dropFirst()
    }
    #expect(try status(Self.service, mark(Self.function, "fault")) == .functionError)
    #expect(try status(Self.service, mark(Self.function, "error")) == .functionError)
    #expect(try status(mark(Self.service, "fault"), nil) == .platformError)
    #expect(try status(mark(Self.service, "throttle"), nil) == .throttled)
    let open = #"{"origin":"AWS::Lambda::Function","name":"pay","start_time":1609632099.446}"#
    let result = try InterchangeTests.read(
      "[\(trace("1-a", Self.service, open, #"{"origin":"AWS::S3"}"#, Self.service))]")
    #expect(result.dataSet.runs.first?.invocations.first?.start == .unknown)
    #expect(result.warnings.contains("Segments that had not ended, left out: 1."))
    #expect(result.warnings.contains("Segments of other services, left out: 1."))
    #expect(result.warnings.contains { $0.hasPrefix("Segments of further calls") })
  }

  @Test(arguments: [
    (#"[{"Id":"a","Segments":[]},{"Segments":[]}]"#, "file:1:27: expected a trace with Id"),
    (#"[{"Id":"a","Segments":[]},7]"#, "file:1:27: expected a trace with Id"),
    (#"[{"memorySize":0,"traces":[]}]"#, "at least 1"),
    (#"[{"memorySize":"big","traces":[]}]"#, "in memorySize"),
    (#"[{"memorySize":128,"traces":{}}]"#, "expected a list of traces"),
    (#"{"Traces":7}"#, "expected a list of traces"),
    (#"[{"Id":"a","Segments":[{"origin":"AWS::Lambda","start_time":"now"}]}]"#, "start_time in seconds"),
    (#"[{"Id":"a","Segments":[{"origin":"AWS::Lambda","start_time":16096320990}]}]"#, "2000 to 2200"),
    (
      #"[{"Id":"a","Segments":[{"origin":"AWS::Lambda","start_time":1609632099,"end_time":1609632098}]}]"#,
      "an end_time not before"
    ),
    (#"[{"Id":"a","Segments":[{"Document":"{"}]}]"#, "file:1:36: expected a segment as a text of JSON"),
    (#"[{"Id":"a","Segments":[{"Document":7}]}]"#, "a segment as a text of JSON"),
    (
      #"[{"Id":"a","Segments":[{"Document":"{\"origin\":\"AWS::Lambda\"}"}]}]"#,
      "file:1:36: expected start_time in seconds"
    ),
    (#"[{"Id":"a","Segments":[{"#, "file:1:"),
    ("[]", "a JSON array"), (#"["Segments"]"#, "a JSON array"),
  ])
  func brokenTracesNameThePlace(text: String, expectation: String) throws {
    let found = try #require(message(text))
    #expect(found.contains(expectation), "\(found)")
  }
}
