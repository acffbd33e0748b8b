import Statistics

/// Finds the numbers of a diagnosis by the paths that sentences name, to prove that prose and results agree.
public struct TailIndex: Sendable {
  private let diagnosis: TailDiagnosis

  /// Creates the index of a diagnosis.
  public init(_ diagnosis: TailDiagnosis) { self.diagnosis = diagnosis }

  /// The number at a path such as `groups.t1.causes.storage.share`, or `nil` when no result has this path.
  ///
  /// - Complexity: O(length of the path + groups).
  public func value(at path: String) -> Double? {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first else { return nil }
    let rest = Array(parts.dropFirst())
    switch first {
    case "groups":
      return rest.isEmpty
        ? Double(diagnosis.groups.count)
        : diagnosis.groups.first { $0.id == rest[0] }.flatMap { group($0, Array(rest.dropFirst())) }
    case "calls": return Double(diagnosis.calls)
    case "slowCalls": return Double(diagnosis.slowCalls)
    case "incomplete": return Double(diagnosis.incomplete)
    case "causes": return total(rest)
    case "refusals": return Double(diagnosis.refusals.count)
    case "fewestCalls": return Double(TailOptions.fewestCalls)
    case "quantiles": return Self.probability(rest)
    case "options": return option(rest)
    default: return nil
    }
  }

  private func option(_ path: [String]) -> Double? {
    switch path {
    case ["level"]: diagnosis.options.level
    case ["slowest"]: diagnosis.options.slowest
    case ["replicates"]: Double(diagnosis.options.replicates)
    case ["smallShare"]: TailOptions.smallShare
    case ["fewestTailCalls"]: Double(TailOptions.fewestTailCalls)
    default: nil
    }
  }

  private func total(_ path: [String]) -> Double? {
    guard path.count == 2, let total = diagnosis.causes.first(where: { $0.cause.rawValue == path[0] }) else {
      return nil
    }
    switch path[1] {
    case "share": return total.share
    case "groups": return Double(total.groups)
    case "calls": return Double(total.calls)
    default: return nil
    }
  }

  private func group(_ group: GroupTail, _ path: [String]) -> Double? {
    guard let name = path.first else { return nil }
    let rest = Array(path.dropFirst())
    switch name {
    case "calls": return Double(group.calls)
    case "clusters": return Double(group.clusters)
    case "tailCalls": return Double(group.tailCalls)
    case "tailClusters": return Double(group.tailClusters)
    case "tailShare": return group.tailShare
    case "excess": return group.excessMicroseconds
    case "typical": return group.typicalMicroseconds
    case "threshold": return group.thresholdMicroseconds
    case "negativeCalls": return Double(group.negativeCalls)
    case "incomplete": return Double(group.incomplete)
    case "quantiles": return Self.quantile(group.quantiles, rest)
    case "segments": return segment(group, rest)
    case "causes": return cause(group, rest)
    case "rules", "factors": return crowding(group, of: name, rest)
    case "omission":
      return Self.quantile(
        rest.first == "corrected" ? group.omission.corrected : group.omission.uncorrected,
        Array(rest.dropFirst()))
    default: return nil
    }
  }

  private func segment(_ group: GroupTail, _ path: [String]) -> Double? {
    guard path.count == 2, let segment = group.segments.first(where: { $0.segment.rawValue == path[0] })
    else {
      return nil
    }
    switch path[1] {
    case "share": return segment.share.value
    case "quantileShare": return segment.quantileShare.value
    case "typical": return segment.typicalMicroseconds
    case "slow": return segment.slowMicroseconds
    default: return nil
    }
  }

  private func cause(_ group: GroupTail, _ path: [String]) -> Double? {
    guard path.count >= 2, let cause = group.causes.first(where: { $0.cause.rawValue == path[0] }) else {
      return nil
    }
    switch path[1] {
    case "share": return cause.share.value
    case "calls": return Double(cause.calls)
    case "batches": return Double(group.batches(of: cause.cause))
    case "bearing": return Double(cause.bearing)
    case "added": return cause.addedMicroseconds
    case "retry": return cause.evidence.compactMap(\.retrySeconds).first
    case "step": return cause.evidence.compactMap(\.stepMicroseconds).first
    case "units": return cause.evidence.compactMap(\.units).first.map(Double.init)
    case "without": return Self.quantile(cause.without, Array(path.dropFirst(2)))
    default: return nil
    }
  }

  private func crowding(_ group: GroupTail, of kind: String, _ path: [String]) -> Double? {
    guard path.count == 2, let index = Int(path[0]), let factors = group.factors else { return nil }
    let counts: (slow: Int, calls: Int)?
    if kind == "rules" {
      counts =
        factors.rules.indices.contains(index)
        ? (factors.rules[index].slowCalls, factors.rules[index].calls) : nil
    } else {
      counts =
        factors.findings.indices.contains(index)
        ? factors.findings[index].effect.map { ($0.marked, $0.count) } : nil
    }
    guard let counts else { return nil }
    switch path[1] {
    case "slowCalls": return Double(counts.slow)
    case "calls": return Double(counts.calls)
    case "lift": return Double(counts.slow) / Double(counts.calls) / group.tailShare
    default: return nil
    }
  }

  /// Names of percentiles may hold a dot.
  private static func probability(_ path: [String]) -> Double? {
    TailPercentile.reported.first { NumberText.quantileName($0) == path.joined(separator: ".") }
  }

  private static func quantile(_ quantiles: [TailPercentile], _ path: [String]) -> Double? {
    probability(path).flatMap { wanted in quantiles.first { $0.probability == wanted }?.value }
  }
}
