import Measurements

/// What lambda-perf measured for one configuration on one day.
struct DailyColdStarts {
  /// Days since 1970-01-01, UTC.
  let day: Int
  /// When the day's calls were made or, in the reshaped table, are made as a rule.
  let unixNanoseconds: Int
  let configuration: Configuration
  /// Name for people, in the later layouts.
  var displayName: String?
  /// Peak memory of the sandboxes in MB, averaged over the day.
  var averageMemoryUsedMB: Double?
  /// Time in the handler in ms, averaged over the day.
  var averageDurationMilliseconds: Double?
  let initMicroseconds: [Int]

  /// Identifier of the run.
  var runID: String {
    [
      configuration.runtime, configuration.package?.rawValue, configuration.memoryMB.map(String.init),
      configuration.architecture,
    ].compactMap { $0 }.joined(separator: "-")
  }

  /// Order of runs: by name, then by size.
  var orderOfRun: (String, String, Int, String) {
    (
      configuration.runtime ?? "", configuration.package?.rawValue ?? "", configuration.memoryMB ?? 0,
      configuration.architecture ?? ""
    )
  }
}

/// Everything that was in the files of lambda-perf.
struct LambdaPerfFiles {
  var records: [DailyColdStarts] = []
  /// Days that are there with an empty list.
  var emptyDays: Set<Int> = []
  /// Records of layouts that do not name package or architecture.
  var recordsWithoutPackage = 0
  var recordsWithoutArchitecture = 0
  /// Layout of the entries of each day of a daily file, from 1.
  var layoutOfDay: [Int: Int] = [:]

  /// The daily job runs at this time, UTC.
  private static let hourOfDailyRun = 14
  private static let prefix = "lambda-perf-"
  private static let remedy = "The file should be one that lambda-perf has published."

  mutating func read(_ source: SourceFile) throws(InterchangeError) {
    guard source.format == .lambdaPerfJSON else {
      var rows: [DailyColdStarts] = []
      try source.forEachRow { (row) throws(InterchangeError) in rows.append(try Self.record(row)) }
      for row in rows {
        if row.initMicroseconds.isEmpty { emptyDays.insert(row.day) } else { records.append(row) }
      }
      return
    }
    let root = try source.json()
    let generatedAt = root["metadata"]?["generatedAt"]
    guard let text = generatedAt?.string, let instant = CivilTime.instant(text) else {
      throw (generatedAt ?? root).error(
        "metadata.generatedAt with an instant such as 2024-06-11T14:00:11.680Z", file: source.name,
        remedy: Self.remedy)
    }
    guard let data = root["runtimeData"], let entries = data.items else {
      throw root.error("an array runtimeData", file: source.name, remedy: Self.remedy)
    }
    let day = instant / CivilTime.nanosecondsPerSecond / CivilTime.secondsPerDay
    if entries.isEmpty { emptyDays.insert(day) }
    layoutOfDay[day] = entries.first.map(Self.layout)
    for entry in entries {
      records.append(try record(entry, day: day, instant: instant, file: source.name))
    }
  }

  // MARK: Table

  private static func record(_ row: TableRow) throws(InterchangeError) -> DailyColdStarts {
    let date = try row.required("date")
    guard let day = CivilTime.day(date) else {
      throw row.error("date", expected: "a day such as 2026-01-31", found: excerpt(date))
    }
    let runtime = try row.required("runtime")
    let configuration = configuration(
      runtime: runtime, package: row.text("package"), architecture: row.text("arch"),
      memoryMB: try row.integer("memory_mb", minimum: 1))
    let column = "init_duration_ms"
    var durations: [Int] = []
    for text in (row.text(column) ?? "").split(separator: ";") {
      durations.append(try row.microseconds(String(text), column, perUnit: 1000))
    }
    return DailyColdStarts(
      day: day,
      unixNanoseconds: (day * CivilTime.secondsPerDay + hourOfDailyRun * 3600)
        * CivilTime.nanosecondsPerSecond,
      configuration: configuration,
      averageMemoryUsedMB: try row.number("avg_mem_used_mb"),
      averageDurationMilliseconds: try row.number("avg_duration_ms"),
      initMicroseconds: durations)
  }

  // MARK: JSON

  /// The layouts came with a name for people, the architecture, and short keys.
  private static func layout(_ entry: JSONValue) -> Int {
    if entry["r"] != nil { return 4 }
    return entry["architecture"] != nil ? 3 : entry["displayName"] != nil ? 2 : 1
  }

  /// Reads an entry in any of the four layouts; the later ones have shorter keys.
  private mutating func record(
    _ entry: JSONValue, day: Int, instant: Int, file: String
  ) throws(InterchangeError) -> DailyColdStarts {
    guard let name = (entry["runtime"] ?? entry["r"])?.string else {
      throw entry.error("an entry with a runtime", file: file, remedy: Self.remedy)
    }
    guard let items = (entry["initDurations"] ?? entry["i"])?.items else {
      throw entry.error("an entry with a list of init durations", file: file, remedy: Self.remedy)
    }
    var durations: [Int] = []
    for item in items {
      guard let milliseconds = item.double, let duration = wholeMicroseconds(milliseconds * 1000) else {
        throw item.error("a duration in ms, at least 0", file: file, remedy: Self.remedy)
      }
      durations.append(duration)
    }
    let package = entry["p"]?.string
    let architecture = (entry["architecture"] ?? entry["a"])?.string
    let memory = try entry.integer(entry["m"] == nil ? "memorySize" : "m", file: file)
    guard let memory, memory > 0 else {
      throw entry.error("an entry with a memory size in MB", file: file, remedy: Self.remedy)
    }
    recordsWithoutPackage += package == nil ? 1 : 0
    recordsWithoutArchitecture += architecture == nil ? 1 : 0
    let configuration = Self.configuration(
      runtime: Self.token(name, package: package, memory: memory, architecture: architecture),
      package: package ?? "zip", architecture: architecture ?? "x86_64", memoryMB: memory)
    return DailyColdStarts(
      day: day, unixNanoseconds: instant, configuration: configuration,
      displayName: (entry["displayName"] ?? entry["d"])?.string,
      averageMemoryUsedMB: try entry.number(
        entry["mu"] == nil ? "averageMemoryUsed" : "mu", file: file),
      averageDurationMilliseconds: try entry.number(
        entry["ad"] == nil ? "averageDuration" : "ad", file: file),
      initMicroseconds: durations)
  }

  /// The runtime in a name such as `lambda-perf-python311-zip-128-x86_64`.
  private static func token(_ name: String, package: String?, memory: Int, architecture: String?) -> String {
    var token = name.hasPrefix(prefix) ? Substring(name.dropFirst(prefix.count)) : Substring(name)
    for part in [architecture, String(memory), package].compactMap({ $0 }) where token.hasSuffix("-" + part) {
      token = token.dropLast(part.count + 1)
    }
    return String(token)
  }

  private static func configuration(
    runtime: String, package: String?, architecture: String?, memoryMB: Int?
  ) -> Configuration {
    var configuration = Configuration()
    configuration.platform = "aws"
    configuration.region = "us-east-1"
    configuration.benchmark = "hello-world"
    configuration.runtime = runtime
    configuration.architecture = architecture
    configuration.memoryMB = memoryMB
    configuration.package = package.flatMap(PackageKind.init(rawValue:))
    configuration.trigger = .sdk
    configuration.expectedStart = .cold
    return configuration
  }
}
