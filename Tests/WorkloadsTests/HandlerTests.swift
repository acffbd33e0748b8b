import Foundation
import Measurements
import Platforms
import Testing

@testable import Workloads

/// The real handlers, called in the real interpreter.
@Suite struct HandlerTests {
  @Test(arguments: [InputSize.test, .small])
  func compressionAnswersWhatItsValidatorExpects(size: InputSize) async throws {
    try await check("311.compression", size: size)
  }

  @Test(
    .enabled("a package index is needed for Jinja2") {
      try await BuiltPackages.package("110.dynamic-html") != nil
    }, arguments: InputSize.allCases)
  func dynamicHTMLAnswersWhatItsValidatorExpects(size: InputSize) async throws {
    try await check("110.dynamic-html", size: size)
  }

  @Test(
    .enabled("a package index is needed for igraph") {
      try await BuiltPackages.package("503.graph-bfs") != nil
    }, arguments: InputSize.allCases)
  func graphSearchAnswersWhatItsValidatorExpects(size: InputSize) async throws {
    try await check("503.graph-bfs", size: size)
  }

  private func check(_ id: String, size: InputSize) async throws {
    let workload = try WorkloadCatalogue.standard.workload(id)
    let package = try #require(try await BuiltPackages.package(id))
    let payload = workload.payload(size: size, seed: .max, sequence: 3)
    let reply = try callHandler(package.folder, payload: payload)
    #expect(workload.validate(reply: reply, payload: payload) == nil)

    var record = Invocation(runID: "r")
    record.addHandlerMeasurements(from: reply)
    #expect(record.computeMicroseconds != nil)
    #expect(record.measurements["compute_cpu_us"]?.unit == "µs")
    #expect(record.measurements["generate_us"]?.unit == "µs")

    let other = workload.payload(size: size, seed: .max, sequence: 4)
    #expect(workload.validate(reply: reply, payload: other)?.errorClass == "wrong_token")
  }

  @Test func anotherSeedIsAnotherTree() async throws {
    let workload = Compression()
    let package = try #require(try await BuiltPackages.package(workload.id))
    let payload = workload.payload(size: .test, seed: 1, sequence: 0)
    let forged = String(decoding: payload, as: UTF8.self).replacing("\"seed\":1", with: "\"seed\":2")
    let reply = try callHandler(package.folder, payload: Array(forged.utf8))
    #expect(workload.validate(reply: reply, payload: payload)?.errorClass == "wrong_result")
    #expect(workload.validate(reply: reply, payload: Array(forged.utf8)) == nil)
  }
}
