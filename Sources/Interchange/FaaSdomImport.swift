import Measurements

/// Reads the measurements of FaaSdom: by provider, runtime, memory size and region, cold or not told.
///
/// Total times become `client_us`, times inside the function `function_us`. The database stores an instant when a
/// reply has come, so a call was sent that much earlier.
enum FaaSdomImport {
  static func read(_ sources: [SourceFile]) throws(InterchangeError) -> ImportResult {
    var runs = RunTable()
    for source in sources {
      try source.forEachRow { (row) throws(InterchangeError) in
        let (record, configuration) =
          switch source.format {
          case .faasdomDatabase: try database(row)
          case .faasdomColdStarts: try coldStart(row)
          default: try general(row)
          }
        runs.add(record, configuration)
      }
    }
    runs.sortBySending()
    var campaign = Importer.importedCampaign(title: "FaaSdom", sources)
    campaign.notices = notices(sources[0].format)
    return ImportResult(
      dataSet: DataSet(campaign: campaign, runs: runs.runs), warnings: campaign.notices)
  }

  private static func notices(_ format: Format) -> [String] {
    let noInstants =
      "The files do not say when calls were made: there are no batches, so intervals take the calls as independent."
    switch format {
    case .faasdomDatabase: return ["The files do not tell cold from warm starts."]
    case .faasdomColdStarts: return [noInstants]
    default:
      return [
        noInstants, "The files do not tell cold from warm starts.",
        "Left out: latency_ms, the difference of total_ms and measured_ms.",
      ]
    }
  }

  private static func database(
    _ row: TableRow
  ) throws(InterchangeError) -> (Invocation, Configuration) {
    var configuration = configuration(provider: try row.required("provider"), runtime: row.text("language"))
    configuration.benchmark = try row.required("name")
    configuration.region = try row.required("region")
    configuration.memoryMB = try row.integer("memory", minimum: 1)
    var record = Invocation(runID: runID(configuration))
    let total = try row.requiredMicroseconds("ms", perUnit: 1000)
    let done = try row.instant("time", nanosecondsPerUnit: 1)
    record.clientMicroseconds = total
    record.doneUnixNanoseconds = done
    record.sentUnixNanoseconds = unixNanoseconds(.integer(done - total * 1000), perUnit: 1)
    record.functionMicroseconds = try row.microseconds("measured_ms", perUnit: 1000)
    return (record, configuration)
  }

  private static func general(
    _ row: TableRow
  ) throws(InterchangeError) -> (Invocation, Configuration) {
    var configuration = configuration(
      provider: try row.required("cloud"), runtime: try row.required("runtime"))
    configuration.region = row.text("region")
    configuration.memoryMB = try row.integer("memory_mb", minimum: 1)
    var record = Invocation(runID: runID(configuration))
    record.clientMicroseconds = try row.requiredMicroseconds("total_ms", perUnit: 1000)
    record.functionMicroseconds = try row.microseconds("measured_ms", perUnit: 1000)
    return (record, configuration)
  }

  private static func coldStart(
    _ row: TableRow
  ) throws(InterchangeError) -> (Invocation, Configuration) {
    var configuration = configuration(
      provider: try row.required("cloud"), runtime: try row.required("runtime"))
    configuration.expectedStart = .cold
    var record = Invocation(runID: runID(configuration))
    record.clientMicroseconds = try row.requiredMicroseconds("ms", perUnit: 1000)
    record.start = .cold
    record.startEvidence = "the file lists cold starts only"
    return (record, configuration)
  }

  /// The provider may carry the operating system, which then belongs to the runtime.
  private static func configuration(provider: String, runtime: String?) -> Configuration {
    var configuration = Configuration()
    configuration.trigger = .http
    configuration.runtime = runtime
    switch provider {
    case "azureWindows", "azure_win":
      configuration.platform = "azure"
      configuration.runtime = (runtime.map { $0 + " on " } ?? "") + "Windows"
    case "google": configuration.platform = "gcp"
    default: configuration.platform = provider
    }
    return configuration
  }

  private static func runID(_ configuration: Configuration) -> String {
    RunTable.id([
      configuration.platform, configuration.benchmark, configuration.runtime,
      configuration.memoryMB.map(String.init), configuration.region,
    ])
  }
}
