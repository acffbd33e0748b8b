package import Archive
package import Measurements
import Synchronization

/// A store that lives as long as the process, and refuses what a correct experiment never does.
package final class InMemoryStore: MeasurementStore {
  private let state = Mutex(State())
  private let onAppend: @Sendable (Int) throws -> Void

  private struct State {
    var campaigns: [String: DataSet] = [:]
    var appends = 0
  }

  /// Why something was refused.
  package struct Refusal: Error, Hashable, CustomStringConvertible {
    /// The reason.
    package var description: String

    init(_ description: String) { self.description = description }
  }

  /// Creates an empty store.
  ///
  /// - Parameter onAppend: Called before each batch is taken, with its number from 1; what it throws loses the
  ///   batch, as if the process had died.
  package init(onAppend: @escaping @Sendable (Int) throws -> Void = { _ in }) { self.onAppend = onAppend }

  /// Creates a store that holds some campaigns already.
  package convenience init(
    holding dataSets: [DataSet], onAppend: @escaping @Sendable (Int) throws -> Void = { _ in }
  ) {
    self.init(onAppend: onAppend)
    state.withLock { state in
      for dataSet in dataSets { state.campaigns[dataSet.campaign.id] = dataSet }
    }
  }

  package func save(_ campaign: Campaign) throws {
    state.withLock { state in
      let runs = state.campaigns[campaign.id]?.runs ?? []
      state.campaigns[campaign.id] = DataSet(campaign: campaign, runs: runs)
    }
  }

  package func addRun(id: String, configuration: Configuration, toCampaign campaignID: String) throws {
    try state.withLock { state throws(Refusal) in
      guard var dataSet = state.campaigns[campaignID] else { throw Refusal("no campaign \(campaignID)") }
      if let known = dataSet.runs.first(where: { $0.id == id }) {
        guard known.configuration == configuration else { throw Refusal("run \(id) is another one") }
        return
      }
      dataSet.runs.append(Run(id: id, configuration: configuration))
      state.campaigns[campaignID] = dataSet
    }
  }

  package func append(
    _ invocations: [Invocation], discarded: [String: Int], toRun runID: String, ofCampaign campaignID: String
  ) throws {
    let number = state.withLock { state in
      state.appends += 1
      return state.appends
    }
    try onAppend(number)
    try state.withLock { state throws(Refusal) in
      guard var dataSet = state.campaigns[campaignID] else { throw Refusal("no campaign \(campaignID)") }
      guard let index = dataSet.runs.firstIndex(where: { $0.id == runID }) else {
        throw Refusal("no run \(runID)")
      }
      let known = Set(dataSet.runs[index].invocations.map(\.sequence))
      let new = invocations.map(\.sequence)
      guard Set(new).count == new.count, known.isDisjoint(with: new), !new.contains(nil) else {
        throw Refusal("a sequence number of run \(runID) is missing or occurs twice")
      }
      guard invocations.allSatisfy({ $0.runID == runID && $0.batch != nil }) else {
        throw Refusal("a call does not belong to run \(runID)")
      }
      dataSet.runs[index].invocations += invocations
      dataSet.runs[index].discarded.merge(discarded, uniquingKeysWith: +)
      state.campaigns[campaignID] = dataSet
    }
  }

  package func campaigns() throws -> [CampaignSummary] {
    let all = state.withLock { state in Array(state.campaigns.values) }
    let newestFirst = all.sorted {
      ($1.campaign.createdUnixNanoseconds ?? 0, $0.campaign.id)
        < ($0.campaign.createdUnixNanoseconds ?? 0, $1.campaign.id)
    }
    return newestFirst.map {
      CampaignSummary(campaign: $0.campaign, runs: $0.runs.count, invocations: $0.invocationCount)
    }
  }

  package func load(campaign id: String) throws -> DataSet {
    guard let dataSet = state.withLock({ state in state.campaigns[id] }) else {
      throw Refusal("no campaign \(id)")
    }
    return dataSet
  }

  package func delete(campaign id: String) throws {
    state.withLock { state in state.campaigns[id] = nil }
  }
}
