public import Measurements

/// Where campaigns are kept.
///
/// A batch is acknowledged when ``append(_:discarded:toRun:ofCampaign:)`` returns; from then on it survives the
/// death of the process.
public protocol MeasurementStore: Sendable {
  /// Adds a campaign without runs, or replaces the description of one that exists.
  func save(_ campaign: Campaign) throws
  /// Adds a run to a campaign; does nothing when it is there already with the same configuration.
  func addRun(id: String, configuration: Configuration, toCampaign campaignID: String) throws
  /// Adds the calls of one batch in one transaction.
  ///
  /// - Parameters:
  ///   - invocations: The calls to keep; they carry their batch and sequence numbers.
  ///   - discarded: Calls that were made but not kept, by reason; added to the run's counts.
  func append(
    _ invocations: [Invocation], discarded: [String: Int], toRun runID: String, ofCampaign campaignID: String
  ) throws
  /// All campaigns, newest first.
  func campaigns() throws -> [CampaignSummary]
  /// A whole campaign.
  func load(campaign id: String) throws -> DataSet
  /// Deletes a campaign with its runs.
  func delete(campaign id: String) throws
}

/// A campaign and how much it holds.
public struct CampaignSummary: Hashable, Sendable, Codable {
  /// The campaign.
  public var campaign: Campaign
  /// Number of runs.
  public var runs: Int
  /// Number of kept calls.
  public var invocations: Int

  /// Creates a summary.
  public init(campaign: Campaign, runs: Int, invocations: Int) {
    self.campaign = campaign
    self.runs = runs
    self.invocations = invocations
  }
}
