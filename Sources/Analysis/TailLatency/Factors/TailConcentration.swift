import Statistics

/// One batch, sandbox, host or stretch of time that alone holds much of the tail.
///
/// Such a thing happened once, so that no other cluster can bear it out; it is told because it stands out from all of
/// its kind, and says nothing about those to come.
public struct TailConcentration: Codable, Hashable, Sendable {
  /// What stands out.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// Calls sent together.
    case batch
    /// Calls served by one sandbox.
    case container
    /// Calls served by one machine.
    case host
    /// Calls one after the other.
    case timeBlock = "time block"
  }

  /// What stands out.
  public var kind: Kind
  /// Its name: the number of the batch or block, or an identifier; untrusted text.
  public var name: String
  /// The run that it belongs to.
  public var runID: String
  /// How many of its kind there are.
  public var groups: Int
  /// Its calls.
  public var calls: Int
  /// Slow calls among them.
  public var slowCalls: Int
  /// Their share of all slow calls.
  public var shareOfSlow: Double
  /// Their share of the excess of all slow calls.
  public var shareOfExcess: Double
  /// Chance that some group of any kind stands out as far.
  public var pValue: Double
  /// The calls, counted in the order given to the table.
  public var members: [Int]
}

extension TailConcentration {
  /// Share of the excess below which a group does not hold the tail.
  private static let smallestShare = 0.2

  /// The groups of each kind that alone hold at least a fifth of the tail's excess, by falling share.
  static func all(
    _ table: FactorTable, _ sample: SlowCalls, level: Double
  ) throws(StatisticsError) -> [TailConcentration] {
    var found: [TailConcentration] = []
    let excess = sample.excess.reduce(0, +)
    for (kind, labels) in table.groups {
      let known = labels.indices.filter { labels[$0] != nil }
      var members: [GroupLabel: [Int]] = [:]
      for row in known { if let label = labels[row] { members[label, default: []].append(row) } }
      let groups = members.sorted { $0.key < $1.key }
      let slow = groups.map { $0.value.count { sample.isSlow[$0] } }
      guard
        let lone = try LoneGroup.find(sizes: groups.map(\.value.count), marked: slow)
      else { continue }
      let pValue = min(1, lone.pValue * Double(table.groups.count))
      let (label, rows) = groups[lone.group]
      let share = rows.reduce(0) { $0 + sample.excess[$1] } / excess
      if pValue > 1 - level || share < smallestShare { continue }
      found.append(
        TailConcentration(
          kind: kind, name: label.name, runID: label.runID, groups: groups.count, calls: rows.count,
          slowCalls: slow[lone.group],
          shareOfSlow: Double(slow[lone.group]) / Double(sample.positions.count), shareOfExcess: share,
          pValue: pValue, members: rows.map { table.calls[$0] }.sorted()))
    }
    return found.enumerated().sorted {
      ($1.element.shareOfExcess, $0.offset) < ($0.element.shareOfExcess, $1.offset)
    }.map(\.element)
  }
}

/// What a group is called, in the order of runs and numbers.
struct GroupLabel: Hashable, Comparable {
  let runID: String
  let number: Int
  let name: String

  static func < (a: GroupLabel, b: GroupLabel) -> Bool {
    (a.runID, a.number, a.name) < (b.runID, b.number, b.name)
  }
}
