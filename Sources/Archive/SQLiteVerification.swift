import GRDB
import Interchange
import Measurements

extension SQLiteStore {
  /// Looks for damage and contradictions; an empty list says that there are none.
  ///
  /// Checked are the file's structure, references between tables, the counts of each run, orphans, and that
  /// every record can be read back.
  ///
  /// - Complexity: Reads the whole store.
  public func verify() throws(ArchiveError) -> [String] {
    try translating(path) {
      try pool.read { database in
        let structure = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        // Rows of a file with a damaged structure cannot be trusted.
        guard structure.isEmpty else { return structure.map { "structure: \($0)" } }
        return try self.referenceProblems(database) + self.countProblems(database)
          + self.recordProblems(database)
      }
    }
  }

  private func referenceProblems(_ database: Database) throws -> [String] {
    let broken = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row in
      "reference: row \(row[1] as Int? ?? 0) of \(row[0] as String) refers to a missing \(row[2] as String)"
    }
    let sequences = try Row.fetchAll(
      database,
      sql: """
        SELECT run.id, invocation."sequence", count(*) FROM invocation JOIN run USING (run_key)
        WHERE invocation."sequence" IS NOT NULL GROUP BY run_key, invocation."sequence" HAVING count(*) > 1
        """
    ).map { row in "order: run '\(row[0] as String)' has sequence \(row[1] as Int) \(row[2] as Int) times" }
    return broken + sequences
  }

  private func countProblems(_ database: Database) throws -> [String] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT run.id, run.kept, count(invocation.invocation_key) AS found
        FROM run LEFT JOIN invocation USING (run_key) GROUP BY run_key HAVING run.kept <> found
        """
    ).map { row in
      "count: run '\(row[0] as String)' should have \(row[1] as Int) calls and has \(row[2] as Int)"
    }
  }

  private func recordProblems(_ database: Database) throws -> [String] {
    var problems: [String] = []
    let check = { (place: String, body: () throws -> Void) in
      do { try body() } catch { problems.append("record: \(place): \(error)") }
    }
    let campaigns = try Row.fetchCursor(database, sql: "SELECT \(CampaignColumns.list) FROM campaign")
    while let row = try campaigns.next() {
      check("campaign '\(row[0] as String)'") { _ = try CampaignColumns.campaign(row) }
    }
    let runs = try Row.fetchCursor(
      database, sql: "SELECT id, discarded, \(Self.configurationColumns.names) FROM run")
    while let row = try runs.next() {
      check("run '\(row[0] as String)'") {
        _ = try RecordText.counts(row[1])
        var configuration = Measurements.Configuration()
        try Self.configurationColumns.read(row, from: 2, into: &configuration, path: path)
      }
    }
    let invocations = try Row.fetchCursor(
      database, sql: "SELECT invocation_key, measurements, \(Self.invocationColumns.names) FROM invocation")
    while let row = try invocations.next() {
      check("invocation \(row[0] as Int)") {
        if let text = row[1] as String? { _ = try RecordText.measurements(text) }
        var record = Invocation(runID: "")
        try Self.invocationColumns.read(row, from: 2, into: &record, path: path)
      }
    }
    return problems
  }
}
