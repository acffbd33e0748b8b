import Measurements

/// Reads a sweep over memory sizes with the values of the platform's report line for each call.
///
/// Durations become `provider_us`, billed times `billed_ms`; a call with an initialisation was cold, others
/// were warm. When the calls were made is not known, so there are no batches.
enum MemorySweepImport {
  static func read(_ sources: [SourceFile]) throws(InterchangeError) -> ImportResult {
    var runs = RunTable()
    for source in sources {
      if source.format == .memorySweepCSV {
        try source.forEachRow { (row) throws(InterchangeError) in try add(row, to: &runs) }
      } else {
        try add(source.json(), file: source.name, to: &runs)
      }
    }
    var campaign = Importer.importedCampaign(title: "Memory sweep", sources)
    campaign.notices = [
      "The files do not say when calls were made: there are no batches, so intervals take the calls as independent.",
      "billed_gb_ms is computed as billed_ms * memory_mb / 1024.",
    ]
    return ImportResult(
      dataSet: DataSet(campaign: campaign, runs: runs.runs), warnings: campaign.notices)
  }

  private static func add(_ row: TableRow, to runs: inout RunTable) throws(InterchangeError) {
    let configuration = configuration(
      runtime: try row.required("runtime"), architecture: row.text("arch"),
      memoryMB: try row.integer("memory_mb", minimum: 1))
    var record = Invocation(runID: runID(of: configuration))
    record.providerMicroseconds = try row.microseconds(
      row.required("duration_ms"), "duration_ms", perUnit: 1000)
    record.billedMilliseconds = try row.integer("billed_duration_ms")
    record.memoryUsedMB = try row.number("max_memory_used_mb")
    record.initMicroseconds = try row.microseconds("init_duration_ms", perUnit: 1000)
    runs.add(complete(record, configuration), configuration)
  }

  private static func add(
    _ root: JSONValue, file: String, to runs: inout RunTable
  ) throws(InterchangeError) {
    let remedy = "The nesting is runtime, architecture, memory size in MB, list of calls."
    for runtime in root.members ?? [] {
      guard let architectures = runtime.value.members else {
        throw runtime.value.error("an object of architectures", file: file, remedy: remedy)
      }
      for architecture in architectures {
        guard let sizes = architecture.value.members else {
          throw architecture.value.error("an object of memory sizes", file: file, remedy: remedy)
        }
        for size in sizes {
          guard let memory = Int(size.key), memory > 0, let calls = size.value.items else {
            throw size.value.error("a memory size in MB with a list of calls", file: file, remedy: remedy)
          }
          let configuration = configuration(
            runtime: runtime.key, architecture: architecture.key, memoryMB: memory)
          for call in calls {
            runs.add(complete(try record(call, file: file, configuration), configuration), configuration)
          }
        }
      }
    }
  }

  private static func record(
    _ call: JSONValue, file: String, _ configuration: Configuration
  ) throws(InterchangeError) -> Invocation {
    var record = Invocation(runID: runID(of: configuration))
    guard let duration = try call.microseconds("duration", perUnit: 1000, file: file) else {
      throw call.error("a call with a duration in ms", file: file, remedy: "Repair the call or remove it.")
    }
    record.providerMicroseconds = duration
    record.billedMilliseconds = try call.integer("billed_duration", file: file)
    record.memoryUsedMB = try call.number("max_memory_used", file: file)
    record.initMicroseconds = try call.microseconds("init_duration", perUnit: 1000, file: file)
    return record
  }

  private static func complete(_ record: Invocation, _ configuration: Configuration) -> Invocation {
    var record = record
    record.start = record.initMicroseconds == nil ? .warm : .cold
    record.startEvidence = "the report has an init duration for cold starts only"
    if let billed = record.billedMilliseconds, let memory = configuration.memoryMB {
      record.billedGBMilliseconds = Double(billed) * Double(memory) / 1024
    }
    return record
  }

  private static func configuration(runtime: String, architecture: String?, memoryMB: Int?) -> Configuration {
    var configuration = Configuration()
    configuration.platform = "aws"
    configuration.runtime = runtime
    configuration.architecture = architecture
    configuration.memoryMB = memoryMB
    return configuration
  }

  private static func runID(of configuration: Configuration) -> String {
    RunTable.id([configuration.runtime, configuration.architecture, configuration.memoryMB.map(String.init)])
  }
}
