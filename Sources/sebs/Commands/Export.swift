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
        sebs export --notebooks notebooks-data --licence sweep=MIT sweep=sweep.json
      """)

  @OptionGroup var data: DataArguments
  @OptionGroup var store: StoreOptions

  @Option(help: "jsonl or csv.")
  var format = Kind.jsonl

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Option(
    help:
      "Folder to fill with tidy tables, a data package description and an example notebook; inputs are NAME=FILE."
  )
  var notebooks: String?

  @Option(
    name: .customLong("licence"),
    help: "Licence of a data set as NAME=SPDX, for the data package; may be repeated.")
  var licences: [String] = []

  func run() async throws {
    if let notebooks { return try writeNotebooks(to: notebooks) }
    let dataSet = try data.load(store: store)
    let bytes = format == .csv ? try NativeCSV.encode(dataSet) : try JSONLinesWriter.encode(dataSet)
    let text = String(decoding: bytes, as: UTF8.self)
    if let output { try InputFiles.write(text, to: output) } else { Terminal.output(text) }
  }

  private func writeNotebooks(to folder: String) throws {
    let known = Dictionary(
      try licences.map { try Self.pair($0, "--licence") }, uniquingKeysWith: { _, last in last })
    var entries: [NotebookData] = []
    for input in data.inputs {
      let (name, file) = try Self.pair(input, "an input of --notebooks")
      let dataSet = try InputFiles.read([file]).dataSet
      let licence = known[name].map { [DataLicence(name: $0, title: $0)] } ?? []
      entries.append(
        NotebookData(name: name, description: dataSet.campaign.title, dataSet: dataSet, licences: licence))
    }
    if entries.isEmpty { throw UsageError("--notebooks needs inputs, each as NAME=FILE.") }
    for file in try NotebookExport.files(for: entries) {
      try InputFiles.write(String(decoding: file.bytes, as: UTF8.self), to: folder + "/" + file.path)
    }
    Terminal.say("Wrote \(entries.count) data sets to \(folder).")
  }

  private static func pair(_ text: String, _ place: String) throws -> (String, String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw UsageError("\(place) takes NAME=VALUE, not \(text).") }
    return (parts[0], parts[1])
  }
}
