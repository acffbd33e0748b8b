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

/// A time such as `90s`, `30m`, `6h`, `1d` or `2w`.
struct TimeSpan: ExpressibleByArgument, CustomStringConvertible {
  var milliseconds: Int

  init(milliseconds: Int) { self.milliseconds = milliseconds }

  private static let units: [(Character, Int)] = [
    ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
  ]

  init?(argument: String) {
    guard let unit = Self.units.first(where: { $0.0 == argument.last }),
      let number = Double(argument.dropLast()), number > 0, number * Double(unit.1) < 1e12
    else { return nil }
    milliseconds = Int((number * Double(unit.1)).rounded())
  }

  var description: String {
    let unit = Self.units.first { milliseconds.isMultiple(of: $0.1) }
    return unit.map { "\(milliseconds / $0.1)\($0.0)" } ?? "\(Double(milliseconds) / 1000)s"
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
    let parts = name.split(separator: "@", maxSplits: 1).map(String.init)
    let now = Int(Date().timeIntervalSince1970) * 1_000_000_000
    let today = CalendarDate(unixNanoseconds: now).map { "\($0)" } ?? ""
    let selection = try PriceSelection(book: parts.first ?? "", date: parts.count == 2 ? parts[1] : today)
    return ProbePrice { configuration, call in
      let duration = call.providerMicroseconds ?? call.functionMicroseconds ?? call.clientMicroseconds
      guard let memory = configuration.memoryMB, let duration, let rule = selection.rule(for: configuration),
        let billed = try? rule.billedMilliseconds(
          durationMicroseconds: duration, initMicroseconds: call.initMicroseconds, start: call.start,
          package: configuration.package ?? .zip,
          runtimeIsManaged: configuration.runtime.map { !$0.contains("provided") } ?? true),
        let cost = try? rule.cost(billedMilliseconds: billed, memoryMB: memory)
      else { return nil }
      return cost.total.dollars
    }
  }
}
