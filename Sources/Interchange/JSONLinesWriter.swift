public import Measurements

/// Writes the open format `sebs/1` as JSON Lines: the campaign, then each run followed by its invocations.
///
/// The order of keys is fixed and values that are missing are left out, so the same data give the same bytes.
public struct JSONLinesWriter {
  private var writer = ByteWriter()

  /// Creates a writer with an empty buffer.
  public init() {}

  /// A whole data set as one text.
  ///
  /// - Throws: ``InterchangeError`` when a number is not finite or a record belongs to another run.
  public static func encode(_ dataSet: DataSet) throws(InterchangeError) -> [UInt8] {
    try checkRuns(dataSet)
    var writer = Self()
    try writer.append(dataSet.campaign)
    for run in dataSet.runs {
      try writer.append(run)
      for record in run.invocations { try writer.append(record) }
    }
    return writer.takeBytes()
  }

  /// Hands out a whole data set in pieces of about 64 KiB.
  ///
  /// - Throws: What `sink` throws, or ``InterchangeError`` as ``encode(_:)``.
  public static func write(_ dataSet: DataSet, to sink: ([UInt8]) throws -> Void) throws {
    try checkRuns(dataSet)
    var writer = Self()
    try writer.append(dataSet.campaign)
    for run in dataSet.runs {
      try writer.append(run)
      for record in run.invocations {
        try writer.append(record)
        if writer.writer.bytes.count >= 65_536 { try sink(writer.takeBytes()) }
      }
    }
    try sink(writer.takeBytes())
  }

  /// The lines since the last call.
  public mutating func takeBytes() -> [UInt8] {
    let bytes = writer.bytes
    writer.removeAll()
    return bytes
  }

  /// Adds the first line.
  public mutating func append(_ campaign: Campaign) throws(InterchangeError) {
    begin("campaign")
    writer.member("schema", OpenFormat.schema)
    writer.member("id", campaign.id)
    writer.member("title", campaign.title)
    writer.member("experiment", campaign.experiment)
    writer.member("created_unix_ns", integer: campaign.createdUnixNanoseconds)
    writer.member("seed", integer: campaign.seed)
    writer.member("command", list: campaign.command)
    writer.member("tool_version", campaign.toolVersion)
    writer.member("plan", campaign.planJSON)
    if !campaign.environment.isEmpty {
      writer.key("environment")
      writer.texts(campaign.environment)
    }
    writer.member("notices", list: campaign.notices)
    if !campaign.sources.isEmpty {
      writer.key("sources")
      writer.sources(campaign.sources)
    }
    writer.member("ending", campaign.ending)
    end()
  }

  /// Adds the line of a run, without its invocations.
  public mutating func append(_ run: Run) throws(InterchangeError) {
    begin("run")
    writer.member("run_id", run.id)
    for field in Configuration.fields {
      guard let value = field.value(in: run.configuration) else { continue }
      try checkFinite(value, field: field.name, run: run.id)
      writer.key(field.name)
      writer.json(value)
    }
    if !run.discarded.isEmpty {
      writer.key("discarded")
      writer.counts(run.discarded)
    }
    end()
  }

  /// Adds the line of an invocation.
  public mutating func append(_ record: Invocation) throws(InterchangeError) {
    begin("invocation")
    writer.member("run_id", record.runID)
    for field in Invocation.fields {
      guard let value = field.value(in: record) else { continue }
      try checkFinite(value, field: field.name, run: record.runID)
      writer.key(field.name)
      writer.json(value)
    }
    if !record.measurements.isEmpty {
      writer.key("measurements")
      try writer.measurements(record.measurements, run: record.runID)
    }
    end()
  }

  private mutating func begin(_ kind: String) {
    writer.append("{")
    writer.member("kind", kind)
  }

  private mutating func end() { writer.raw("}\n") }
}

/// Throws when a run occurs twice or holds a record of another run, since such data would not read back.
func checkRuns(_ dataSet: DataSet) throws(InterchangeError) {
  var runIDs: Set<String> = []
  for run in dataSet.runs {
    guard runIDs.insert(run.id).inserted else {
      throw InterchangeError(
        file: "the data to be written", expected: "every run once", found: "run \(excerpt(run.id)) again",
        remedy: "Give runs different identifiers.")
    }
    if let record = run.invocations.first(where: { $0.runID != run.id }) {
      throw InterchangeError(
        file: "the data to be written", expected: "records of run \(excerpt(run.id)) with its identifier",
        found: "run_id \(excerpt(record.runID))", remedy: "Give each record the identifier of its run.")
    }
  }
}

extension ByteWriter {
  fileprivate mutating func member(_ name: String, list texts: [String]) {
    guard !texts.isEmpty else { return }
    key(name)
    list(texts)
  }

  mutating func list(_ texts: [String]) {
    append("[")
    for (index, text) in texts.enumerated() {
      if index > 0 { append(",") }
      jsonString(text)
    }
    append("]")
  }

  /// Texts by name, sorted.
  mutating func texts(_ texts: [String: String]) {
    append("{")
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) { member(name, text) }
    append("}")
  }

  mutating func sources(_ sources: [Source]) {
    append("[")
    for (index, source) in sources.enumerated() {
      if index > 0 { append(",") }
      append("{")
      member("name", source.name)
      member("format", source.format)
      member("sha256", source.sha256)
      append("}")
    }
    append("]")
  }

  /// Counts by name, sorted.
  mutating func counts(_ counts: [String: Int]) {
    append("{")
    for (name, count) in counts.sorted(by: { $0.key < $1.key }) { member(name, integer: count) }
    append("}")
  }

  /// Measurements by name, sorted.
  mutating func measurements(
    _ measurements: [String: Measurement], run: String
  ) throws(InterchangeError) {
    append("{")
    for (name, measurement) in measurements.sorted(by: { $0.key < $1.key }) {
      try checkFinite(measurement.value, field: "measurements", run: run)
      key(name)
      raw("{\"value\":")
      raw(shortestText(measurement.value))
      member("unit", measurement.unit)
      append("}")
    }
    append("}")
  }
}
