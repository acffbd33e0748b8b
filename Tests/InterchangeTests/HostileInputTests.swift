import Foundation
import Interchange
import Measurements
import Testing

@Suite struct HostileInputTests {
  private func invocation(_ members: String) -> String {
    campaignLine + runLine + #"{"kind":"invocation","run_id":"r","status":"ok","# + members + "}\n"
  }

  @Test(arguments: [
    (#""client_us":01"#, "leading zeros"),
    (#""client_us":+1"#, "a value"),
    (#""client_us":.5"#, "a value"),
    (#""client_us":1."#, "a digit"),
    (#""client_us":1e"#, "a digit"),
    (#""client_us":NaN"#, "a value"),
    (#""client_us":Infinity"#, "a value"),
    (#""client_us":-Infinity"#, "a digit"),
    (#""client_us":nul"#, "true, false or null"),
    (#""client_us":nullx"#, "true, false or null"),
    (#""client_us":9223372036854775808"#, "64 bits"),
    (#""client_us":99999999999999999999999"#, "64 bits"),
    (#""cost_usd":1e999"#, "64 bits"),
    (#""client_us":1.5"#, "whole number"),
    (#""client_us":"1""#, "whole number"),
    (#""client_us":-1"#, "at least 0"),
    (#""client_us":[1]"#, "whole number"),
    (#""start":"tepid""#, "one of cold, warm, unknown"),
    (#""client_us":1,"client_us":2"#, "every key once"),
    (#""status":"ok""#, "every key once"),
    (#""latency":1"#, "a field of sebs/1"),
    (#""message":"\ud800""#, "surrogate"),
    (#""message":"\ud800\u0041""#, "surrogate"),
    (#""message":"\udc00""#, "surrogate"),
    (#""message":"\u12g4""#, "hexadecimal"),
    (#""message":"\x""#, "escape"),
    ("\"message\":\"\u{1}\"", "control"),
    (#""message":"open"#, "closing quote"),
    (#""client_us":1,"#, "value after the comma"),
    (#""client_us" 1"#, "':'"),
    (#"client_us:1"#, "key in quotes"),
    (#""measurements":{"a":{"value":1}}"#, "measurement with value and unit"),
    (#""measurements":{"a":1}"#, "measurement with value and unit"),
    (#""sent_unix_ns":1700000000"#, "looks like seconds"),
  ])
  func brokenLinesNameLineAndExpectation(members: String, expectation: String) throws {
    let text = try #require(message(invocation(members)))
    #expect(text.hasPrefix("file:3"))
    #expect(text.contains(expectation), "\(text)")
  }

  @Test func theColumnIsThatOfTheValue() throws {
    let text = try #require(message(invocation(#""client_us":xyz"#)))
    #expect(text.hasPrefix("file:3:61: expected a value, found 'xyz'"), "\(text)")
  }

  @Test func everyTruncationIsAnErrorOrAShorterFile() throws {
    var random = RandomData(seed: 3)
    let bytes = try JSONLinesWriter.encode(random.dataSet())
    for length in stride(from: 0, to: bytes.count, by: 37) {
      let cut = Array(bytes[..<length])
      let endsInLine = cut.last != 0x0A && bytes[length] != 0x0A
      do throws(InterchangeError) {
        _ = try Importer.read(files: [("cut", cut)])
        #expect(!endsInLine)
      } catch {
        #expect(!error.expected.isEmpty && !error.remedy.isEmpty)
      }
      _ = Validator.validate(cut)
    }
  }

  @Test func everyChangedByteIsHandledWithoutATrap() throws {
    var random = RandomData(seed: 4)
    var generator = SeededGenerator(state: 9)
    let dataSet = random.dataSet()
    for bytes in [try JSONLinesWriter.encode(dataSet), try NativeCSV.encode(dataSet)] {
      for _ in 0..<400 {
        var changed = bytes
        for _ in 0..<3 {
          changed[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
            in: 0...255, using: &generator)
        }
        _ = try? Importer.read(files: [("changed", changed)])
        _ = Validator.validate(changed)
      }
    }
  }

  @Test func deepNestingIsRefused() throws {
    for bracket in ["[", "{\"a\":"] {
      let deep = String(repeating: bracket, count: 1_000_000)
      #expect(try #require(message(deep)).contains("nesting") || bracket == "[")
      let inside = try #require(message(invocation(#""x":"# + deep)))
      #expect(inside.contains("a field of") || inside.contains("nesting"), "\(inside)")
      #expect(
        Validator.validate(Array(invocation(#""x":"# + deep).utf8)).contains {
          $0.expected.contains("nesting")
        })
    }
  }

  @Test func filesThatHoldNoMeasurementsAreNamedAsSuch() throws {
    #expect(try #require(message("")).contains("empty file"))
    #expect(try #require(message(" \n\n")).contains("empty file"))
    #expect(try #require(message("\u{FEFF}")).contains("empty file"))
    #expect(try #require(message("\u{7F}ELF\u{0}\u{1}")).contains("binary"))
    #expect(try #require(message("a,b\n1,2\n")).contains("the columns a, b"))
    #expect(try #require(message("{\"a\": 1}")).contains("keys a"))
    #expect(try #require(message("[1]")).contains("JSON array"))
    let utf16: [UInt8] = [0xFF, 0xFE, 0x61, 0x00]
    #expect(throws: InterchangeError.self) { try Importer.read(files: [("f", utf16)]) }
    #expect(throws: InterchangeError.self) { try Importer.read(files: []) }
    let latin = Array("run_id,status,message\nr,ok,".utf8) + [0xE9, 0x0A]
    #expect(throws: InterchangeError.self) { try Importer.read(files: [("f", latin)]) }
  }

  @Test(arguments: [
    ("run_id,status,client_us\nr,ok\n", "file:2: expected 3 fields"),
    ("run_id,status\nr,ok\n\"r\nx\",ok\nr\n", "file:5: expected 2 fields"),
    (
      "run_id;status;cost_usd\nr;ok;1,5\n",
      "file:2:6: expected a finite number of USD, at least 0 with a decimal point"
    ),
    ("run_id,status,cost_usd\nr,ok,\"1,5\"\n", "decimal comma"),
    ("run_id,status,run_id\nr,ok,r\n", "different name"),
    ("run_id,status,\nr,ok,r\n", "an empty name"),
    ("run_id,status\n\"r,ok\n", "file:2:1: expected a closing quote"),
    ("run_id,status\n\"r\"x,ok\n", "after the closing quote"),
    ("run_id,status\nr\"x,ok\n", "quotes only around a whole field"),
    ("run_id,status,client_us\nr,ok,5 ms\n", "whole number"),
    ("run_id,status,memory_mb\nr,ok,128\nr,ok,256\n", "the same configuration"),
    ("run_id,status,memory_mb\nr,ok,0\n", "at least 1"),
    ("run_id,status,request_id\nr,ok,a\nr,ok,a\n", "every request once"),
    ("run_id,status,speed\nr,ok,1\n", "a field of sebs/1"),
    ("run_id,status\n,ok\n", "a value in every record"),
  ])
  func brokenTablesNameLineAndExpectation(text: String, expectation: String) throws {
    let found = try #require(message(text))
    #expect(found.contains(expectation), "\(found)")
  }

  @Test func aTableWithThreeHundredColumnsIsRead() throws {
    let names = (0..<300).map { "measurement.m\($0).ms" }.joined(separator: ",")
    let values = (0..<300).map(String.init).joined(separator: ",")
    let record = try #require(
      try read("run_id,status,\(names)\r\nr,ok,\(values)\r\n").dataSet.runs.first?.invocations.first)
    #expect(record.measurements.count == 300)
    #expect(record.measurements["m299"] == Measurement(value: 299, unit: "ms"))
  }

  @Test func numbersAreRoundedOnceLikeTheToolkitDoes() throws {
    var generator = SeededGenerator(state: 11)
    for _ in 0..<2000 {
      let digits = (0..<Int.random(in: 1...20, using: &generator)).map { _ in
        String(Int.random(in: 0...9, using: &generator))
      }.joined()
      let text = "1\(digits.prefix(3)).\(digits)" + (Bool.random(using: &generator) ? "e-7" : "")
      let record = try #require(
        try read("run_id,status,cost_usd\nr,ok,\(text)\n").dataSet.runs.first?.invocations.first)
      #expect(record.costUSD == Double(text))
    }
  }

  @Test func messagesShowNoControlCharacters() throws {
    let text = try #require(message("run_id,status,client_us\nr,ok,\u{1B}[31m\n"))
    #expect(!text.unicodeScalars.contains("\u{1B}"))
  }
}
