import Statistics

/// A change of one or more configurations within a window: who moved, in which order, who did not, and why.
public struct JointChange: Codable, Hashable, Sendable {
  /// Identifier within the history, such as `c3`.
  public var id: String
  /// What those have in common that moved; untrusted text.
  public var name: String
  /// Which way durations went.
  public var direction: Direction
  /// Who moved, in the order of their dates: the order of a roll-out.
  public var members: [Member]
  /// Smallest of the members' effects, with its sign.
  public var leastEffect: Double
  /// Largest of the members' effects, with its sign.
  public var mostEffect: Double
  /// Configurations that were measured before and after, and did not move in this direction; by id.
  public var silent: [String]
  /// Chance that so many others move as close to the first one, if each moved by itself.
  public var agreementChance: Double?
  /// Smallest change of those that stayed silent that would have been seen when it lasts 30 periods; the largest
  /// of these sizes.
  public var silentBound: Double?
  /// What the events say about the cause; `nil` when no events were given.
  public var attribution: Attribution?
  /// Oddities of the record within the window of the change, by id: it may be one of the record, not of what was
  /// measured.
  public var beside: [String] = []

  /// A configuration that moved.
  public struct Member: Codable, Hashable, Sendable {
    /// Series.
    public var series: String
    /// Its name; untrusted text.
    public var label: String
    /// The change.
    public var change: SeriesChange
  }

  /// Date of the first that moved.
  public var date: String { members[0].change.date }

  /// From the earliest possible time of the first that moved to the first call of its new level, in seconds since
  /// 1970; what comes later cannot have caused the change.
  var span: ClosedRange<Int> {
    let first = members[0].change
    return min(first.earliestUnixSeconds, first.firstCallUnixSeconds)...first.firstCallUnixSeconds
  }
}

/// Finds the changes that configurations share.
struct JointChangeSearch {
  let histories: [SeriesHistory]
  let series: [PeriodSeries]
  let options: StabilityOptions

  /// Periods before and after a change within which a configuration must have been measured to count as silent.
  private static let periodsAround = 30

  /// All changes, oldest first.
  func all() -> [JointChange] {
    let found = histories.flatMap { history in
      history.changes.map { JointChange.Member(series: history.id, label: history.label, change: $0) }
    }
    var joint: [[JointChange.Member]] = []
    for direction in [Direction.faster, .slower] {
      joint += grouped(found.filter { $0.change.direction == direction })
    }
    joint.sort { ($0[0].change.unixSeconds, $0[0].series) < ($1[0].change.unixSeconds, $1[0].series) }
    return joint.enumerated().map { number, members in change("c\(number + 1)", members) }
  }

  /// Changes whose dates follow each other within the window, and lie within two windows of the first.
  private func grouped(_ found: [JointChange.Member]) -> [[JointChange.Member]] {
    let sorted = found.enumerated().sorted {
      ($0.element.change.unixSeconds, $0.offset) < ($1.element.change.unixSeconds, $1.offset)
    }.map(\.element)
    var groups: [[JointChange.Member]] = []
    for member in sorted {
      if let group = groups.last, let first = group.first, let last = group.last,
        member.change.unixSeconds - last.change.unixSeconds <= options.windowSeconds,
        member.change.unixSeconds - first.change.unixSeconds <= 2 * options.windowSeconds,
        !group.contains(where: { $0.series == member.series })
      {
        groups[groups.count - 1].append(member)
      } else {
        groups.append([member])
      }
    }
    return groups
  }

  private func change(_ id: String, _ members: [JointChange.Member]) -> JointChange {
    let moved = Set(members.map(\.series))
    let first = members[0].change
    let silent = zip(histories, series).filter { history, series in
      !moved.contains(history.id) && isMeasured(series, around: first)
    }.map(\.0)
    let others = histories.filter { moved.contains($0.id) }.filter { $0.id != members[0].series } + silent
    let spread = members.map(\.change.unixSeconds).reduce(0) { max($0, $1 - first.unixSeconds) }
    let reach = spread / options.period.seconds
    let chances = others.map { chance(of: $0, first.direction, within: reach) }
    let effects = members.map(\.change.effect).sorted { abs($0) < abs($1) }
    return JointChange(
      id: id, name: MemberNames(histories).name(members.map(\.series)), direction: first.direction,
      members: members,
      leastEffect: effects[0], mostEffect: effects[effects.count - 1], silent: silent.map(\.id),
      agreementChance: others.isEmpty
        ? nil : PoissonBinomial.probability(ofAtLeast: members.count - 1, chances: chances),
      silentBound: silent.compactMap { $0.detectable.first { $0.periods == 30 }?.size }.max(),
      attribution: nil)
  }

  private func isMeasured(_ series: PeriodSeries, around change: SeriesChange) -> Bool {
    let index = options.period.index(ofUnixSeconds: change.unixSeconds)
    let reach = Self.periodsAround
    return series.periods.contains { $0.index < index && $0.index >= index - reach }
      && series.periods.contains { $0.index >= index && $0.index < index + reach }
  }

  /// Chance that a configuration, whose changes fall anywhere, has one in this direction as close to a date as those that
  /// moved with it, on either side; that is the share of all shifts of its changes along its own time.
  private func chance(
    of history: SeriesHistory, _ direction: Direction, within reach: Int
  ) -> Double {
    guard let series = series.first(where: { $0.id == history.id }) else { return 0 }
    let changes = history.changes.count { $0.direction == direction }
    let length = (series.periods.last?.index ?? 0) - (series.periods.first?.index ?? 0) + 1
    return min(1, Double(changes * (2 * reach + 1)) / Double(length))
  }
}

/// The number of successes in independent trials of unequal chances.
enum PoissonBinomial {
  /// Complexity: O(trials²).
  static func probability(ofAtLeast count: Int, chances: [Double]) -> Double {
    if count <= 0 { return 1 }
    var law = [1.0]
    for chance in chances {
      law.append(0)
      for successes in stride(from: law.count - 1, through: 0, by: -1) {
        law[successes] = law[successes] * (1 - chance) + (successes > 0 ? law[successes - 1] * chance : 0)
      }
    }
    // Summed from the small end, so that small chances keep their digits.
    return min(1, law.dropFirst(count).reversed().reduce(0, +))
  }
}
