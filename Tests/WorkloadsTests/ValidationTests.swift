import Foundation
import Measurements
import Testing

@testable import Workloads

/// Replies that are right are accepted; with any field changed they are not.
@Suite struct ValidationTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var workload: any Workload
    var payload: String
    var result: String
    var testDescription: String { workload.id }

    var reply: String {
      "{\"result\":\(result),\"measurement\":{\"compute_us\":5,\"compute_cpu_us\":4,\"generate_us\":0}}"
    }
  }

  /// Replies that the handlers gave in CPython 3.11.2 with Jinja2 3.1.6 and igraph 0.11.9.
  static let samples = [
    Sample(
      workload: Compression(), payload: #"{"files":4,"seed":1,"token":"1-0","words_per_file":4000}"#,
      result: #"""
        {"token":"1-0","files":4,"bytes":106781,"archive_bytes":35583,
        "crc32":[3265813270,439795634,1950350102,2390656120]}
        """#),
    Sample(
      workload: DynamicHTML(), payload: #"{"reader":"A & <b>'\"é","rows":4,"seed":1,"token":"1-0"}"#,
      result: #"""
        {"token":"1-0","html":"<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\#
        <title>Numbers for A &amp; &lt;b&gt;&#39;&#34;\u00e9</title></head>\n<body>\n\#
        <h1>Welcome, A &amp; &lt;b&gt;&#39;&#34;\u00e9!</h1>\n<p>Here are 4 numbers.</p>\n<ol>\n\#
        <li>443766</li>\n<li>534152</li>\n<li>679854</li>\n<li class=\"odd\">401461</li>\n</ol>\n</body>\n</html>"}
        """#),
    Sample(
      workload: GraphBreadthFirstSearch(),
      payload: #"{"edges_per_vertex":10,"seed":42,"token":"42-0","vertices":10000}"#,
      result: #"""
        {"token":"42-0","vertices":10000,"edges":99945,"visited":10000,"order_sum":49995000,
        "order_squares":333283335000,"level_sizes":[1,285,6817,2897],"tree_edges":9999}
        """#),
  ]

  private func validate(_ sample: Sample, _ reply: Any) throws -> ValidationProblem? {
    let bytes = try JSONSerialization.data(withJSONObject: reply, options: .fragmentsAllowed)
    return sample.workload.validate(reply: [UInt8](bytes), payload: Array(sample.payload.utf8))
  }

  @Test(arguments: samples)
  func rightReplyIsAccepted(sample: Sample) throws {
    let problem = sample.workload.validate(
      reply: Array(sample.reply.utf8), payload: Array(sample.payload.utf8))
    #expect(problem == nil)
  }

  @Test(arguments: samples)
  func replyWithAnyFieldOfTheResultChangedIsRejected(sample: Sample) throws {
    let reply = try #require(
      JSONSerialization.jsonObject(with: Data(sample.reply.utf8)) as? [String: [String: Any]])
    let result = try #require(reply["result"])
    for (name, value) in result {
      let mutants: [Any]
      switch value {
      case let text as String:
        mutants = [text + " ", String(text.dropLast()), "", text.replacing("0", with: "1"), 7]
      case let list as [Int]:
        mutants = [
          list + [1], Array(list.dropLast()), [] as [Int], [list[0] + 1] + list.dropFirst(), [-1], "x",
          list.map { -$0 }, [Int.max, Int.max],
        ]
      case let number as Int:
        let far = name == "archive_bytes" ? [0, 15_999, 106_782] : [number + 1, number - 1]
        mutants = far.map { $0 as Any } + [-number, Int.max, Int.min, 1e300, "\(number)", NSNull()]
      default:
        Issue.record("field \(name) has an unforeseen type")
        continue
      }
      for mutant in mutants {
        var spoiled = reply
        spoiled["result"]?[name] = mutant
        #expect(try validate(sample, spoiled) != nil, "\(name) = \(mutant)")
      }
      var incomplete = reply
      incomplete["result"]?[name] = nil
      #expect(try validate(sample, incomplete)?.errorClass == "invalid_json")
    }
  }

  @Test(arguments: samples)
  func replyWithoutSoundMeasurementsIsRejected(sample: Sample) throws {
    let reply = try #require(
      JSONSerialization.jsonObject(with: Data(sample.reply.utf8)) as? [String: [String: Any]])
    for name in ["compute_us", "compute_cpu_us", "generate_us"] {
      for (mutant, expected) in [
        (-1 as Any, "wrong_measurement"), ("5", "invalid_json"), (0.5, "invalid_json"),
      ] {
        var spoiled = reply
        spoiled["measurement"]?[name] = mutant
        #expect(try validate(sample, spoiled)?.errorClass == expected)
      }
      var incomplete = reply
      incomplete["measurement"]?[name] = nil
      #expect(try validate(sample, incomplete)?.errorClass == "invalid_json")
    }
  }

  static let rubbish = [
    "", "null", "[]", "\"\"", "{}", "{\"result\":null}", "{\"errorMessage\":\"out of memory\"}", "\u{0}",
    "<html>502 Bad Gateway</html>", String(repeating: "{\"result\":", count: 5000), "1e999999",
  ]

  @Test(arguments: samples, rubbish)
  func rubbishIsRejected(sample: Sample, reply: String) {
    let problem = sample.workload.validate(reply: Array(reply.utf8), payload: Array(sample.payload.utf8))
    #expect(problem?.errorClass == "invalid_json")
  }

  @Test(arguments: samples)
  func brokenBytesNeverTrap(sample: Sample) {
    var bytes = Array(sample.reply.utf8)
    for index in stride(from: 0, to: bytes.count, by: 3) {
      let byte = bytes[index]
      bytes[index] = 0xff
      #expect(sample.workload.validate(reply: bytes, payload: Array(sample.payload.utf8)) != nil)
      bytes[index] = byte
    }
  }

  static let foreignEvents = [
    "", "{}", #"{"files":1,"seed":-1,"token":"1-0","words_per_file":1}"#,
    #"{"files":10000,"seed":1,"token":"1-0","words_per_file":10000000}"#,
    #"{"files":-4,"seed":1,"token":"1-0","words_per_file":4000}"#,
    #"{"reader":"","rows":-1,"seed":1,"token":"1-0"}"#,
    #"{"reader":"","rows":9000000000000000000,"seed":1,"token":"1-0"}"#,
    #"{"edges_per_vertex":-10,"seed":42,"token":"42-0","vertices":10}"#,
    #"{"edges_per_vertex":10,"seed":42,"token":"42-0","vertices":9223372036854775807}"#,
  ]

  @Test(arguments: samples, foreignEvents)
  func eventsOfOthersAreNoReasonToTrap(sample: Sample, event: String) {
    let problem = sample.workload.validate(reply: Array(sample.reply.utf8), payload: Array(event.utf8))
    #expect(problem?.errorClass == "foreign_payload")
  }

  @Test func measurementsOfAHandlerAreTakenOverOnce() {
    var record = Invocation(runID: "r")
    record.uploadMicroseconds = 3
    let reply = """
      {"measurement":{"compute_us":12,"upload_us":99,"memory_used_mb":17.5,"wait_ms":1.5,"rows":10,"note":"x",
      "deep":{"a":1},"huge":1e400,"flag":true}}
      """
    record.addHandlerMeasurements(from: Array(reply.utf8))
    #expect(record.computeMicroseconds == 12)
    #expect(record.uploadMicroseconds == 3)
    #expect(record.memoryUsedMB == 17.5)
    #expect(
      record.measurements == [
        "wait_ms": Measurement(value: 1.5, unit: "ms"), "rows": Measurement(value: 10, unit: "1"),
      ])
    let many = (0..<1000).map { "\"m\($0)\":1" }.joined(separator: ",")
    record.measurements = [:]
    record.addHandlerMeasurements(from: Array("{\"measurement\":{\(many)}}".utf8))
    #expect(record.measurements.count == Invocation.handlerMeasurementLimit)
  }
}
