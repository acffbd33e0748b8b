import Measurements

/// One JSON file of the original suite.
struct SeBSResultFile {
  private let source: SourceFile
  private let root: JSONValue
  private static let remedy = "The file should be one that the original suite has written."

  init(_ source: SourceFile) throws(InterchangeError) {
    self.source = source
    root = try source.json()
  }

  /// One run for each function in the file.
  func runs(_ notices: inout [String]) throws(InterchangeError) -> [Run] {
    guard let functions = root["_invocations"]?.members else {
      throw root.error("an object _invocations", file: source.name, remedy: Self.remedy)
    }
    let clock = SeBSClock(root)
    var runs: [Run] = []
    for function in functions {
      guard let calls = function.value.members else {
        throw function.value.error("an object of calls by request id", file: source.name, remedy: Self.remedy)
      }
      let configuration = try configuration(function: function.key, calls)
      var reader = SeBSRecordReader(file: source.name, clock: clock, platform: configuration.platform)
      var run = Run(id: runID(configuration, functions: functions.count), configuration: configuration)
      for call in calls { run.invocations.append(try reader.record(call, runID: run.id)) }
      run.invocations = SeBSImport.recoverBatches(run.invocations)
      let name = functions.count == 1 ? source.name : "\(source.name), \(function.key)"
      notices += reader.notices(of: name)
      notices += SeBSChecks.repair(&run, name: name)
      notices += batchNotices(run, name: name)
      runs.append(run)
    }
    if !runs.isEmpty { try addStatistics(to: &runs[0], &notices) }
    if let notice = clock.notice { notices.append("\(source.name): \(notice)") }
    return runs
  }

  // MARK: Configuration

  /// Type and memory size in a name such as `cold_results_128-processed.json`.
  private var typeAndMemory: (type: InvocationPattern?, memoryMB: Int?) {
    let parts = source.name.prefix { $0 != "." }.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[1].hasPrefix("results"),
      let type = InvocationPattern(rawValue: String(parts[0]))
    else { return (nil, nil) }
    guard parts.count > 2 else { return (type, nil) }
    return (type, parts[2].split(separator: "-").first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil })
  }

  private func configuration(
    function: String, _ calls: [JSONValue.Member]
  ) throws(InterchangeError) -> Configuration {
    var configuration = Configuration()
    let experiments = root["config"]?["experiments"]
    let settings = experiments?["experiments"]?["perf-cost"] ?? experiments?["perf-cost"]
    let deployment = root["config"]?["deployment"]
    let (type, memoryInName) = typeAndMemory
    configuration.platform = (deployment?["name"] ?? deployment?["_name"])?.string
    configuration.region = (deployment?["region"] ?? deployment?["_region"])?.string
    configuration.function = function
    configuration.benchmark = settings?["benchmark"]?.string
    configuration.inputSize = settings?["input-size"]?.string
    configuration.language = experiments?["runtime"]?["language"]?.string
    configuration.runtimeVersion = experiments?["runtime"]?["version"]?.string
    if let architecture = experiments?["architecture"]?.string {
      configuration.architecture = architecture == "x64" ? "x86_64" : architecture
    }
    if let variant = experiments?["system_variant"]?.string {
      configuration.package = variant == "container" ? .image : variant == "package" ? .zip : nil
    } else if let isContainer = experiments?["container_deployment"]?.bool {
      configuration.package = isContainer ? .image : .zip
    }
    configuration.memoryMB = memoryInName ?? billedMemory(calls) ?? onlyMemorySize(settings)
    configuration.pattern = type
    configuration.expectedStart = type.map { $0 == .cold ? .cold : $0 == .warm ? .warm : .any }
    if let type {
      let concurrent = try settings?.integer("concurrent-invocations", file: source.name)
      configuration.concurrency = type == .sequential ? 1 : concurrent.flatMap { $0 > 0 ? $0 : nil }
      configuration.arrival = .closed
    }
    if calls.contains(where: { ($0.value["times"]?["http_startup"]?.double ?? 0) > 0 }) {
      configuration.trigger = .http
    }
    return configuration
  }

  private func billedMemory(_ calls: [JSONValue.Member]) -> Int? {
    let sizes = Set(calls.compactMap { $0.value["billing"]?["_memory"]?.integer }.filter { $0 > 0 })
    return sizes.count == 1 ? sizes.first : nil
  }

  private func onlyMemorySize(_ settings: JSONValue?) -> Int? {
    guard let sizes = settings?["memory-sizes"]?.items, sizes.count == 1 else { return nil }
    return sizes[0].integer.flatMap { $0 > 0 ? $0 : nil }
  }

  private func runID(_ configuration: Configuration, functions: Int) -> String {
    var parts = [
      configuration.platform, configuration.benchmark, configuration.pattern?.rawValue,
      configuration.memoryMB.map(String.init),
    ].compactMap { $0 }
    if functions > 1 || configuration.pattern == nil { parts += [configuration.function].compactMap { $0 } }
    return parts.joined(separator: "-")
  }

  // MARK: Failures

  /// Adds failed calls as records and calls with the wrong start as a count.
  private func addStatistics(to run: inout Run, _ notices: inout [String]) throws(InterchangeError) {
    guard let statistics = root["statistics"] else { return }
    let failures = statistics["failures"]?.items ?? []
    for failure in failures {
      let message = failure.string ?? failure.summary
      var record = Invocation(runID: run.id, status: Self.status(ofMessage: message))
      record.errorClass = "sebs_failure"
      record.message = String(message.prefix(Invocation.messageLimit))
      run.invocations.append(record)
    }
    let failed = try statistics.integer("failures_count", file: source.name) ?? failures.count
    if failed > failures.count { run.discarded["failure without message"] = failed - failures.count }
    let incorrect =
      try statistics.integer("incorrect_count", file: source.name) ?? statistics["incorrect"]?.items?.count
      ?? 0
    if incorrect > 0 { run.discarded["wrong start"] = incorrect }
    if failed > 0 || incorrect > 0 {
      notices.append(
        "\(source.name): \(failed) failed calls and \(incorrect) with the wrong start; failures may include warm-up, "
          + "and the suite does not count the warm-up that it removed.")
    }
  }

  /// The suite keeps only the text of an error, so the kind is guessed from well-known words.
  private static func status(ofMessage message: String) -> Status {
    let text = message.lowercased()
    let signs: [(Status, [String])] = [
      (.timeout, ["timed out", "timeout", "(28,"]),
      (.throttled, ["throttl", "toomanyrequests", "too many requests", "429"]),
      (
        .transportError,
        ["could not resolve", "couldn't resolve", "failed to connect", "connection reset", "(7,", "(56,"]
      ),
    ]
    return signs.first { _, words in words.contains { text.contains($0) } }?.0 ?? .functionError
  }

  private func batchNotices(_ run: Run, name: String) -> [String] {
    let timed = run.invocations.filter { $0.batch != nil }
    let batches = Set(timed.compactMap(\.batch)).count
    var notices: [String] = []
    if batches > 0 {
      notices.append(
        "\(name): \(batches) \(batches == 1 ? "batch" : "batches") recovered from pauses of more than 2 s in client_begin."
      )
    }
    if timed.count < run.invocations.count {
      notices.append(
        "\(name): \(run.invocations.count - timed.count) of \(run.invocations.count) calls have no client_begin and "
          + "belong to no batch.")
    }
    return notices
  }
}
