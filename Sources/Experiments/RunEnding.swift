import FoundationEssentials
public import Measurements

/// Why measuring a run ended.
public enum RunEnding: String, Codable, CaseIterable, Hashable, Sendable {
  /// The interval is as narrow as was asked for.
  case precisionReached = "precision_reached"
  /// As many calls were kept as were asked for at most.
  case invocationBudgetSpent = "invocation_budget_spent"
  /// As many batches were made as were allowed.
  case batchBudgetSpent = "batch_budget_spent"
  /// The campaign's time is over.
  case timeBudgetSpent = "time_budget_spent"
  /// Too many calls failed or did not count.
  case attemptsExhausted = "attempts_exhausted"
  /// Several batches in a row held no call that counts.
  case nothingKept = "nothing_kept"
  /// Measuring was cancelled; the campaign can be resumed.
  case interrupted

  /// The reason in words.
  public var explanation: String {
    switch self {
    case .precisionReached: "precision reached"
    case .invocationBudgetSpent: "invocation budget spent"
    case .batchBudgetSpent: "batch budget spent"
    case .timeBudgetSpent: "time budget spent"
    case .attemptsExhausted: "too many calls failed or did not count"
    case .nothingKept: "no call counted in several batches in a row"
    case .interrupted: "interrupted"
    }
  }
}

extension Campaign {
  private static let runEndingsKey = "run_endings"
  private static let measuringSecondsKey = "measuring_seconds"

  /// Why each run ended, by the identifier of the run; kept as JSON in ``Campaign/environment``.
  public internal(set) var runEndings: [String: RunEnding] {
    get {
      guard let text = environment[Self.runEndingsKey] else { return [:] }
      return (try? JSONDecoder().decode([String: RunEnding].self, from: Data(text.utf8))) ?? [:]
    }
    set {
      let pairs = newValue.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value.rawValue)\"" }
      environment[Self.runEndingsKey] = newValue.isEmpty ? nil : "{\(pairs.joined(separator: ","))}"
    }
  }

  /// Time that was spent measuring, in seconds, with milliseconds.
  var measuringSeconds: Double? {
    get { environment[Self.measuringSecondsKey].flatMap { Double($0) } }
    set { environment[Self.measuringSecondsKey] = newValue.map { "\(($0 * 1000).rounded() / 1000)" } }
  }
}

/// The endings of all runs in one phrase: the common one, or each with the number of runs.
func summary(of endings: [RunEnding]) -> String {
  if endings.contains(.interrupted) { return RunEnding.interrupted.explanation }
  let counts = RunEnding.allCases.compactMap { ending in
    let count = endings.count { $0 == ending }
    return count > 0 ? (ending, count) : nil
  }
  if counts.count == 1 { return counts[0].0.explanation }
  return counts.map { "\($0.0.explanation) (\($0.1) of \(endings.count) runs)" }.joined(separator: ", ")
}
