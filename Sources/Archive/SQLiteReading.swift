import GRDB
import Interchange
public import Measurements

extension SQLiteStore {
  /// All campaigns, newest first; those without a date come last.
  public func campaigns() throws(ArchiveError) -> [CampaignSummary] {
    try translating(path) {
      try pool.read { database in
        let rows = try Row.fetchCursor(
          database,
          sql: """
            SELECT \(CampaignColumns.list), count(run.run_key), coalesce(sum(run.kept), 0)
            FROM campaign LEFT JOIN run USING (campaign_key)
            GROUP BY campaign.campaign_key
            ORDER BY campaign.created_unix_ns DESC NULLS LAST, campaign.campaign_key DESC
            """)
        var summaries: [CampaignSummary] = []
        while let row = try rows.next() {
          summaries.append(
            CampaignSummary(
              campaign: try CampaignColumns.campaign(row), runs: row[row.count - 2],
              invocations: row[row.count - 1]))
        }
        return summaries
      }
    }
  }

  /// A whole campaign as it was at one moment; runs in the order of their adding, calls by their sequence
  /// numbers, those without a number last in the order of their adding.
  ///
  /// - Complexity: Linear in the number of calls, all of which are held in memory.
  public func load(campaign id: String) throws(ArchiveError) -> DataSet {
    try translating(path) {
      try pool.read { database in
        let sql = "SELECT \(CampaignColumns.list), campaign_key FROM campaign WHERE id = ?"
        guard let row = try Row.fetchOne(database, sql: sql, arguments: [id]) else {
          throw ArchiveError.unknownCampaign(id: id)
        }
        let key: Int = row[row.count - 1]
        return DataSet(
          campaign: try CampaignColumns.campaign(row), runs: try self.runs(ofCampaign: key, database))
      }
    }
  }

  private func runs(ofCampaign key: Int, _ database: Database) throws -> [Run] {
    let columns = Self.configurationColumns
    let rows = try Row.fetchAll(
      database,
      sql:
        "SELECT run_key, id, discarded, kept, \(columns.names) FROM run WHERE campaign_key = ? ORDER BY run_key",
      arguments: [key])
    return try rows.map { row in
      var run = Run(
        id: row[1], configuration: Measurements.Configuration(), discarded: try RecordText.counts(row[2]))
      try columns.read(row, from: 4, into: &run.configuration, path: path)
      run.invocations = try invocations(ofRun: row[0], id: run.id, count: row[3], database)
      return run
    }
  }

  private func invocations(
    ofRun key: Int, id: String, count: Int, _ database: Database
  ) throws -> [Invocation] {
    let columns = Self.invocationColumns
    let statement = try database.cachedStatement(
      sql: """
        SELECT measurements, \(columns.names) FROM invocation WHERE run_key = ?
        ORDER BY "sequence" IS NULL, "sequence", invocation_key
        """)
    let rows = try Row.fetchCursor(statement, arguments: [key])
    var invocations: [Invocation] = []
    invocations.reserveCapacity(max(0, min(count, 10_000_000)))
    while let row = try rows.next() {
      var record = Invocation(runID: id)
      try columns.read(row, from: 1, into: &record, path: path)
      if let text = row[0] as String? { record.measurements = try RecordText.measurements(text) }
      invocations.append(record)
    }
    return invocations
  }

  /// Configuration of a run; `nil` when there is no such run.
  func configuration(ofRun id: String, campaign: Int, _ database: Database) throws -> Measurements
    .Configuration?
  {
    let columns = Self.configurationColumns
    let row = try Row.fetchOne(
      database, sql: "SELECT \(columns.names) FROM run WHERE campaign_key = ? AND id = ?",
      arguments: [campaign, id])
    guard let row else { return nil }
    var configuration = Measurements.Configuration()
    try columns.read(row, from: 0, into: &configuration, path: path)
    return configuration
  }
}
