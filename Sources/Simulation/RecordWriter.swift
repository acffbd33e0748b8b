import Measurements

/// Turns simulated calls into records: read by coarse clocks, and without the columns that are not recorded.
struct RecordWriter {
  /// Instant at which every simulation begins: 2025-10-09 08:53:20 UTC.
  static let startUnixNanoseconds = 1_760_000_000_000_000_000
  /// Batches for which a clock that jumped stays ahead before it is set back.
  private static let batchesAhead = 3

  private let scenario: LatencyScenario
  private let resolution: Double
  private let hidden: [Field<Invocation>]
  private let showsAttempts: Bool

  init(_ scenario: LatencyScenario) {
    self.scenario = scenario
    resolution = Double(scenario.resolutionMicroseconds)
    let columns = Set(scenario.columns)
    hidden = Invocation.fields.filter { !columns.contains($0.name) && $0.name != "status" }
    showsAttempts = columns.contains(LatencyScenario.attemptsColumn)
  }

  /// The records of calls in the order of sending.
  func records(_ calls: [CallSimulator.Call], run: String) -> [Invocation] {
    let moved = movedBatches(calls)
    return calls.enumerated().map { sequence, call in
      record(call, sequence, run: run, clockAhead: moved[call.batch] ?? 0)
    }
  }

  /// How far the clock is ahead while the calls of a batch are sent, by batch.
  private func movedBatches(_ calls: [CallSimulator.Call]) -> [Int: Double] {
    guard let planting = scenario.planting, planting.movesInstants else { return [:] }
    var moved: [Int: Double] = [:]
    for call in calls where call.clockJump > 0 {
      for batch in call.batch + 1...call.batch + Self.batchesAhead { moved[batch] = call.clockJump }
    }
    // A batch during which the clock jumps is sent by a clock that is still right.
    for call in calls where call.clockJump > 0 { moved[call.batch] = nil }
    return moved
  }

  private func record(
    _ call: CallSimulator.Call, _ sequence: Int, run: String, clockAhead: Double
  ) -> Invocation {
    var record = Invocation(runID: run, status: call.status)
    let parts = call.parts
    record.batch = call.batch
    record.sequence = sequence
    record.requestID = "r\(sequence)"
    let jumpOfInstants = scenario.planting?.movesInstants == true ? call.clockJump : 0
    record.scheduledUnixNanoseconds = call.scheduled.map(instant)
    record.sentUnixNanoseconds = instant(call.sent + clockAhead)
    record.doneUnixNanoseconds = instant(call.done + clockAhead + jumpOfInstants)
    record.dnsMicroseconds = duration(parts[.dns])
    record.connectMicroseconds = duration(parts[.connect])
    record.tlsMicroseconds = duration(parts[.tls])
    record.firstByteMicroseconds = duration(parts.firstByte)
    record.clientMicroseconds = max(scenario.resolutionMicroseconds, duration(parts.client + call.clockJump))
    if call.scheduled != nil { record.responseLatenessMicroseconds = duration(parts.lateness) }
    record.startEvidence = "simulated"
    if call.status == .throttled {
      record.errorClass = "http_429"
    } else {
      fillExecution(&record, call)
    }
    if call.status == .functionError { record.errorClass = "function_error" }
    for field in hidden { hide(field, in: &record) }
    if showsAttempts {
      record.measurements[LatencyScenario.attemptsColumn] = Measurement(
        value: Double(call.attempts), unit: "1")
    }
    return record
  }

  /// What is known of a call that a sandbox served.
  private func fillExecution(_ record: inout Invocation, _ call: CallSimulator.Call) {
    let parts = call.parts
    record.functionMicroseconds = duration(parts.function)
    record.providerMicroseconds = max(scenario.resolutionMicroseconds, duration(parts.provider))
    record.queueMicroseconds = duration(parts[.queue])
    record.computeMicroseconds = duration(parts[.compute])
    if scenario.segments[.download] != nil { record.downloadMicroseconds = duration(parts[.download]) }
    if scenario.segments[.upload] != nil { record.uploadMicroseconds = duration(parts[.upload]) }
    if call.isNew { record.initMicroseconds = duration(parts[.initialisation]) }
    record.start = call.isNew ? .cold : .warm
    record.containerID = "sandbox-\(call.sandbox.id)"
    record.hostID = "host-\(call.sandbox.host)"
    record.cpuModel = "model-\(call.sandbox.host % scenario.sandboxes.cpuModels)"
    record.billedMilliseconds = max(1, Int((parts.provider / 1000).rounded(.up)))
  }

  private func duration(_ microseconds: Double) -> Int {
    Int((microseconds / resolution).rounded()) * scenario.resolutionMicroseconds
  }

  private func instant(_ microseconds: Double) -> Int {
    Self.startUnixNanoseconds + duration(microseconds) * 1000
  }

  private func hide(_ field: Field<Invocation>, in record: inout Invocation) {
    switch field.access {
    case .integer(let path, _): record[keyPath: path] = nil
    case .real(let path, _): record[keyPath: path] = nil
    case .text(let path), .choice(let path, _): record[keyPath: path] = nil
    }
  }
}
