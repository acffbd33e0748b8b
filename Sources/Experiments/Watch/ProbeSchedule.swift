import Statistics

/// When probes are due: one in each slot of a fixed length, at a moment that differs from slot to slot.
///
/// Slot k of a watch that began at t lies around t + k · interval, half an interval to each side, so that a timer
/// that is early or late by less than that, such as cron at the change to summer time, hits each slot once. Times
/// are UTC: no slot is lost or doubled when clocks are put forward or back. A slot that has passed is never made
/// up for.
public struct ProbeSchedule: Codable, Hashable, Sendable {
  /// Time from slot to slot in ms.
  public var intervalMilliseconds: Int
  /// Probes are late by up to this, at random, so that they meet no rhythm of the platform; at most half an
  /// interval.
  public var jitterMilliseconds: Int
  /// Seed of the lateness.
  public var seed: UInt64

  enum CodingKeys: String, CodingKey {
    case seed
    case intervalMilliseconds = "interval_ms"
    case jitterMilliseconds = "jitter_ms"
  }

  /// Creates a schedule; it is checked with the plan of a watch.
  public init(intervalMilliseconds: Int, jitterMilliseconds: Int = 0, seed: UInt64 = 42) {
    self.intervalMilliseconds = intervalMilliseconds
    self.jitterMilliseconds = jitterMilliseconds
    self.seed = seed
  }

  /// The slot that is to be probed next.
  public struct Turn: Hashable, Sendable {
    /// Number of the slot, from 0.
    public var slot: Int
    /// When its probe is due, in ns since 1970.
    public var dueUnixNanoseconds: Int
    /// Slots before it that passed without a probe since the last one.
    public var missed: Int
    /// Whether the time of the slot has come, be its probe due or not.
    public var isOpen: Bool
  }

  /// The turn after the last slot that was probed.
  ///
  /// After a pause it is the slot of this moment: however many were missed, one probe is made.
  ///
  /// - Parameters:
  ///   - last: The last slot that was probed; `nil` before the first.
  ///   - first: When the watch began, in ns since 1970.
  ///   - now: In ns since 1970; a clock that was put back delays the next probe and repeats none.
  public func turn(after last: Int?, startedAt first: Int, now: Int) -> Turn {
    let interval = intervalMilliseconds * 1_000_000
    let present = max(0, (now - first + interval / 2) / interval)
    let next = last.map { $0 + 1 } ?? 0
    let slot = max(next, present)
    return Turn(
      slot: slot, dueUnixNanoseconds: first + slot * interval + lateness(of: slot), missed: slot - next,
      isOpen: slot == present)
  }

  /// Lateness of a slot's probe in ns, from seed and slot alone; the first probe is made at once.
  func lateness(of slot: Int) -> Int {
    guard slot > 0, jitterMilliseconds > 0 else { return 0 }
    var bits = SplitMix64(state: seed ^ UInt64(truncatingIfNeeded: slot) &* 0x9e37_79b9_7f4a_7c15)
    return Int(bits.next().multipliedFullWidth(by: UInt64(jitterMilliseconds * 1_000_000)).high)
  }

  func validate() throws(PlanError) {
    guard (1000...31_622_400_000).contains(intervalMilliseconds) else {
      throw PlanError(field: "interval_ms", problem: "must be a second to 366 days")
    }
    guard (0...intervalMilliseconds / 2).contains(jitterMilliseconds) else {
      throw PlanError(field: "jitter_ms", problem: "must be at most half of the interval")
    }
  }
}
