/// A set of runs that were planned and measured together.
public struct Campaign: Codable, Hashable, Sendable {
  /// Identifier, unique within a store.
  public var id: String
  /// Title for people.
  public var title: String
  /// Experiment that made it, such as `perf-cost`; `import` when the data came from elsewhere.
  public var experiment: String
  /// When it began, in nanoseconds since 1970.
  public var createdUnixNanoseconds: Int?
  /// Seed of every random choice.
  public var seed: UInt64?
  /// Command line that made it, without secrets.
  public var command: [String]
  /// Version of the tool.
  public var toolVersion: String?
  /// The experiment's plan as JSON text, from which the campaign can be resumed.
  public var planJSON: String?
  /// Machine and environment of the driver, and other facts for provenance.
  public var environment: [String: String]
  /// Remarks that a reader of the results must see, such as missing CPU limits.
  public var notices: [String]
  /// Where imported data came from, with their SHA-256.
  public var sources: [Source]
  /// Why measuring ended, such as `precision reached` or `time budget spent`; `nil` while it runs.
  public var ending: String?

  enum CodingKeys: String, CodingKey {
    case id, title, experiment, seed, command, environment, notices, sources, ending
    case createdUnixNanoseconds = "created_unix_ns"
    case toolVersion = "tool_version"
    case planJSON = "plan"
  }

  /// Creates a campaign without runs.
  public init(id: String, title: String, experiment: String) {
    self.id = id
    self.title = title
    self.experiment = experiment
    self.command = []
    self.environment = [:]
    self.notices = []
    self.sources = []
  }

  /// Reads a campaign; lists that are absent are empty.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try values.decode(String.self, forKey: .id),
      title: try values.decodeIfPresent(String.self, forKey: .title) ?? "",
      experiment: try values.decodeIfPresent(String.self, forKey: .experiment) ?? "import")
    createdUnixNanoseconds = try values.decodeIfPresent(Int.self, forKey: .createdUnixNanoseconds)
    seed = try values.decodeIfPresent(UInt64.self, forKey: .seed)
    command = try values.decodeIfPresent([String].self, forKey: .command) ?? []
    toolVersion = try values.decodeIfPresent(String.self, forKey: .toolVersion)
    planJSON = try values.decodeIfPresent(String.self, forKey: .planJSON)
    environment = try values.decodeIfPresent([String: String].self, forKey: .environment) ?? [:]
    notices = try values.decodeIfPresent([String].self, forKey: .notices) ?? []
    sources = try values.decodeIfPresent([Source].self, forKey: .sources) ?? []
    ending = try values.decodeIfPresent(String.self, forKey: .ending)
  }
}

/// A file that measurements were read from.
public struct Source: Codable, Hashable, Sendable {
  /// Name of the file, without its folder.
  public var name: String
  /// Format by which it was read.
  public var format: String
  /// SHA-256 of its bytes, in hexadecimal.
  public var sha256: String

  /// Creates the description of a source.
  public init(name: String, format: String, sha256: String) {
    self.name = name
    self.format = format
    self.sha256 = sha256
  }
}

/// All invocations of one configuration.
public struct Run: Hashable, Sendable {
  /// Identifier, unique within the campaign.
  public var id: String
  /// What was held fixed.
  public var configuration: Configuration
  /// The calls, in the order of their sequence numbers where these are known.
  public var invocations: [Invocation]
  /// Calls that were made but not kept (such as warm-up), by reason.
  public var discarded: [String: Int]

  /// Creates a run.
  public init(
    id: String, configuration: Configuration, invocations: [Invocation] = [],
    discarded: [String: Int] = [:]
  ) {
    self.id = id
    self.configuration = configuration
    self.invocations = invocations
    self.discarded = discarded
  }
}

/// A campaign with its runs: what analyses read and writers write.
public struct DataSet: Hashable, Sendable {
  /// The campaign.
  public var campaign: Campaign
  /// Its runs.
  public var runs: [Run]

  /// Creates a data set.
  public init(campaign: Campaign, runs: [Run]) {
    self.campaign = campaign
    self.runs = runs
  }

  /// Number of calls in all runs.
  public var invocationCount: Int { runs.reduce(0) { $0 + $1.invocations.count } }
}
