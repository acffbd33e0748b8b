import Measurements
import Platforms
import Testing

/// Payloads by which the suite makes a platform's function behave, and what to expect of it.
struct ConformanceExpectations: Sendable {
  /// The function answers at once.
  var success: [UInt8]
  /// The function raises an error.
  var failure: [UInt8]
  /// The function takes longer than `timeoutMilliseconds`, by far.
  var slow: [UInt8]
  /// Time limit that `slow` exceeds and `success` does not.
  var timeoutMilliseconds = 500
  /// Memory size to ask for.
  var memoryMB: Int?
  /// Calls that are made at the same time.
  var concurrency = 20
  /// Most time that a cancelled call may still take.
  var cancellation = Duration.seconds(10)
}

/// Checks that a platform keeps the promises of ``Platform``. Shuts it down at the end.
func checkConformance(
  _ platform: any Platform, _ package: FunctionPackage, _ expectations: ConformanceExpectations
) async throws {
  let settings = FunctionSettings(
    memoryMB: expectations.memoryMB, timeoutMilliseconds: 60_000, environment: [:])
  let function = try await platform.deploy(package, settings: settings)
  #expect(function.configuration.platform == platform.name)
  #expect(!function.id.isEmpty)

  var records = try await checkSequentialCalls(platform, function, expectations)
  records += await checkConcurrentCalls(platform, function, expectations)
  records.append(await checkFailure(platform, function, expectations))
  let ids = records.compactMap(\.requestID)
  #expect(ids.count == records.count)
  #expect(Set(ids).count == ids.count, "request ids repeat")

  try await checkTimeout(platform, package, expectations)
  await checkCancellation(platform, function, expectations)
  try await checkColdStart(platform, function, expectations)
  try await checkEnd(platform, function, expectations)
}

private func checkSequentialCalls(
  _ platform: any Platform, _ function: DeployedFunction, _ expectations: ConformanceExpectations
) async throws -> [Invocation] {
  var records: [Invocation] = []
  for _ in 0..<5 {
    let outcome = await platform.invoke(function, payload: expectations.success)
    expectSuccess(outcome.record)
    #expect(outcome.body != nil)
    records.append(outcome.record)
  }
  let sent = try records.map { try #require($0.sentUnixNanoseconds) }
  #expect(sent == sent.sorted())
  if platform.capabilities.showsStart {
    #expect(records.dropFirst().allSatisfy { $0.start == .warm }, "later calls meet the same sandbox")
  }
  return records
}

private func checkConcurrentCalls(
  _ platform: any Platform, _ function: DeployedFunction, _ expectations: ConformanceExpectations
) async -> [Invocation] {
  let records = await withTaskGroup(of: Invocation.self) { group in
    for _ in 0..<expectations.concurrency {
      group.addTask { await platform.invoke(function, payload: expectations.success).record }
    }
    return await group.reduce(into: []) { $0.append($1) }
  }
  #expect(records.count == expectations.concurrency)
  for record in records { expectSuccess(record) }
  return records
}

private func checkFailure(
  _ platform: any Platform, _ function: DeployedFunction, _ expectations: ConformanceExpectations
) async -> Invocation {
  let record = await platform.invoke(function, payload: expectations.failure).record
  #expect(record.status == .functionError)
  #expect(record.errorClass?.isEmpty == false)
  #expect((record.message?.count ?? 0) <= Invocation.messageLimit)
  expectConsistentDurations(record)
  return record
}

private func checkTimeout(
  _ platform: any Platform, _ package: FunctionPackage, _ expectations: ConformanceExpectations
) async throws {
  let settings = FunctionSettings(
    memoryMB: expectations.memoryMB, timeoutMilliseconds: expectations.timeoutMilliseconds)
  let function = try await platform.deploy(package, settings: settings)
  let record = await platform.invoke(function, payload: expectations.slow).record
  #expect(record.status == .timeout)
  // Timers may tick a little early.
  #expect((record.clientMicroseconds ?? 0) >= 1_000 * (expectations.timeoutMilliseconds - 5))
  expectConsistentDurations(record)
  // A call that took too long must not spoil the next.
  expectSuccess(await platform.invoke(function, payload: expectations.success).record)
  try await platform.remove(function)
}

private func checkCancellation(
  _ platform: any Platform, _ function: DeployedFunction, _ expectations: ConformanceExpectations
) async {
  let call = Task { await platform.invoke(function, payload: expectations.slow).record }
  try? await Task.sleep(for: .milliseconds(100))
  let begin = ContinuousClock.now
  call.cancel()
  let record = await call.value
  #expect(ContinuousClock.now - begin < expectations.cancellation)
  #expect(record.status != .ok)
  #expect(record.errorClass?.isEmpty == false)
  expectSuccess(await platform.invoke(function, payload: expectations.success).record)
}

private func checkColdStart(
  _ platform: any Platform, _ function: DeployedFunction, _ expectations: ConformanceExpectations
) async throws {
  guard platform.capabilities.forcesColdStarts else {
    let error = await #expect(throws: PlatformError.self) { try await platform.forceColdStart(function) }
    #expect(error?.remedy.isEmpty == false)
    return
  }
  try await platform.forceColdStart(function)
  let record = await platform.invoke(function, payload: expectations.success).record
  expectSuccess(record)
  if platform.capabilities.showsStart { #expect(record.start == .cold) }
}

private func checkEnd(
  _ platform: any Platform, _ function: DeployedFunction, _ expectations: ConformanceExpectations
) async throws {
  try await platform.remove(function)
  try await platform.remove(function)
  let removed = await platform.invoke(function, payload: expectations.success).record
  #expect(removed.status == .platformError)
  #expect(removed.errorClass?.isEmpty == false)
  await platform.shutDown()
  await platform.shutDown()
  let late = await platform.invoke(function, payload: expectations.success).record
  #expect(late.status == .platformError)
}

private func expectSuccess(_ record: Invocation, sourceLocation: SourceLocation = #_sourceLocation) {
  let problem = "\(record.errorClass ?? "") \(record.message ?? "")"
  #expect(record.status == .ok, "\(problem)", sourceLocation: sourceLocation)
  #expect(record.clientMicroseconds != nil, sourceLocation: sourceLocation)
  #expect(record.start != nil, sourceLocation: sourceLocation)
  #expect((record.start == .unknown) == (record.startEvidence == nil), sourceLocation: sourceLocation)
  expectConsistentDurations(record, sourceLocation: sourceLocation)
}

private func expectConsistentDurations(
  _ record: Invocation, sourceLocation: SourceLocation = #_sourceLocation
) {
  for field in Invocation.fields where field.unit == "µs" {
    guard case .integer(let path, _) = field.access, let value = record[keyPath: path] else { continue }
    #expect(value >= 0, "\(field.name) is negative", sourceLocation: sourceLocation)
  }
  if let client = record.clientMicroseconds {
    let parts = [record.functionMicroseconds, record.firstByteMicroseconds, record.queueMicroseconds]
    for part in parts.compactMap(\.self) { #expect(part <= client, sourceLocation: sourceLocation) }
    let way = [record.dnsMicroseconds, record.connectMicroseconds, record.tlsMicroseconds]
    #expect(way.compactMap(\.self).reduce(0, +) <= client, sourceLocation: sourceLocation)
  }
  if let sent = record.sentUnixNanoseconds, let done = record.doneUnixNanoseconds {
    #expect(done >= sent, sourceLocation: sourceLocation)
    if let client = record.clientMicroseconds {
      #expect(abs((done - sent) / 1_000 - client) <= 1_000, sourceLocation: sourceLocation)
    }
  } else {
    Issue.record("the record has no instants", sourceLocation: sourceLocation)
  }
}
