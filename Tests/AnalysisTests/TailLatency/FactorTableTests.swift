import Measurements
import Statistics
import Testing

@testable import Analysis

@Suite struct FactorTableTests {
  func table(_ calls: [Invocation], memory: (Int) -> Int? = { _ in nil }) throws -> FactorTable {
    try FactorTable(
      calls: calls,
      configurations: calls.indices.map {
        var configuration = Configuration()
        configuration.memoryMB = memory($0)
        return configuration
      }, responses: calls.indices.map(Double.init))
  }

  func calls(_ count: Int, _ change: (Int, inout Invocation) -> Void) -> [Invocation] {
    (0..<count).map { index in
      var call = Invocation(runID: "r")
      change(index, &call)
      return call
    }
  }

  @Test func `Factors that do not vary or only with another are told as such`() throws {
    let table = try table(
      calls(40) { index, call in
        call.containerID = "c\(index % 4)"
        call.hostID = "h\(index % 4)"
        call.cpuModel = "x"
        call.sentUnixNanoseconds = index * 1_000_000_000
      })
    #expect(table.columns.contains { $0.factor.name == "container_id" })
    #expect(!table.columns.contains { $0.factor.name == "host_id" })
    let sentences = table.silent.map(\.sentence)
    #expect(sentences.contains("Host and container cannot be told apart here."))
    #expect(sentences.contains("Processor: the same for all calls."))
  }

  @Test func `Unknown values are a state of their own`() throws {
    let table = try table(calls(60) { index, call in call.sequence = index }) { $0 % 3 == 0 ? nil : 128 }
    let memory = try #require(table.columns.first { $0.factor.name == "memory_mb" })
    #expect(memory.levels.conditions.map(memory.words) == ["memory known", "memory not known"])
  }

  @Test func `Hours of one day are nothing but the time that passed`() throws {
    let table = try table(calls(50) { index, call in call.sentUnixNanoseconds = index * 600_000_000_000 })
    #expect(table.silent.contains { $0.factor.name == "hour" && $0.reason == .oneDay })
    let two = try self.table(
      calls(100) { index, call in call.sentUnixNanoseconds = (index - 50) * 1_200_000_000_000 })
    let hour = try #require(two.columns.first { $0.factor.name == "hour" })
    // Call 47 was sent an hour before 1970.
    #expect(hour.levels.codes[47] == 23 && hour.levels.codes[50] == 0)
  }

  @Test func `Ages of containers and calls in flight are counted from the data`() throws {
    let table = try table(
      calls(6) { index, call in
        call.containerID = index < 3 ? "a" : "b"
        call.sentUnixNanoseconds = [0, 2, 4, 1, 3, 9][index] * 1_000_000_000
        call.clientMicroseconds = 1_500_000
      })
    func numbers(_ name: String) throws -> [FactorColumn.Label] {
      let column = try #require(table.columns.first { $0.factor.name == name })
      return column.levels.codes.map { column.labels[Int($0)] }
    }
    #expect(table.calls == [0, 3, 1, 4, 2, 5])
    #expect(try numbers("container_age_s") == [0, 0, 2, 2, 4, 8].map { .exactly($0) })
    #expect(try numbers("container_call") == [1, 1, 2, 2, 3, 3].map { .exactly($0) })
    #expect(try numbers("calls_in_flight") == [0, 1, 1, 1, 1, 0].map { .exactly($0) })
  }

  @Test func `Batches, time, sandboxes, in this order, make clusters`() throws {
    let batches = try table(
      calls(30) { index, call in
        call.batch = index / 5
        call.sequence = index
      })
    #expect(batches.clusters == .batch && batches.layout.clusterCount == 6)
    #expect(batches.columns.map(\.factor.name) == ["first_batch", "position_in_batch"])
    let times = try table(calls(30) { index, call in call.sequence = index })
    #expect(times.clusters == .timeBlock && times.layout.clusterCount == 6)
    let containers = try table(calls(30) { index, call in call.containerID = "c\(index % 7)" })
    #expect(containers.clusters == .container && containers.layout.clusterCount == 7)
    let none = try table(calls(30) { _, _ in })
    #expect(none.clusters == .givenOrder && none.layout.clusterCount == 6)
  }

  @Test func `Continuous numbers are cut at readable places, and durations are no factors`() throws {
    let table = try table(
      calls(1000) { index, call in
        call.sequence = index
        call.measurements["load"] = Measurement(value: Double(index * 7919 % 1000) * 12.345, unit: "MB")
        call.measurements["setup"] = Measurement(value: Double(index), unit: "ms")
        call.measurements["odd"] = Measurement(value: index % 2 == 0 ? .nan : 1, unit: "1")
      })
    let load = try #require(table.columns.first { $0.factor.name == "load" })
    #expect(load.levels.levelCount == 20)
    #expect(load.words(LevelSet(first: 0, count: 1)) == "load at most 620\u{00A0}MB")
    #expect(load.words(LevelSet(first: 19, count: 1)) == "load above 12000\u{00A0}MB")
    #expect(!table.columns.contains { $0.factor.name == "setup" })
    #expect(table.columns.contains { $0.factor.name == "odd" && $0.levels.hasMissing })
  }

  @Test func `Nothing to look at is refused in words`() throws {
    #expect(throws: StatisticsError.emptySample) { try table([]) }
    #expect(throws: StatisticsError.notFinite(index: 0)) {
      try FactorTable(calls: [Invocation(runID: "r")], configurations: [Configuration()], responses: [.nan])
    }
    #expect(throws: StatisticsError.lengthMismatch(expected: 1, found: 0)) {
      try FactorTable(calls: [Invocation(runID: "r")], configurations: [], responses: [1])
    }
    let few = try table(calls(8) { _, _ in })
    #expect(throws: StatisticsError.self) { try TailFactors(few) }
    let equal = try FactorTable(
      calls: calls(100) { _, _ in }, configurations: [Configuration](repeating: Configuration(), count: 100),
      responses: [Double](repeating: 3, count: 100))
    #expect(throws: StatisticsError.self) { try TailFactors(equal) }
    let silent = try TailFactors(table(calls(100) { _, _ in }))
    #expect(silent.findings.isEmpty && silent.rules.isEmpty)
    #expect(throws: StatisticsError.self) {
      try TailFactors(table(calls(100) { _, _ in }), options: FactorOptions(slowest: 1.5))
    }
  }
}
