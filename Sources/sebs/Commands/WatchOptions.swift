import Analysis
import ArgumentParser
import Experiments
import Foundation
import Measurements
import Pricing
import Workloads

/// What a probe measures.
struct ProbeOptions: ParsableArguments {
  @Option(help: "Benchmark; `sebs list workloads` shows them.")
  var benchmark = "311.compression"

  @Option(help: "Size of the input: test, small or large.")
  var inputSize = "test"

  @Option(help: "Memory sizes in MB, separated by commas (default: what the platform gives).")
  var memory: String?

  @Option(
    help: "Patterns, separated by commas: cold, warm, burst, sequential (default: cold,warm; burst for http)."
  )
  var pattern: String?

  @Option(
    help: "Calls of a probe for each configuration; all in flight at once, but for the pattern sequential.")
  var calls = 10

  @Option(help: "Seconds that a call may take.")
  var timeout = 60.0

  @Option(help: "Seed of the inputs, the order and the lateness.")
  var seed: UInt64 = 42

  func plan(_ platform: PlatformOptions) throws -> PerformanceCostPlan {
    let isAddress = platform.platform == .http
    return PerformanceCostPlan(
      workload: benchmark, inputSize: try Run.inputSize(inputSize),
      payload: platform.payload ?? (isAddress ? "{}" : nil), memorySizesMB: try memory.map(Run.numbers) ?? [],
      patterns: try pattern.map(Run.patterns) ?? (isAddress ? [.burst] : [.cold, .warm]), concurrency: calls,
      sequentialCallsPerBatch: calls, seed: seed,
      timeoutMilliseconds: try Run.milliseconds(timeout, "--timeout"))
  }
}

/// Keeps a second process from carrying on the same watch; gone with the process, however that ends.
struct WatchLock {
  private let descriptor: Int32

  init(path: String) throws {
    descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw UsageError("\(path) cannot be made: \(String(cString: strerror(errno))).")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw UsageError("Another process carries this watch on. Wait for it, or choose another name.")
    }
  }

  func release() { close(descriptor) }
}

/// What the calls of a watch cost by list prices.
enum WatchPrices {
  /// - Parameter name: A book, with its day behind `@`, or `none`.
  static func price(_ name: String) throws -> ProbePrice? {
    if name == "none" { return nil }
    let now = Int(Date().timeIntervalSince1970) * 1_000_000_000
    let selection = try PriceSelection(parsing: name, on: CalendarDate(unixNanoseconds: now)) { path in
      try InputFiles.bytes(of: path)
    }
    return ProbePrice { configuration, call in
      let duration = call.providerMicroseconds ?? call.functionMicroseconds ?? call.clientMicroseconds
      guard configuration.memoryMB != nil, let duration, let rule = selection.rule(for: configuration),
        let metered = MeteredCall(
          call, of: configuration, durationMicroseconds: duration, metering: rule.metering),
        let usage = try? rule.usage(of: metered), let bill = try? rule.bill(for: usage)
      else { return nil }
      return bill.total.dollars
    }
  }
}
