import Measurements

/// Reads cold starts that X-Ray split into the platform's set-up, the initialisation and the execution.
///
/// Every call is cold. The set-up becomes `queue_us`, since no sandbox has the call before it ends; the total of
/// the trace becomes `client_us`, the longest time that is known. Runtime, memory size and private network (as
/// isolation `vpc`) are told by the name of the function.
enum ColdStartTableImport {
  static func read(_ sources: [SourceFile]) throws(InterchangeError) -> ImportResult {
    var runs = RunTable()
    var unreadable: Set<String> = []
    var disagreeing = 0
    for source in sources {
      try source.forEachRow { (row) throws(InterchangeError) in
        let name = try row.required("function")
        let configuration = DeployedName.configuration(name)
        if configuration.memoryMB == nil { unreadable.insert(name) }
        let record = try record(row, configuration)
        if abs(record.unexplained) > 1000 { disagreeing += 1 }
        runs.add(record.call, configuration)
      }
    }
    runs.sortBySending()
    var campaign = Importer.importedCampaign(title: "Cold starts traced by X-Ray", sources)
    campaign.notices = [
      "client_us is the total of the trace, from when the platform had the call; the way from and to the client is not in it.",
      "queue_us is the set-up: the platform's time before the initialisation.",
    ]
    campaign.notices += DeployedNameNotice.text(unreadable)
    if disagreeing > 0 {
      campaign.notices.append(
        "Calls whose set-up, initialisation and execution differ from their total by more than 1 ms: \(disagreeing)."
      )
    }
    return ImportResult(
      dataSet: DataSet(campaign: campaign, runs: runs.runs), warnings: campaign.notices)
  }

  private static func record(
    _ row: TableRow, _ configuration: Configuration
  ) throws(InterchangeError) -> (call: Invocation, unexplained: Int) {
    let memory = configuration.memoryMB.map(String.init)
    var record = Invocation(runID: RunTable.id([configuration.function, memory]))
    let timestamp = try row.required("timestamp")
    guard let sent = CivilTime.instant(timestamp) else {
      throw row.error(
        "timestamp", expected: "an instant such as 2019-03-06T23:01:23.108Z", found: excerpt(timestamp))
    }
    let total = try row.requiredMicroseconds("total", perUnit: 1000)
    let setUp = try row.requiredMicroseconds("setup", perUnit: 1000)
    let initialisation = try row.requiredMicroseconds("initialization", perUnit: 1000)
    let execution = try row.requiredMicroseconds("execution", perUnit: 1000)
    record.sentUnixNanoseconds = sent
    record.clientMicroseconds = total
    record.queueMicroseconds = setUp
    record.initMicroseconds = initialisation
    record.functionMicroseconds = execution
    record.start = .cold
    record.startEvidence = "the trace has an initialisation"
    return (record, total - setUp - initialisation - execution)
  }
}

/// What to say of names that tell no memory size.
enum DeployedNameNotice {
  static func text(_ names: Set<String>) -> [String] {
    guard let first = names.min() else { return [] }
    return [
      "Names of functions that do not tell runtime and memory size: \(names.count), such as \(excerpt(first))."
    ]
  }
}
