import Archive
public import Measurements
import Platforms

/// `watch`: the same small measurement again and again for months, judged after every probe.
///
/// One campaign holds all probes. A probe is a batch of every configuration, numbered by its slot, so that what was
/// missed shows as a gap in the numbers. What is due and what was done stands in the campaign, written before the
/// first call of a probe and after its last one; nothing acknowledged is lost and no probe is made twice, whenever
/// the process dies. One process at a time may carry a watch on; its caller sees to that.
public struct Watch: Sendable {
  /// `watch`.
  public static let name = "watch"

  let plan: WatchPlan
  let measurement: PerformanceCostExperiment
  let context: ExperimentContext
  let price: ProbePrice?

  /// Makes the watch and checks that the platform can do what the plan asks for.
  ///
  /// - Parameter price: What calls cost; needed for a budget in money.
  /// - Throws: ``PlanError``, or `UnknownWorkload`.
  public init(plan: WatchPlan, context: ExperimentContext, price: ProbePrice? = nil) throws {
    try plan.validate()
    guard plan.budget.maximumDollars == nil || price != nil else {
      throw PlanError(field: "maximum_usd", problem: "nothing is there to price calls by; leave it out")
    }
    self.plan = plan
    self.context = context
    self.price = price
    measurement = try PerformanceCostExperiment(plan: plan.measurement, context: context)
  }

  /// When to come back from watching.
  public enum Extent: Hashable, Sendable {
    /// After the probe of this moment, if it was not made before.
    case once
    /// After a number of probes.
    case probes(Int)
    /// Never, unless it is stopped or its budget is spent.
    case unlimited
  }

  /// Why watching ended.
  public enum Ending: Hashable, Sendable {
    /// All probes that were asked for were made.
    case probesMade
    /// The probe of this moment was made before; the next one is due then.
    case notDue(nextUnixNanoseconds: Int)
    /// The next probe might exceed the budget; the words say how.
    case budgetSpent(String)
    /// A report asked to stop.
    case stopped
    /// The task was cancelled.
    case interrupted
  }

  /// Begins a watch, or takes up the stored one of the same identifier.
  ///
  /// - Parameter campaign: Identifier, title and provenance of a new watch; only its identifier counts for a
  ///   stored one.
  /// - Throws: ``ExperimentError`` when the campaign is no watch or measured something else; what the store
  ///   throws.
  public func session(_ campaign: Campaign) throws -> WatchSession {
    guard try context.store.campaigns().contains(where: { $0.campaign.id == campaign.id }) else {
      var campaign = campaign
      campaign.experiment = Self.name
      campaign.seed = plan.measurement.seed
      campaign.environment.merge(context.platform.environment) { own, _ in own }
      campaign.notices += context.platform.notices + measurement.notices
      return try WatchSession(watch: self, data: DataSet(campaign: campaign, runs: []))
    }
    let stored = try context.store.load(campaign: campaign.id)
    guard stored.campaign.experiment == Self.name else {
      throw ExperimentError.wrongExperiment(
        campaign: campaign.id, experiment: stored.campaign.experiment, expected: Self.name)
    }
    guard let json = stored.campaign.planJSON else { throw ExperimentError.noPlan(campaign: campaign.id) }
    try plan.requireContinues(try WatchPlan(json: json), watch: campaign.id)
    if plan.budget.maximumDollars != nil, let spent = stored.campaign.watchState?.spent, spent.calls > 0,
      spent.dollars == nil
    {
      throw PlanError(field: "maximum_usd", problem: "calls before were not priced; begin another watch")
    }
    return try WatchSession(watch: self, data: stored)
  }
}
