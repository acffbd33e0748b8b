import Archive
import Measurements

/// The experiments that exist.
public struct ExperimentCatalogue: Sendable {
  /// All experiments, in the order in which they are listed.
  public let experiments: [any Experiment.Type]

  /// The experiments that come with the tool.
  public static let standard = ExperimentCatalogue([PerformanceCostExperiment.self])

  /// Creates a catalogue.
  public init(_ experiments: [any Experiment.Type]) { self.experiments = experiments }

  /// The experiment of a name.
  ///
  /// - Throws: ``ExperimentError/unknownExperiment(name:known:)``.
  public func experiment(named name: String) throws(ExperimentError) -> any Experiment.Type {
    guard let found = experiments.first(where: { $0.name == name }) else {
      throw .unknownExperiment(name: name, known: experiments.map { $0.name })
    }
    return found
  }

  /// Continues a stored campaign by the experiment and the plan that began it.
  ///
  /// - Throws: ``ExperimentError``, or whatever the store or the platform throws.
  public func resume(campaign id: String, context: ExperimentContext) async throws -> ExperimentOutcome {
    let stored = try context.store.load(campaign: id)
    let type = try experiment(named: stored.campaign.experiment)
    guard let plan = stored.campaign.planJSON else { throw ExperimentError.noPlan(campaign: id) }
    return try await type.init(planJSON: plan, context: context).resume(stored)
  }
}
