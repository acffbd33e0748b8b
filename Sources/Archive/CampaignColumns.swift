import GRDB
import Interchange
import Measurements

/// The columns of the table of campaigns; lists are JSON texts.
enum CampaignColumns {
  private static let names = [
    "id", "title", "experiment", "created_unix_ns", "seed", "command", "tool_version", "plan", "environment",
    "notices", "sources", "ending",
  ]

  /// The names with commas between them.
  static let list = names.map { "campaign.\($0)" }.joined(separator: ", ")

  /// Inserts a campaign or replaces its description; its runs stay.
  static let upsert = """
    INSERT INTO campaign (\(names.joined(separator: ", "))) VALUES (\(databaseQuestionMarks(count: names.count)))
    ON CONFLICT (id) DO UPDATE SET \(names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
    """

  static func values(of campaign: Campaign) throws(ArchiveError) -> [DatabaseValue] {
    let texts = [
      ("id", campaign.id), ("title", campaign.title), ("experiment", campaign.experiment),
      ("tool_version", campaign.toolVersion ?? ""), ("plan", campaign.planJSON ?? ""),
      ("ending", campaign.ending ?? ""),
    ]
    for (field, text) in texts { _ = try storable(text, field: field) }
    guard !campaign.id.isEmpty else { throw .invalidRecord(field: "id", reason: "of the campaign is empty") }
    return [
      campaign.id.databaseValue, campaign.title.databaseValue, campaign.experiment.databaseValue,
      campaign.createdUnixNanoseconds.databaseValue,
      // SQLite's integers are signed, seeds are not.
      campaign.seed.map { String($0) }.databaseValue,
      RecordText.encode(campaign.command).databaseValue, campaign.toolVersion.databaseValue,
      campaign.planJSON.databaseValue, RecordText.encode(campaign.environment).databaseValue,
      RecordText.encode(campaign.notices).databaseValue, RecordText.encode(campaign.sources).databaseValue,
      campaign.ending.databaseValue,
    ]
  }

  /// Reads a campaign from the first columns of a row.
  static func campaign(_ row: Row) throws -> Campaign {
    var campaign = Campaign(id: row[0], title: row[1], experiment: row[2])
    campaign.createdUnixNanoseconds = row[3]
    campaign.seed = (row[4] as String?).flatMap { UInt64($0) }
    campaign.command = try RecordText.list(row[5])
    campaign.toolVersion = row[6]
    campaign.planJSON = row[7]
    campaign.environment = try RecordText.texts(row[8])
    campaign.notices = try RecordText.list(row[9])
    campaign.sources = try RecordText.sources(row[10])
    campaign.ending = row[11]
    return campaign
  }
}
