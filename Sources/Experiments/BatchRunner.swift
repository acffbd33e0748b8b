import Measurements
import Platforms
import Workloads

/// Makes the calls of one batch and judges what came back.
struct BatchRunner: Sendable {
  let platform: any Platform
  let clock: any ExperimentClock
  let workload: any Workload
  let inputSize: InputSize
  let seed: UInt64
  let timeoutMilliseconds: Int

  /// How long a platform may take beyond the time limit of the function before a call is given up. It covers
  /// cold starts, queues and the way to and fro.
  static let graceMilliseconds = 30_000
  private static let coldStartAttempts = 3
  private static let pauseBeforeRetryNanoseconds = 1_000_000_000

  /// Makes the calls of a batch of a run. Sequence numbers depend on plan and batch alone.
  ///
  /// - Parameter number: Of the batch, from 0.
  /// - Returns: The batch, or `nil` when the task was cancelled before every call was complete.
  func batch(_ number: Int, of plan: RunPlan, function: DeployedFunction) async throws -> CompletedBatch? {
    let begin = clock.monotonicNanoseconds
    do {
      try await prepare(plan.pattern, function)
    } catch  where Task.isCancelled {
      return nil
    }
    let firstSequence = number * plan.callsPerVisit
    guard
      let warmUp = await calls(
        plan.warmUpCalls, from: firstSequence, concurrent: plan.isConcurrent, function),
      let measured = await calls(
        plan.callsPerBatch, from: firstSequence + plan.warmUpCalls, concurrent: plan.isConcurrent, function)
    else { return nil }

    // Replies are judged only now, so that judging takes no processor time from calls.
    var records: [Invocation] = []
    var dropped = warmUp.map(\.outcome.record)
    var discarded: [String: Int] = [:]
    if plan.warmUpCalls > 0 { discarded[DiscardReason.warmUp.rawValue] = plan.warmUpCalls }
    for call in measured {
      var record = judged(call)
      record.runID = plan.id
      record.batch = number
      if let reason = discardReason(record, pattern: plan.pattern) {
        discarded[reason.rawValue, default: 0] += 1
        dropped.append(record)
      } else {
        records.append(record)
      }
    }
    let seconds = Double(clock.monotonicNanoseconds - begin) / 1e9
    return CompletedBatch(records: records, dropped: dropped, discarded: discarded, seconds: seconds)
  }

  private struct Call: Sendable {
    var sequence: Int
    var scheduledUnixNanoseconds: Int?
    var payload: [UInt8]
    var outcome: InvocationOutcome
    /// Whether it ended before the task was cancelled, so that cancelling cannot have changed it.
    var isIntact: Bool
  }

  private func prepare(_ pattern: InvocationPattern, _ function: DeployedFunction) async throws {
    let wantsColdStarts = pattern == .cold || pattern == .burst
    guard wantsColdStarts && platform.capabilities.forcesColdStarts else { return }
    for attempt in 1...Self.coldStartAttempts {
      do {
        return try await platform.forceColdStart(function)
      } catch  where attempt < Self.coldStartAttempts && !Task.isCancelled {
        try await clock.sleep(nanoseconds: Self.pauseBeforeRetryNanoseconds)
      }
    }
  }

  /// The calls in the order of their sequence numbers, or `nil` when one of them is not intact.
  private func calls(
    _ count: Int, from firstSequence: Int, concurrent: Bool, _ function: DeployedFunction
  ) async -> [Call]? {
    let sequences = firstSequence..<firstSequence + count
    let payloads = sequences.map { workload.payload(size: inputSize, seed: seed, sequence: $0) }
    var calls: [Call] = []
    if concurrent {
      let scheduled = clock.unixNanoseconds
      await withTaskGroup(of: Call.self) { group in
        for (sequence, payload) in zip(sequences, payloads) {
          group.addTask { await call(sequence, scheduled, payload, function) }
        }
        for await call in group { calls.append(call) }
      }
    } else {
      for (sequence, payload) in zip(sequences, payloads) {
        calls.append(await call(sequence, nil, payload, function))
        if Task.isCancelled { break }
      }
    }
    guard calls.count == count, calls.allSatisfy(\.isIntact) else { return nil }
    return calls.sorted { $0.sequence < $1.sequence }
  }

  private func call(
    _ sequence: Int, _ scheduled: Int?, _ payload: [UInt8], _ function: DeployedFunction
  ) async -> Call {
    let sent = clock.unixNanoseconds
    let answer = await answerInTime(payload, function)
    let isIntact = !Task.isCancelled
    return Call(
      sequence: sequence, scheduledUnixNanoseconds: scheduled, payload: payload,
      outcome: answer ?? lateOutcome(sent: sent), isIntact: isIntact)
  }

  /// The platform's answer, or `nil` when it did not come in time.
  ///
  /// Relies on platforms to return from `invoke` when its task is cancelled.
  private func answerInTime(_ payload: [UInt8], _ function: DeployedFunction) async -> InvocationOutcome? {
    let limit = (timeoutMilliseconds + Self.graceMilliseconds) * 1_000_000
    return await withTaskGroup(of: InvocationOutcome?.self) { group in
      group.addTask { await platform.invoke(function, payload: payload) }
      group.addTask {
        try? await clock.sleep(nanoseconds: limit)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }

  private func lateOutcome(sent: Int) -> InvocationOutcome {
    var record = Invocation(runID: "", status: .timeout)
    record.sentUnixNanoseconds = sent
    record.doneUnixNanoseconds = clock.unixNanoseconds
    record.errorClass = "no_answer"
    record.message = "The platform did not answer within \(timeoutMilliseconds + Self.graceMilliseconds) ms."
    return InvocationOutcome(record: record, body: nil)
  }

  private func judged(_ call: Call) -> Invocation {
    var record = call.outcome.record
    let body = call.outcome.body ?? []
    record.sequence = call.sequence
    if let scheduled = call.scheduledUnixNanoseconds {
      record.scheduledUnixNanoseconds = scheduled
      record.responseLatenessMicroseconds = record.sentUnixNanoseconds.map { ($0 - scheduled) / 1000 }
    }
    record.bytesOut = record.bytesOut ?? call.payload.count
    record.bytesIn = record.bytesIn ?? call.outcome.body?.count
    if record.status == .ok {
      record.addHandlerMeasurements(from: body)
      if let problem = workload.validate(reply: body, payload: call.payload) {
        record.status = .validationError
        record.errorClass = problem.errorClass
        record.message = problem.message
      }
    }
    record.message = record.message.map { String($0.prefix(Invocation.messageLimit)) }
    return record
  }

  /// Calls that ended well, but not in the state that was wanted, do not count. Where the state is unknown, the
  /// call is kept with that remark.
  private func discardReason(_ record: Invocation, pattern: InvocationPattern) -> DiscardReason? {
    guard record.status == .ok else { return nil }
    return switch (pattern, record.start) {
    case (.cold, .warm): .warmAlthoughColdWasWanted
    case (.warm, .cold): .coldAlthoughWarmWasWanted
    default: nil
    }
  }
}
