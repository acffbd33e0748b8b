internal import Glibc

/// The driver's clocks.
enum Clock {
  /// Nanoseconds since 1970.
  static func wallNanoseconds() -> Int { read(CLOCK_REALTIME) }
  /// Nanoseconds of a clock that never steps.
  static func monotonicNanoseconds() -> Int { read(CLOCK_MONOTONIC) }

  private static func read(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
