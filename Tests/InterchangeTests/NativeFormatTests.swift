import Foundation
import Hashing
import Interchange
import Measurements
import Testing

@Suite struct NativeFormatTests {
  @Test(arguments: 1...60)
  func jsonLinesComeBackExactly(seed: Int) throws {
    var random = RandomData(seed: UInt64(seed))
    let dataSet = random.dataSet()
    let bytes = try JSONLinesWriter.encode(dataSet)
    let result = try Importer.read(files: [("a.jsonl", bytes)])
    #expect(result.dataSet == dataSet)
    #expect(try JSONLinesWriter.encode(result.dataSet) == bytes)
    #expect(Validator.validate(bytes).filter { $0.severity == .error } == [])
  }

  @Test(arguments: 1...60)
  func csvBringsBackRunsExactlyButNoCountsOfDiscardedCalls(seed: Int) throws {
    var random = RandomData(seed: UInt64(seed))
    var dataSet = random.dataSet()
    let bytes = try NativeCSV.encode(dataSet)
    let result = try Importer.read(files: [("a.csv", bytes)])
    for index in dataSet.runs.indices { dataSet.runs[index].discarded = [:] }
    #expect(result.dataSet.runs == dataSet.runs)
    #expect(try NativeCSV.encode(result.dataSet) == bytes)
  }

  @Test func theWriterKeepsTheOrderOfKeysAndLeavesMissingValuesOut() throws {
    var run = Run(id: "r", configuration: Configuration(), discarded: ["warm-up": 2])
    run.configuration.memoryMB = 128
    run.configuration.platform = "local"
    var record = Invocation(runID: "r")
    record.clientMicroseconds = 1500
    record.memoryUsedMB = 37
    record.measurements = ["b": Measurement(value: 2, unit: "1"), "a": Measurement(value: 0.5, unit: "ms")]
    run.invocations = [record]
    let text = String(
      decoding: try JSONLinesWriter.encode(
        DataSet(campaign: Campaign(id: "c", title: "T", experiment: "import"), runs: [run])), as: UTF8.self)
    #expect(
      text == """
        {"kind":"campaign","schema":"sebs/1","id":"c","title":"T","experiment":"import"}
        {"kind":"run","run_id":"r","platform":"local","memory_mb":128,"discarded":{"warm-up":2}}
        {"kind":"invocation","run_id":"r","client_us":1500,"memory_used_mb":37,"status":"ok",\
        "measurements":{"a":{"value":0.5,"unit":"ms"},"b":{"value":2,"unit":"1"}}}

        """)
  }

  @Test func writingInPiecesGivesTheSameBytes() throws {
    var random = RandomData(seed: 5)
    let dataSet = random.dataSet()
    var pieces: [UInt8] = []
    try JSONLinesWriter.write(dataSet) { pieces += $0 }
    #expect(try pieces == JSONLinesWriter.encode(dataSet))
  }

  @Test func valuesThatNoFileCanHoldAreRefused() {
    var run = Run(id: "r", configuration: Configuration())
    var record = Invocation(runID: "r")
    record.costUSD = .nan
    run.invocations = [record]
    var dataSet = DataSet(campaign: Campaign(id: "c", title: "", experiment: "x"), runs: [run])
    #expect(throws: InterchangeError.self) { try JSONLinesWriter.encode(dataSet) }
    #expect(throws: InterchangeError.self) { try NativeCSV.encode(dataSet) }
    dataSet.runs = [Run(id: "r", configuration: Configuration(), invocations: [Invocation(runID: "other")])]
    #expect(throws: InterchangeError.self) { try JSONLinesWriter.encode(dataSet) }
    dataSet.runs = [run, run]
    #expect(throws: InterchangeError.self) { try NativeCSV.encode(dataSet) }
  }

  @Test func keysMayComeInAnyOrderAndNullIsMissing() throws {
    let line = #"{"status":"ok","client_us":5,"billed_ms":null,"run_id":"r","kind":"invocation"}"#
    let record = try #require(try read(campaignLine + runLine + line).dataSet.runs.first?.invocations.first)
    #expect(record.clientMicroseconds == 5)
    #expect(record.billedMilliseconds == nil)
  }

  @Test func columnsMayComeInAnyOrderWithAnySeparatorAndLineEnd() throws {
    let comma = "status,client_us,run_id,measurement.load.1\nok,5,r,0.5\n"
    let semicolon = "\u{FEFF}status; client_us ;run_id;measurement.load.1\r\nok;5;r;0.5\r\n"
    let tab = "status\tclient_us\trun_id\tmeasurement.load.1\nok\t5\tr\t0.5"
    for text in [comma, semicolon, tab] {
      let record = try #require(try read(text).dataSet.runs.first?.invocations.first)
      #expect(record.clientMicroseconds == 5)
      #expect(record.measurements == ["load": Measurement(value: 0.5, unit: "1")])
    }
  }

  @Test func theIdentifierOfAnImportComesFromItsBytes() throws {
    let text = "run_id,status\nr,ok\n"
    let campaign = try read(text, name: "folder/a.csv").dataSet.campaign
    // By sha256sum of coreutils.
    let hash = "c7ae99cb405365ba0b2954683706770c1e1af114bf18a04db76adc29d4cde7bc"
    #expect(campaign.sources == [Source(name: "a.csv", format: "sebs/1 CSV", sha256: hash)])
    #expect(campaign.id == "import-" + hash.prefix(16))
    #expect(try read(text, name: "b.csv").dataSet.campaign.id == campaign.id)
  }

  @Test func sha256GivesThePublishedDigests() {
    // FIPS 180-2, appendix B.1 and B.2, and the digest of nothing.
    #expect(
      Digest.hexadecimal(Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      Digest.hexadecimal(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(Digest.hexadecimal([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }
}
