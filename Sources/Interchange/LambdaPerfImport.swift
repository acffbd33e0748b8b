import Measurements

/// Reads daily cold starts of lambda-perf, in the four layouts of its daily files and reshaped to a table.
///
/// A run is a runtime, package, memory size and architecture; a batch is a day, numbered over all days of the
/// files. The platform reports the initialisation of each call; memory and duration are averages of the day
/// and kept as the measurements `day_average_memory_used` and `day_average_duration`.
enum LambdaPerfImport {
  private static let usualSamples = 10

  static func read(_ sources: [SourceFile]) throws(InterchangeError) -> ImportResult {
    var files = LambdaPerfFiles()
    for source in sources { try files.read(source) }
    let days = Set(files.records.map(\.day)).sorted()
    let numberOfDay = Dictionary(uniqueKeysWithValues: zip(days, 0...))
    var byRun: [String: [DailyColdStarts]] = [:]
    for record in files.records { byRun[record.runID, default: []].append(record) }
    var runs: [Run] = []
    for records in byRun.values.sorted(by: { $0[0].orderOfRun < $1[0].orderOfRun }) {
      runs.append(run(of: records, numberOfDay: numberOfDay))
    }
    var campaign = Importer.importedCampaign(title: "lambda-perf daily cold starts", sources)
    campaign.environment = displayNames(files.records)
    campaign.layouts = layouts(files.layoutOfDay)
    campaign.notices = notices(files, days: days, runs: runs)
    return ImportResult(dataSet: DataSet(campaign: campaign, runs: runs), warnings: campaign.notices)
  }

  private static func run(of records: [DailyColdStarts], numberOfDay: [Int: Int]) -> Run {
    var run = Run(id: records[0].runID, configuration: records[0].configuration)
    var lastDay: Int?
    // Sorting by day and place keeps the order within a day, which plain sorting need not.
    for (_, record) in records.enumerated().sorted(by: {
      ($0.element.day, $0.offset) < ($1.element.day, $1.offset)
    }) {
      guard record.day != lastDay else {
        run.discarded["second record of a day", default: 0] += record.initMicroseconds.count
        continue
      }
      lastDay = record.day
      append(record, batch: numberOfDay[record.day], to: &run)
    }
    return run
  }

  private static func append(_ record: DailyColdStarts, batch: Int?, to run: inout Run) {
    var invocation = Invocation(runID: run.id)
    invocation.batch = batch
    invocation.scheduledUnixNanoseconds = record.unixNanoseconds
    invocation.start = .cold
    invocation.startEvidence = "the platform reported an initialisation"
    if let memory = record.averageMemoryUsedMB {
      invocation.measurements["day_average_memory_used"] = Measurement(value: memory, unit: "MB")
    }
    if let duration = record.averageDurationMilliseconds {
      invocation.measurements["day_average_duration"] = Measurement(value: duration, unit: "ms")
    }
    for duration in record.initMicroseconds {
      invocation.sequence = run.invocations.count
      invocation.initMicroseconds = duration
      run.invocations.append(invocation)
    }
  }

  /// The days from which on the files had another layout, and the first day.
  private static func layouts(_ layoutOfDay: [Int: Int]) -> [String: String] {
    var layouts: [String: String] = [:]
    var last: Int?
    for (day, layout) in layoutOfDay.sorted(by: { $0.key < $1.key }) where layout != last {
      layouts[CivilTime.text(day: day)] = "daily file, layout \(layout)"
      last = layout
    }
    return layouts
  }

  private static func displayNames(_ records: [DailyColdStarts]) -> [String: String] {
    var names: [String: String] = [:]
    for record in records {
      guard let name = record.displayName, let runtime = record.configuration.runtime else { continue }
      names["display name of \(runtime)"] = name
    }
    return names
  }

  // MARK: Notices

  private static func notices(_ files: LambdaPerfFiles, days: [Int], runs: [Run]) -> [String] {
    var notices = [
      "A batch is a day; day_average_duration and day_average_memory_used are averages of the day, not of a call."
    ]
    notices += calendarNotices(days: days, emptyDays: files.emptyDays)
    let repeated = repeatedDays(files.records, days: days)
    if !repeated.isEmpty {
      notices.append(
        "\(count(repeated.count, "day")) with the same values as the day before: \(dates(repeated)).")
    }
    let unusual = files.records.count { $0.initMicroseconds.count != usualSamples }
    if unusual > 0 {
      notices.append(
        "\(unusual) of \(files.records.count) records have another number of samples than \(usualSamples).")
    }
    let discarded = runs.reduce(0) { $0 + $1.discarded.values.reduce(0, +) }
    if discarded > 0 {
      notices.append(
        "\(discarded) samples were left out because their day was given twice; the first record counts.")
    }
    if files.recordsWithoutPackage > 0 {
      notices.append(
        "\(files.recordsWithoutPackage) records do not name the package; they are taken as zip, the only kind that "
          + "those layouts had.")
    }
    if files.recordsWithoutArchitecture > 0 {
      notices.append(
        "\(files.recordsWithoutArchitecture) records do not name the architecture; they are taken as x86_64, the only "
          + "one that those layouts had.")
    }
    return notices
  }

  private static func calendarNotices(days: [Int], emptyDays: Set<Int>) -> [String] {
    let known = emptyDays.union(days)
    guard let first = known.min(), let last = known.max() else { return ["The files hold no day."] }
    var notices: [String] = []
    // Counted from the days that are there, since the calendar between them may be long.
    let missing = last - first + 1 - known.count
    let gaps = zip(known.sorted(), known.sorted().dropFirst()).flatMap { before, after in
      (before + 1..<after).prefix(datesInNotice + 1)
    }
    if missing > 0 {
      notices.append(
        "\(count(missing, "day")) missing of \(last - first + 1) between \(CivilTime.text(day: first)) and "
          + "\(CivilTime.text(day: last)): \(dates(gaps, of: missing)).")
    }
    let empty = emptyDays.subtracting(days).sorted()
    if !empty.isEmpty { notices.append("\(count(empty.count, "day")) with an empty list: \(dates(empty)).") }
    return notices
  }

  /// Days on which every configuration of the day before has the same values in the same order.
  private static func repeatedDays(_ records: [DailyColdStarts], days: [Int]) -> [Int] {
    var valuesOfDay: [Int: [String: [Int]]] = [:]
    for record in records { valuesOfDay[record.day, default: [:]][record.runID] = record.initMicroseconds }
    return zip(days, days.dropFirst()).compactMap { before, day in
      valuesOfDay[before] == valuesOfDay[day] ? day : nil
    }
  }

  private static let datesInNotice = 10

  private static func dates(_ days: [Int], of total: Int? = nil) -> String {
    let listed = days.prefix(datesInNotice).map { CivilTime.text(day: $0) }.joined(separator: ", ")
    let rest = (total ?? days.count) - min(days.count, datesInNotice)
    return rest > 0 ? "\(listed) and \(rest) more" : listed
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
