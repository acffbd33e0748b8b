import FoundationEssentials
public import Measurements

/// How a probe ended.
public enum ProbeEnding: String, Codable, CaseIterable, Hashable, Sendable {
  /// Every batch was made.
  case completed
  /// Its time was over; what was complete is kept.
  case cutShort = "cut_short"
  /// The platform failed; what was complete is kept.
  case failed
  /// The watch was stopped, or its process died, in the middle; what was complete is kept and nothing is repeated.
  case interrupted
}

/// What a watch has done, kept in the store beside its measurements.
///
/// A probe is written down before its first call and again after its last one. So a process that dies between the
/// two leaves a probe that was begun: it is counted as interrupted and as dear as it can have been, never made
/// again.
public struct WatchState: Codable, Hashable, Sendable {
  /// When the watch began: the middle of slot 0, in ns since 1970.
  public var firstUnixNanoseconds: Int
  /// The last slot whose probe was begun.
  public private(set) var lastSlot: Int?
  /// A probe that was begun and is not known to have ended.
  public private(set) var open: Claim?
  /// Probes by their ending.
  public private(set) var endings: [String: Int] = [:]
  /// Slots that passed without a probe.
  public private(set) var missed = 0
  /// Times that one or more slots in a row passed without a probe.
  public private(set) var gaps = 0
  /// The longest of them.
  public private(set) var longestGap: Gap?
  /// What was spent.
  public private(set) var spent = ProbeSpending()

  /// A probe that was begun.
  public struct Claim: Codable, Hashable, Sendable {
    /// Its slot.
    public var slot: Int
    /// What it may spend.
    public var reserved: ProbeSpending
  }

  /// Slots in a row without a probe.
  public struct Gap: Codable, Hashable, Sendable {
    /// The first.
    public var firstSlot: Int
    /// How many.
    public var slots: Int

    /// Creates a gap.
    public init(firstSlot: Int, slots: Int) {
      self.firstSlot = firstSlot
      self.slots = slots
    }

    enum CodingKeys: String, CodingKey {
      case slots
      case firstSlot = "first_slot"
    }
  }

  enum CodingKeys: String, CodingKey {
    case open, endings, missed, gaps, spent
    case firstUnixNanoseconds = "first_unix_ns"
    case lastSlot = "last_slot"
    case longestGap = "longest_gap"
  }

  /// Begins a watch.
  public init(firstUnixNanoseconds: Int) { self.firstUnixNanoseconds = firstUnixNanoseconds }

  /// Number of probes of an ending.
  public func count(_ ending: ProbeEnding) -> Int { endings[ending.rawValue, default: 0] }

  /// Probes that were begun.
  public var begun: Int { endings.values.reduce(0, +) + (open == nil ? 0 : 1) }

  /// Notes that a probe begins.
  mutating func begin(_ turn: ProbeSchedule.Turn) {
    if turn.missed > 0 {
      missed += turn.missed
      gaps += 1
      let gap = Gap(firstSlot: turn.slot - turn.missed, slots: turn.missed)
      if gap.slots > longestGap?.slots ?? 0 { longestGap = gap }
    }
    lastSlot = turn.slot
    open = Claim(slot: turn.slot, reserved: ProbeSpending())
  }

  /// Notes what the open probe may spend.
  mutating func reserve(_ most: ProbeSpending) { open?.reserved = most }

  /// Notes how the open probe ended and what it spent; `nil` when that is not known.
  mutating func end(_ ending: ProbeEnding, spent actual: ProbeSpending? = nil) {
    guard let claim = open else { return }
    endings[ending.rawValue, default: 0] += 1
    spent = spent + (actual ?? claim.reserved)
    open = nil
  }

  /// Takes back a turn whose probe may not be made.
  mutating func withdraw() {
    missed += 1
    open = nil
  }

  /// The gaps in one sentence, or `nil` when there was none.
  public var gapNotice: String? {
    guard missed > 0, let longestGap else { return nil }
    return
      "\(Self.noticeStart)\(missed) of \(missed + begun) probes were missed in \(gaps) "
      + "\(gaps == 1 ? "gap" : "gaps"), the longest of \(longestGap.slots) from probe \(longestGap.firstSlot) on; "
      + "missed probes are not made up for."
  }

  static let noticeStart = "Watch: "
}

extension Campaign {
  private static let watchStateKey = "watch_state"

  /// What a watch has done; kept as JSON in ``Campaign/environment``.
  public internal(set) var watchState: WatchState? {
    get {
      environment[Self.watchStateKey].flatMap {
        try? JSONDecoder().decode(WatchState.self, from: Data($0.utf8))
      }
    }
    set {
      environment[Self.watchStateKey] = newValue.flatMap { try? compactJSON($0) }
      notices.removeAll { $0.hasPrefix(WatchState.noticeStart) }
      if let notice = newValue?.gapNotice { notices.append(notice) }
    }
  }
}
