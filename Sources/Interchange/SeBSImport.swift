import Measurements

/// Reads results of the original SeBS suite: the JSON files of perf-cost and of single benchmarks, and
/// `result.csv`.
///
/// Batches are recovered from the instants at which the client began: a pause of more than two seconds starts a
/// new one. Zero stands for "missing" in these files and is read as such.
enum SeBSImport {
  static func read(_ sources: [SourceFile]) throws(InterchangeError) -> ImportResult {
    var runs: [Run] = []
    var notices: [String] = []
    for source in sources {
      if source.format == .sebsResultTable {
        runs += try SeBSResultTable.runs(of: source, &notices)
        continue
      }
      let processed = source.name.prefix { $0 != "." } + "-processed.json"
      if sources.contains(where: { $0.name == processed }) {
        notices.append(
          "\(source.name) was left out, since \(processed) holds the same calls with the provider's values.")
        continue
      }
      runs += try SeBSResultFile(source).runs(&notices)
    }
    makeIDsUnique(&runs)
    let benchmark = runs.compactMap(\.configuration.benchmark).first
    var campaign = Importer.importedCampaign(title: benchmark.map { "SeBS \($0)" } ?? "SeBS results", sources)
    campaign.createdUnixNanoseconds =
      runs.flatMap { $0.invocations.compactMap(\.sentUnixNanoseconds) }.min()
    campaign.notices = notices
    return ImportResult(dataSet: DataSet(campaign: campaign, runs: runs), warnings: notices)
  }

  /// Appends a number to identifiers that occur again.
  private static func makeIDsUnique(_ runs: inout [Run]) {
    var used: Set<String> = []
    for index in runs.indices {
      var id = runs[index].id
      var number = 2
      while !used.insert(id).inserted {
        id = "\(runs[index].id)-\(number)"
        number += 1
      }
      runs[index].id = id
      for position in runs[index].invocations.indices { runs[index].invocations[position].runID = id }
    }
  }

  /// Pause in client_begin that separates two batches.
  private static let pauseNanoseconds = 2_000_000_000

  /// Puts records into the order of their sending and numbers them and their batches.
  ///
  /// Records without an instant come last, without numbers.
  static func recoverBatches(_ records: [Invocation]) -> [Invocation] {
    let timed = records.filter { $0.sentUnixNanoseconds != nil }.enumerated().sorted {
      ($0.element.sentUnixNanoseconds ?? 0, $0.offset) < ($1.element.sentUnixNanoseconds ?? 0, $1.offset)
    }
    var ordered: [Invocation] = []
    var batch = 0
    for (_, record) in timed {
      var record = record
      if let sent = record.sentUnixNanoseconds, let before = ordered.last?.sentUnixNanoseconds,
        sent - before > pauseNanoseconds
      {
        batch += 1
      }
      record.batch = batch
      record.sequence = ordered.count
      ordered.append(record)
    }
    return ordered + records.filter { $0.sentUnixNanoseconds == nil }
  }
}
