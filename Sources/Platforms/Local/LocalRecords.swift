import FoundationEssentials
import Measurements

/// One call as the platform sees it, and the record that becomes of it.
struct LocalInvocation {
  let function: LocalFunction
  let call: SandboxCall
  let submitted = ContinuousClock.now
  let submittedUnixNanoseconds = WallClock.unixNanoseconds()

  init(function: LocalFunction, payload: [UInt8]) {
    self.function = function
    call = SandboxCall(
      requestID: UUID().uuidString.lowercased(), traceID: Self.makeTraceID(), functionARN: function.arn,
      payload: payload, timeout: function.timeout)
  }

  /// A trace header as AWS X-Ray defines it.
  private static func makeTraceID() -> String {
    func hexadecimal(_ value: UInt64, digits: Int) -> String {
      let text = String(value, radix: 16)
      return String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
    }
    let random = (0..<3).map { _ in UInt64.random(in: .min ... .max) }
    let seconds = UInt64(WallClock.unixNanoseconds() / 1_000_000_000)
    let root = "1-\(hexadecimal(seconds, digits: 8))-\(hexadecimal(random[0], digits: 16))"
    return
      "Root=\(root)\(hexadecimal(random[1], digits: 8));Parent=\(hexadecimal(random[2], digits: 16));Sampled=0"
  }

  // MARK: Records

  /// The record of a call that never reached a sandbox.
  func refusal(_ status: Status, _ errorClass: String, _ message: String) -> InvocationOutcome {
    var record = baseRecord(ended: .now)
    record.status = status
    record.errorClass = errorClass
    record.message = bounded(message)
    return InvocationOutcome(record: record, body: nil)
  }

  /// The record of a call that a sandbox has served, or failed to.
  func outcome(_ end: SandboxCallEnd, sandbox: String) -> InvocationOutcome {
    var record = baseRecord(ended: end.ended)
    record.containerID = sandbox
    record.hostID = HostFacts.hostID
    record.cpuModel = HostFacts.cpuModel
    record.start = end.isWarm ? .warm : .cold
    record.startEvidence = end.isWarm ? "process has served before" : "process started for this call"
    record.initMicroseconds = end.initDuration?.microseconds
    record.functionMicroseconds = end.functionMicroseconds
    record.memoryUsedMB = end.usageAfter.peakMemoryBytes.map { Double($0) / 1_048_576 }
    if let handedOut = end.handedOut {
      record.queueMicroseconds = max(0, (handedOut - submitted - (end.initDuration ?? .zero)).microseconds)
      let provider = max(0, (end.ended - handedOut).microseconds)
      record.providerMicroseconds = provider
      let billed = (provider + 999) / 1000
      record.billedMilliseconds = billed
      record.billedGBMilliseconds = function.settings.memoryMB.map { Double(billed) * Double($0) / 1024 }
      record.measurements = end.usageAfter.measurements(since: end.usageBefore)
    }
    let body = describe(end.outcome, in: &record)
    if let body { record.bytesIn = body.count }
    return InvocationOutcome(record: record, body: body)
  }

  private func baseRecord(ended: ContinuousClock.Instant) -> Invocation {
    var record = Invocation(runID: "")
    let elapsed = ended - submitted
    record.requestID = call.requestID
    record.sentUnixNanoseconds = submittedUnixNanoseconds
    record.doneUnixNanoseconds = submittedUnixNanoseconds + Int(elapsed.nanoseconds)
    record.clientMicroseconds = elapsed.microseconds
    record.bytesOut = call.payload.count
    record.traceID = call.traceID.split(separator: ";").first.map { String($0.dropFirst("Root=".count)) }
    return record
  }

  /// Sets status, class and message; returns the reply's body.
  private func describe(_ outcome: SandboxCallEnd.Outcome, in record: inout Invocation) -> [UInt8]? {
    func fail(_ status: Status, _ errorClass: String, _ message: String) {
      record.status = status
      record.errorClass = errorClass
      record.message = bounded(message)
    }
    switch outcome {
    case .response(let body):
      if !JSONSyntax.isValid(body) {
        let beginning = String(decoding: body.prefix(200), as: UTF8.self)
        fail(.functionError, LocalErrorClass.nonJSONResponse, "The response is not JSON: \(beginning)")
      }
      return body
    case .reported(let report):
      fail(.functionError, report.type, report.message)
      return report.body
    case .responseTooLarge(let bytes):
      fail(
        .functionError, LocalErrorClass.responseTooLarge,
        "The response has \(bytes) bytes, more than allowed.")
      record.bytesIn = bytes
    case .timedOut:
      fail(
        .timeout, LocalErrorClass.timedOut,
        "The call was stopped at the time limit of \(function.settings.timeoutMilliseconds) ms.")
    case .initTimedOut(let log):
      fail(
        .timeout, LocalErrorClass.initTimedOut,
        "The new sandbox did not ask for a call in time." + quoted(log))
    case .exited(let exit, let duringInit, let log):
      fail(
        .functionError, LocalErrorClass.exited,
        "The runtime ended with \(exit)\(duringInit ? " while it was starting" : "")." + quoted(log))
    case .outOfMemory:
      fail(
        .functionError, LocalErrorClass.outOfMemory,
        "The sandbox was stopped at the memory limit of \(function.settings.memoryMB ?? 0) MB.")
    case .launchFailed(let reason):
      fail(.platformError, LocalErrorClass.launchFailed, "The sandbox could not be set up: \(reason).")
    case .cancelled, .notTaken:
      fail(.platformError, LocalErrorClass.cancelled, "The call was given up before it ended.")
    }
    return nil
  }

  private func quoted(_ log: String) -> String {
    log.isEmpty ? "" : " Last output:\n\(log)"
  }

  private func bounded(_ message: String) -> String {
    String(message.prefix(Invocation.messageLimit))
  }
}
