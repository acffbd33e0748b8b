/// A plan that cannot be carried out.
public struct PlanError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Value of the plan that is at fault.
  public var field: String
  /// What is wrong with it and what would do.
  public var problem: String

  /// Creates an error.
  public init(field: String, problem: String) {
    self.field = field
    self.problem = problem
  }

  /// The whole message.
  public var description: String { "\(field): \(problem)." }
}

/// Why an experiment could not begin or go on, with what to do about it.
public enum ExperimentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A campaign of that name exists.
  case campaignExists(id: String)
  /// There is no experiment of that name.
  case unknownExperiment(name: String, known: [String])
  /// The campaign belongs to another experiment.
  case wrongExperiment(campaign: String, experiment: String, expected: String)
  /// The campaign was stored without a plan, such as imported data.
  case noPlan(campaign: String)
  /// The plan is not the JSON of this experiment.
  case unreadablePlan(detail: String)
  /// Something that must stay the same is not what it was when the campaign began.
  case changed(run: String, field: String, before: String, now: String)
  /// What is stored of a run cannot have been written by this plan.
  case inconsistentRun(run: String, detail: String)

  /// The whole message.
  public var description: String {
    switch self {
    case .campaignExists(let id):
      "There is a campaign \"\(id)\" already. Resume it, or choose another name."
    case .unknownExperiment(let name, let known):
      "There is no experiment \"\(name)\". Choose one of: \(known.joined(separator: ", "))."
    case .wrongExperiment(let campaign, let experiment, let expected):
      "Campaign \"\(campaign)\" belongs to \"\(experiment)\", not to \"\(expected)\"."
    case .noPlan(let campaign):
      "Campaign \"\(campaign)\" has no plan, so it cannot be resumed. Start a new campaign."
    case .unreadablePlan(let detail):
      "The plan cannot be read: \(detail). Start a new campaign."
    case .changed(let run, let field, let before, let now):
      "Run \"\(run)\" was begun with \(field) \(before), which is now \(now). "
        + "Restore what it was, or start a new campaign: the two must not be mixed."
    case .inconsistentRun(let run, let detail):
      "Run \"\(run)\" was not written by this plan: \(detail). Start a new campaign."
    }
  }
}
