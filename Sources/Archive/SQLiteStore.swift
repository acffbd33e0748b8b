import GRDB
import Interchange
public import Measurements

/// Campaigns in one SQLite file.
///
/// Each batch is one transaction in write-ahead mode with full synchronisation: when ``append(_:discarded:toRun:ofCampaign:)``
/// returns, the batch survives the death of the process and the loss of power. Other processes may read while
/// one writes.
public final class SQLiteStore: MeasurementStore {
  /// Path of the file.
  public let path: String
  let pool: DatabasePool
  static let configurationColumns = RecordColumns(fields: Configuration.fields)
  static let invocationColumns = RecordColumns(fields: Invocation.fields)

  /// Seconds for which a process waits for another one's transaction.
  private static let busySeconds = 10.0

  /// Opens the store at a path; makes it when there is no file.
  ///
  /// - Throws: ``ArchiveError`` when the place cannot be used, or the file is damaged, of another program or of
  ///   a newer version of this one.
  public convenience init(path: String) throws(ArchiveError) { try self.init(path: path, maximumPages: nil) }

  /// Opens the store of the user; see ``defaultPath(environment:)``. Its folder is made when it is missing.
  public convenience init(environment: [String: String]) throws(ArchiveError) {
    let path = try Self.defaultPath(environment: environment)
    try Self.makeFolder(of: path)
    try self.init(path: path)
  }

  /// - Parameter maximumPages: Bound of the file's size, to test what happens when there is no space.
  init(path: String, maximumPages: Int?) throws(ArchiveError) {
    try Self.checkPlace(path)
    if Self.hasContent(path) { try Self.checkOwner(path) }
    self.path = path
    pool = try translating(path) {
      var configuration = GRDB.Configuration()
      configuration.busyMode = .timeout(Self.busySeconds)
      configuration.maximumReaderCount = 2
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { database in
        // GRDB sets NORMAL, with which a loss of power may take back what was acknowledged.
        try database.execute(sql: "PRAGMA synchronous = FULL")
        if let maximumPages { try database.execute(sql: "PRAGMA max_page_count = \(maximumPages)") }
        try database.inTransaction(.immediate) {
          try Self.migrate(database, path: path)
          return .commit
        }
      }
      return pool
    }
  }

  /// Looks at a file without changing it.
  private static func checkOwner(_ path: String) throws(ArchiveError) {
    try translating(path) {
      var configuration = GRDB.Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(busySeconds)
      try DatabaseQueue(path: path, configuration: configuration).read { database in
        _ = try checkOwner(database, path: path)
      }
    }
  }

  /// Throws unless the database is ours or empty; returns its version.
  private static func checkOwner(_ database: Database, path: String) throws -> Int {
    let owner = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    if owner == 0, version == 0, tables == 0 { return 0 }
    guard owner == SQLiteMigration.applicationID else { throw ArchiveError.foreignDatabase(path: path) }
    guard version <= SQLiteMigration.all.count else {
      throw ArchiveError.newerVersion(path: path, version: version, known: SQLiteMigration.all.count)
    }
    return version
  }

  /// Takes the steps that the store lacks. The caller holds a transaction, so two processes cannot interfere.
  private static func migrate(_ database: Database, path: String) throws {
    let version = try checkOwner(database, path: path)
    guard version < SQLiteMigration.all.count else { return }
    for migration in SQLiteMigration.all[version...] { try database.execute(sql: migration.sql) }
    try database.execute(sql: "PRAGMA application_id = \(SQLiteMigration.applicationID)")
    try database.execute(sql: "PRAGMA user_version = \(SQLiteMigration.all.count)")
  }

  // MARK: Writing

  /// Adds a campaign without runs, or replaces the description of one that exists.
  public func save(_ campaign: Campaign) throws(ArchiveError) {
    let values = try CampaignColumns.values(of: campaign)
    try translating(path) {
      try pool.write { database in
        try database.execute(sql: CampaignColumns.upsert, arguments: StatementArguments(values))
      }
    }
  }

  /// Adds a run to a campaign; does nothing when it is there already with the same configuration.
  ///
  /// - Throws: ``ArchiveError/runDiffers(id:field:)`` when it is there with another one.
  public func addRun(
    id: String, configuration: Measurements.Configuration, toCampaign campaignID: String
  ) throws(ArchiveError) {
    let columns = Self.configurationColumns
    var values = [try storable(id, field: "run_id").databaseValue]
    try columns.append(configuration, to: &values)
    let marks = databaseQuestionMarks(count: values.count + 1)
    try translating(path) {
      try pool.write { database in
        guard let campaign = try Self.campaignKey(campaignID, database) else {
          throw ArchiveError.unknownCampaign(id: campaignID)
        }
        if let known = try self.configuration(ofRun: id, campaign: campaign, database) {
          let differing = columns.fields.first { $0.value(in: known) != $0.value(in: configuration) }
          if let differing { throw ArchiveError.runDiffers(id: id, field: differing.name) }
          return
        }
        try database.execute(
          sql: "INSERT INTO run (campaign_key, id, \(columns.names)) VALUES (\(marks))",
          arguments: StatementArguments([campaign.databaseValue] + values))
      }
    }
  }

  /// Adds the calls of one batch in one transaction; when this returns they are on the disk.
  ///
  /// - Throws: ``ArchiveError``; then nothing of the batch is kept.
  /// - Complexity: Linear in the number of calls.
  public func append(
    _ invocations: [Invocation], discarded: [String: Int], toRun runID: String, ofCampaign campaignID: String
  ) throws(ArchiveError) {
    let columns = Self.invocationColumns
    var rows: [[DatabaseValue]] = []
    rows.reserveCapacity(invocations.count)
    for record in invocations {
      guard record.runID == runID else {
        throw .invalidRecord(field: "run_id", reason: "is '\(record.runID)', expected '\(runID)'")
      }
      var values: [DatabaseValue] = [.null]
      values.reserveCapacity(columns.fields.count + 2)
      try columns.append(record, to: &values)
      values.append(try measurementsText(record.measurements)?.databaseValue ?? .null)
      rows.append(values)
    }
    let batch = rows
    try translating(path) {
      try pool.write { database in
        let run = try self.addCounts(batch.count, discarded, toRun: runID, ofCampaign: campaignID, database)
        let marks = databaseQuestionMarks(count: columns.fields.count + 2)
        let statement = try database.cachedStatement(
          sql: "INSERT INTO invocation (run_key, \(columns.names), measurements) VALUES (\(marks))")
        for var values in batch {
          values[0] = run.databaseValue
          statement.setUncheckedArguments(StatementArguments(values))
          try statement.execute()
        }
      }
    }
  }

  /// Updates the counts of a run and returns its key.
  private func addCounts(
    _ kept: Int, _ discarded: [String: Int], toRun runID: String, ofCampaign campaignID: String,
    _ database: Database
  ) throws -> Int {
    guard let campaign = try Self.campaignKey(campaignID, database) else {
      throw ArchiveError.unknownCampaign(id: campaignID)
    }
    let row = try Row.fetchOne(
      database.cachedStatement(sql: "SELECT run_key, discarded FROM run WHERE campaign_key = ? AND id = ?"),
      arguments: [campaign, runID])
    guard let row else { throw ArchiveError.unknownRun(id: runID, campaign: campaignID) }
    let key: Int = row[0]
    let known = try RecordText.counts(row[1])
    let counts = RecordText.encode(known.merging(discarded) { $0.addingReportingOverflow($1).partialValue })
    try database.execute(
      sql: "UPDATE run SET kept = kept + ?, discarded = ? WHERE run_key = ?", arguments: [kept, counts, key])
    return key
  }

  /// Deletes a campaign with its runs and calls.
  public func delete(campaign id: String) throws(ArchiveError) {
    try translating(path) {
      try pool.write { database in
        try database.execute(sql: "DELETE FROM campaign WHERE id = ?", arguments: [id])
        if database.changesCount == 0 { throw ArchiveError.unknownCampaign(id: id) }
      }
    }
  }

  static func campaignKey(_ id: String, _ database: Database) throws -> Int? {
    try Int.fetchOne(
      database.cachedStatement(sql: "SELECT campaign_key FROM campaign WHERE id = ?"), arguments: [id])
  }
}

/// Runs `body` and turns what SQLite reports into errors that say what to do.
func translating<Value>(_ path: String, _ body: () throws -> Value) throws(ArchiveError) -> Value {
  do {
    return try body()
  } catch let error as ArchiveError {
    throw error
  } catch let error as DatabaseError {
    let message = error.message ?? "an error"
    switch error.resultCode.primaryResultCode {
    case .SQLITE_FULL: throw .diskFull(path: path)
    case .SQLITE_READONLY: throw .readOnly(path: path)
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: throw .notPermitted(path: path, detail: message)
    case .SQLITE_NOTADB: throw .notADatabase(path: path)
    case .SQLITE_CORRUPT: throw .corrupt(path: path, detail: message)
    case .SQLITE_BUSY, .SQLITE_LOCKED: throw .busy(path: path)
    default: throw .failure(path: path, code: error.extendedResultCode.rawValue, message: message)
    }
  } catch let error as InterchangeError {
    throw .corrupt(path: path, detail: error.description)
  } catch {
    throw .failure(path: path, code: -1, message: "\(error)")
  }
}
