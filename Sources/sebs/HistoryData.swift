import Archive
import Foundation
import Measurements

/// Everything that a history is made from: files, campaigns, or all of the store as one data set.
enum HistoryData {
  static func load(
    _ inputs: [String], filters: [String], title: String?, store: StoreOptions
  ) throws -> DataSet {
    var data = try find(inputs, store: store)
    if let title { data.campaign.title = title }
    for filter in filters { data.runs = try DataArguments.apply(filter, to: data.runs) }
    return data
  }

  private static func find(_ inputs: [String], store: StoreOptions) throws -> DataSet {
    let areFiles = inputs.contains { FileManager.default.fileExists(atPath: $0) }
    if areFiles || inputs.count == 1 { return try DataArguments.find(inputs, store: store) }
    let archive = try store.open()
    let known = try archive.campaigns().map(\.campaign.id)
    if known.isEmpty {
      throw UsageError("The store is empty. Measure with `sebs run`, or name files to read.")
    }
    if let missing = inputs.first(where: { !known.contains($0) }) {
      throw UsageError(
        "\(missing) is neither a file nor a campaign of the store. `sebs store list` shows the campaigns.")
    }
    let wanted = inputs.isEmpty ? known.sorted() : inputs
    var joined = try archive.load(campaign: wanted[0])
    for campaign in wanted.dropFirst() {
      let data = try archive.load(campaign: campaign)
      joined.runs += data.runs
      joined.campaign.sources += data.campaign.sources
      joined.campaign.notices += data.campaign.notices
    }
    if wanted.count > 1 { joined.campaign.title = "\(wanted.count) campaigns" }
    return joined
  }
}
