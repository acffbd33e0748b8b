public import Analysis
import Archive
public import ArgumentParser
import Foundation
import Interchange
import Measurements
import Pricing

/// Where measurements are kept.
struct StoreOptions: ParsableArguments {
  @Option(help: "File of the store (default: sebs/store.sqlite in the user's data folder).")
  var store: String?

  func open() throws -> SQLiteStore {
    if let store { return try SQLiteStore(path: store) }
    return try SQLiteStore(environment: ProcessInfo.processInfo.environment)
  }
}

/// What an analysis is asked for.
struct AnalysisOptions: ParsableArguments {
  @Option(help: "Nominal level of all intervals.")
  var level = 0.95

  @Option(help: "Seed of the bootstrap.")
  var analysisSeed: UInt64 = 1

  @Option(
    help: "Duration to compare by: client, provider, function or init (default: the first that was measured)."
  )
  var metric: Metric?

  @Option(help: "Relative change that does not matter.")
  var margin = 0.05

  @Option(
    help:
      "Price book (a name of `sebs list prices`, or a file .json of your own) and day, such as aws-lambda@2019-06-01, or none (default: the book of the data's provider, else aws-lambda; day of measuring)."
  )
  var prices: String?

  @Option(
    help:
      "What every call uses beside its computing, such as transitions=7,storage_reads=2,egress_bytes=78000; egress_bytes=recorded takes the bytes that the records count."
  )
  var perCall: String?

  @Option(
    help:
      "A rented machine to compare with: name, US dollars an hour, and calls that it serves in an hour or the time of one, such as t2.micro,0.0116,216ms."
  )
  var machine: String?

  func validate() throws {
    if let perCall {
      do { _ = try ExtraUsage(parsing: perCall) } catch { throw ValidationError("--per-call: \(error)") }
    }
    if let machine, RentedMachine(parsing: machine) == nil {
      throw ValidationError(
        "--machine takes a name, US dollars an hour, and calls an hour or the time of a call, such as t2.micro,0.0116,216ms, not \(machine)."
      )
    }
    if !(level > 0.5 && level < 1) {
      throw ValidationError("--level must lie between 0.5 and 1, such as 0.95.")
    }
    if !(margin > 0 && margin < 1) {
      throw ValidationError("--margin must lie between 0 and 1, such as 0.05.")
    }
  }

  /// The options without their parser.
  var request: AnalysisRequest {
    AnalysisRequest(
      level: level, seed: analysisSeed, metric: metric, margin: margin, prices: prices, perCall: perCall,
      machine: machine)
  }
}

/// What an analysis is asked for, with the defaults of the program.
struct AnalysisRequest {
  var level = 0.95
  var seed: UInt64 = 1
  var metric: Metric?
  var margin = 0.05
  var prices: String?
  var perCall: String?
  var machine: String?

  /// Prices and options for a data set; the day defaults to the last that the data speak of.
  ///
  /// - Throws: ``PricingError`` also when prices were asked for that hold for none of the runs.
  func resolved(for data: DataSet) throws -> (PriceSelection?, StudyOptions) {
    let day = Self.day(of: data)
    let extras = try ExtraUsage(parsing: perCall ?? "")
    if extras.egress == .recorded,
      data.runs.contains(where: { $0.invocations.contains { $0.status == .ok && $0.bytesOut == nil } })
    {
      throw UsageError(
        "Some calls do not record the bytes that they send, so egress_bytes=recorded cannot be billed; state a number."
      )
    }
    let selection =
      try prices.map { try Self.selection($0, extras, for: data, on: day) }
      ?? Self.selection(extras, for: data, on: day)
    let date = (selection?.date ?? day).map { "\($0)" }
    let options = StudyOptions(
      level: level, seed: seed, metric: metric, margin: margin, priceBook: selection?.book.id ?? "none",
      priceDate: date ?? "none", machine: machine.flatMap(RentedMachine.init(parsing:)))
    return (selection, options)
  }

  /// The prices that were asked for.
  private static func selection(
    _ text: String, _ extras: ExtraUsage, for data: DataSet, on day: CalendarDate?
  ) throws -> PriceSelection? {
    if text == "none" { return nil }
    var selection = try PriceSelection(parsing: text, on: day, read: InputFiles.bytes)
    selection.extras = extras
    try selection.check(data.runs.map(\.configuration))
    return selection
  }

  /// The only book of the data's provider that knows their day; AWS counts where no provider is known.
  private static func selection(
    _ extras: ExtraUsage, for data: DataSet, on day: CalendarDate?
  ) -> PriceSelection? {
    let configurations = data.runs.map(\.configuration)
    let providers = Set(configurations.compactMap(\.platform)).intersection(PriceBook.all.map(\.provider))
    guard providers.count <= 1 else { return nil }
    let provider = providers.first ?? "aws"
    let usable = PriceBook.all.filter { $0.provider == provider }
      .compactMap { book in
        (day ?? book.newestDay).map { PriceSelection(book: book, date: $0, extras: extras) }
      }
      .filter { (try? $0.check(configurations)) != nil }
    return usable.count == 1 ? usable[0] : nil
  }

  private static func day(of data: DataSet) -> CalendarDate? {
    if let created = data.campaign.createdUnixNanoseconds, let day = CalendarDate(unixNanoseconds: created) {
      return day
    }
    let instants = data.runs.flatMap {
      $0.invocations.compactMap { $0.sentUnixNanoseconds ?? $0.scheduledUnixNanoseconds }
    }
    return instants.max().flatMap { CalendarDate(unixNanoseconds: $0) }
  }
}

extension Metric: ExpressibleByArgument {}
extension Period: ExpressibleByArgument {}

/// Finds the data that a command line names: files, or a campaign of the store.
struct DataArguments: ParsableArguments {
  @Argument(
    help:
      "Files to read, - for standard input, or the name of a campaign in the store (default: the newest campaign)."
  )
  var inputs: [String] = []

  @Option(
    name: .customLong("where"), help: "Keep only runs with this value of a factor, such as memory_mb=512.")
  var filters: [String] = []

  @Option(help: "Title of the data set.")
  var title: String?

  func load(store: StoreOptions) throws -> DataSet {
    var data = try Self.find(inputs, store: store)
    if let title { data.campaign.title = title }
    for filter in filters { data.runs = try Self.apply(filter, to: data.runs) }
    return data
  }

  /// The data of files, of a campaign, or of the newest campaign when nothing is named.
  static func find(_ inputs: [String], store: StoreOptions) throws -> DataSet {
    let files = inputs.filter {
      $0 == InputFiles.standardInput || FileManager.default.fileExists(atPath: $0)
    }
    if !files.isEmpty {
      if let missing = inputs.first(where: { !files.contains($0) }) {
        throw UsageError("There is no file \(missing).")
      }
      return try InputFiles.read(files).dataSet
    }
    let archive = try store.open()
    let campaigns = try archive.campaigns()
    guard let wanted = inputs.first else {
      guard let newest = campaigns.first else {
        throw UsageError("The store is empty. Measure with `sebs quickstart`, or name a file to read.")
      }
      return try archive.load(campaign: newest.campaign.id)
    }
    guard inputs.count == 1, campaigns.contains(where: { $0.campaign.id == wanted }) else {
      throw UsageError(
        "\(wanted) is neither a file nor a campaign of the store. `sebs store list` shows the campaigns.")
    }
    return try archive.load(campaign: wanted)
  }

  static func apply(_ filter: String, to runs: [Measurements.Run]) throws -> [Measurements.Run] {
    let parts = filter.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let field = Configuration.fields.first(where: { $0.name == parts[0] }) else {
      let names = Configuration.fields.map(\.name).joined(separator: ", ")
      throw UsageError("--where takes FACTOR=VALUE with one of: \(names).")
    }
    let kept = runs.filter { field.text(of: $0.configuration) == parts[1] }
    if kept.isEmpty {
      let values = Set(runs.compactMap { field.text(of: $0.configuration) }).sorted().joined(separator: ", ")
      throw UsageError(
        "No run has \(filter). Values of \(parts[0]) are: \(values.isEmpty ? "none" : values).")
    }
    return kept
  }
}

/// Something on the command line cannot be done as it was asked.
struct UsageError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

extension AnalysisRequest {
  /// The options that differ from the defaults, as words of a command line.
  var words: [String] {
    let standard = AnalysisRequest()
    var words: [String] = []
    if level != standard.level { words += ["--level", "\(level)"] }
    if seed != standard.seed { words += ["--analysis-seed", "\(seed)"] }
    if let metric { words += ["--metric", metric.rawValue] }
    if margin != standard.margin { words += ["--margin", "\(margin)"] }
    if let prices { words += ["--prices", prices] }
    if let perCall { words += ["--per-call", perCall] }
    if let machine { words += ["--machine", machine] }
    return words
  }
}
