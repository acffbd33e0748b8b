import ArgumentParser
import Foundation
import Interchange
import Measurements

/// `sebs export`: writes data for other tools.
struct Export: AsyncParsableCommand {
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case jsonl, csv
  }

  static let configuration = CommandConfiguration(
    abstract: "Writes measurements as JSON Lines or CSV, or as tidy tables for notebooks.",
    discussion: """
      Examples:
        sebs export sweep.json --format csv --output sweep.csv
        sebs export --notebooks notebooks-data --licence MIT sweep.json
      """)

  @OptionGroup var data: DataArguments
  @OptionGroup var store: StoreOptions

  @Option(help: "jsonl or csv.")
  var format = Kind.jsonl

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Option(
    help: "Folder to fill with a tidy table of the data, a data package description and an example notebook.")
  var notebooks: String?

  @Option(help: "Name of the table in the folder (default: the campaign).")
  var name: String?

  @Option(help: "Licence of the data as an SPDX identifier, for the data package.")
  var licence: String?

  func run() async throws {
    let dataSet = try data.load(store: store)
    if let notebooks {
      return try NotebookFolder(path: notebooks).add(
        dataSet, name: name ?? dataSet.campaign.id, licence: licence)
    }
    let bytes = format == .csv ? try NativeCSV.encode(dataSet) : try JSONLinesWriter.encode(dataSet)
    let text = String(decoding: bytes, as: UTF8.self)
    if let output { try InputFiles.write(text, to: output) } else { Terminal.output(text) }
  }
}
