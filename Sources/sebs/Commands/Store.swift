import Archive
import ArgumentParser
import Interchange
import Measurements

/// `sebs store`: what was measured and imported.
struct Store: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows, exports, checks and deletes what was measured.",
    discussion: """
      Examples:
        sebs store list
        sebs store export quickstart-20260131-120000 > measurements.jsonl
      """,
    subcommands: [StoreList.self, StoreShow.self, StoreExport.self, StoreDelete.self, StoreVerify.self],
    defaultSubcommand: StoreList.self)
}

struct StoreList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the campaigns, newest first.",
    discussion: "Example: sebs store list --json")

  @OptionGroup var store: StoreOptions
  @Flag(help: "Print the list as JSON.")
  var json = false

  func run() async throws {
    let campaigns = try store.open().campaigns()
    if json { return try Terminal.outputJSON(campaigns) }
    if campaigns.isEmpty { return Terminal.say("The store is empty. Measure with `sebs quickstart`.") }
    Terminal.output(
      Terminal.table(
        [["CAMPAIGN", "EXPERIMENT", "RUNS", "CALLS", "ENDED", "TITLE"]]
          + campaigns.map { entry in
            [
              entry.campaign.id, entry.campaign.experiment, "\(entry.runs)", "\(entry.invocations)",
              entry.campaign.ending ?? "–", entry.campaign.title,
            ]
          }, numeric: [2, 3]))
  }
}

struct StoreShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows the runs of a campaign and how their calls ended.",
    discussion: "Example: sebs store show quickstart-20260131-120000")

  @Argument(help: "Campaign.")
  var campaign: String
  @OptionGroup var store: StoreOptions
  @Flag(help: "Print the counts as JSON.")
  var json = false

  func run() async throws {
    let data = try store.open().load(campaign: campaign)
    let rows = data.runs.map { run in
      Row(
        run: run.id, calls: run.invocations.count, ok: run.invocations.count { $0.status == .ok },
        discarded: run.discarded.values.reduce(0, +), batches: Set(run.invocations.compactMap(\.batch)).count)
    }
    if json { return try Terminal.outputJSON(rows) }
    Terminal.output("\(data.campaign.id): \(data.campaign.title)\n")
    if let ending = data.campaign.ending { Terminal.output("Ended: \(ending)\n") }
    for notice in data.campaign.notices { Terminal.output("Notice: \(notice)\n") }
    Terminal.output(
      Terminal.table(
        [["RUN", "CALLS", "OK", "DISCARDED", "BATCHES"]]
          + rows.map { [$0.run, "\($0.calls)", "\($0.ok)", "\($0.discarded)", "\($0.batches)"] },
        numeric: [1, 2, 3, 4]))
  }

  private struct Row: Encodable {
    var run: String
    var calls: Int
    var ok: Int
    var discarded: Int
    var batches: Int
  }
}

struct StoreExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes a campaign as JSON Lines to standard output.",
    discussion: "Example: sebs store export quickstart-20260131-120000 > measurements.jsonl")

  @Argument(help: "Campaign.")
  var campaign: String
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let bytes = try JSONLinesWriter.encode(try store.open().load(campaign: campaign))
    Terminal.output(String(decoding: bytes, as: UTF8.self))
  }
}

struct StoreDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Deletes campaigns with all their calls.",
    discussion: "Example: sebs store delete quickstart-20260131-120000")

  @Argument(help: "Campaigns.")
  var campaigns: [String]
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let archive = try store.open()
    let known = Set(try archive.campaigns().map(\.campaign.id))
    if let unknown = campaigns.first(where: { !known.contains($0) }) {
      throw UsageError("There is no campaign \(unknown). `sebs store list` shows the campaigns.")
    }
    for campaign in campaigns { try archive.delete(campaign: campaign) }
    Terminal.say("Deleted \(campaigns.joined(separator: ", ")).")
  }
}

struct StoreVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Checks that the store is whole.",
    discussion: "Example: sebs store verify")

  @OptionGroup var store: StoreOptions
  @Flag(help: "Print the problems as JSON.")
  var json = false

  func run() async throws {
    let problems = try store.open().verify()
    if json { try Terminal.outputJSON(problems) } else { problems.forEach { Terminal.output("\($0)\n") } }
    if problems.isEmpty { return Terminal.say("The store is whole.") }
    throw ExitCode(ExitStatus.platformFailed.rawValue)
  }
}
