#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The clocks of the driver, replaceable so that experiments can be simulated.
public protocol ExperimentClock: Sendable {
  /// Nanoseconds since some fixed moment; never goes backwards.
  var monotonicNanoseconds: Int { get }
  /// Nanoseconds since 1970 (UTC).
  var unixNanoseconds: Int { get }
  /// Waits at least that long, or throws `CancellationError` as soon as the task is cancelled.
  func sleep(nanoseconds: Int) async throws
}

/// The clocks of this machine.
public struct SystemClock: ExperimentClock {
  /// Creates the clock.
  public init() {}

  /// Nanoseconds since the machine was started.
  public var monotonicNanoseconds: Int { read(CLOCK_MONOTONIC) }

  /// Nanoseconds since 1970 (UTC), as far as the machine's clock is right.
  public var unixNanoseconds: Int { read(CLOCK_REALTIME) }

  /// Suspends the task; a negative time is none.
  public func sleep(nanoseconds: Int) async throws {
    try await Task.sleep(for: .nanoseconds(max(0, nanoseconds)))
  }

  private func read(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}
