import Measurements

/// Reads a table without a header: function, minute, and the longest duration of a forced cold start in it.
///
/// The duration is what the platform bills (`provider_us`). Platforms of that time did not report the
/// initialisation, so it is not known. Runtime, memory size and package variant are told by the name.
enum ColdStartDurationsImport {
  private static let columns = ["function", "timestamp", "duration"]

  /// Whether cells are a row of such a table, for there is no header to tell.
  static func isRow(_ cells: [String]) -> Bool {
    cells.count == columns.count && CivilTime.scriptInstant(cells[1]) != nil && csvNumber(cells[2]) != nil
  }

  static func read(_ sources: [SourceFile]) throws(InterchangeError) -> ImportResult {
    var runs = RunTable()
    var unreadable: Set<String> = []
    for source in sources {
      try source.forEachRow(names: columns) { (row) throws(InterchangeError) in
        let name = try row.required("function")
        let configuration = DeployedName.configuration(name)
        if configuration.memoryMB == nil { unreadable.insert(name) }
        let memory = configuration.memoryMB.map(String.init)
        var record = Invocation(runID: RunTable.id([configuration.function, memory]))
        let timestamp = try row.required("timestamp")
        guard let minute = CivilTime.scriptInstant(timestamp) else {
          throw row.error(
            "timestamp", expected: "an instant such as Wed Jun 07 2017 02:05:00 GMT+0100 (BST)",
            found: excerpt(timestamp))
        }
        record.sentUnixNanoseconds = minute
        record.providerMicroseconds = try row.requiredMicroseconds("duration", perUnit: 1000)
        record.start = .cold
        record.startEvidence = "the function was deployed anew before the call"
        runs.add(record, configuration)
      }
    }
    runs.sortBySending()
    var campaign = Importer.importedCampaign(title: "Durations of forced cold starts", sources)
    campaign.notices = [
      "provider_us is the longest duration that the platform reported in a minute; the initialisation is not in it and not known.",
      "sent_unix_ns is the minute of the call, not its instant.",
    ]
    campaign.notices += DeployedNameNotice.text(unreadable)
    return ImportResult(
      dataSet: DataSet(campaign: campaign, runs: runs.runs), warnings: campaign.notices)
  }
}
