import Glibc
import NIOCore

/// The clock that people read, for instants; durations come from `ContinuousClock`.
enum WallClock {
  /// Nanoseconds since 1970.
  static func unixNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

extension Duration {
  /// Whole nanoseconds, at most a hundred years, so that instants can be computed with them.
  var nanoseconds: Int64 {
    let century: Int64 = 3_155_760_000
    let seconds = min(max(components.seconds, -century), century)
    return seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }

  /// Whole microseconds.
  var microseconds: Int { Int(nanoseconds / 1000) }
}

extension TimeAmount {
  /// The same length of time for an event loop.
  init(_ duration: Duration) {
    self = .nanoseconds(duration.nanoseconds)
  }
}
