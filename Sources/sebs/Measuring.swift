import Archive
import Dispatch
import Experiments
import Foundation
import Measurements
import Platforms
import Reports
import Statistics
import Workloads

/// Runs an experiment with progress, and ends it in order when the user interrupts.
struct Measuring {
  let platform: any Platform
  let store: any MeasurementStore
  let storePath: String?

  /// Makes the context of an experiment.
  func context(progress: ProgressLine) -> ExperimentContext {
    ExperimentContext(
      platform: platform, store: store,
      package: { workload in
        try await workload.package(
          into: try PackageCache.standardFolder(), interpreter: try PythonInterpreter.find())
      },
      precision: { values, batches in Self.relativeHalfWidth(values, batches) },
      progress: { progress.show($0) })
  }

  /// Half width of the batch-aware 95 % interval of the median over the median; `nil` while unbounded.
  static func relativeHalfWidth(_ values: [Double], _ batches: [Int]) -> Double? {
    guard let estimate = try? ClusteredSample(values, labels: batches).quantileInterval(0.5),
      let width = estimate.interval?.width, estimate.value > 0, (estimate.clusters ?? 0) >= 2
    else { return nil }
    return width / 2 / estimate.value
  }

  /// Runs an experiment and says how to go on when it was interrupted.
  func run(_ work: @escaping @Sendable (ExperimentContext) async throws -> ExperimentOutcome) async throws
    -> ExperimentOutcome
  {
    let outcome = try await interruptibly(work)
    if outcome.isInterrupted {
      let place = storePath.map { " --store \($0)" } ?? ""
      Terminal.say("Interrupted. Resume with: sebs run --resume \(outcome.campaignID)\(place)")
    }
    return outcome
  }

  /// Runs `work`; the first interrupt cancels it, so that it stores what is complete.
  func interruptibly<Value: Sendable>(
    _ work: @escaping @Sendable (ExperimentContext) async throws -> Value
  ) async throws -> Value {
    let line = ProgressLine()
    let context = context(progress: line)
    for notice in platform.notices { Terminal.say("Notice: \(notice)") }
    let task = Task { try await work(context) }
    let signals = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        line.finish()
        Terminal.say("Stopping: what is complete is kept.")
        task.cancel()
      }
      source.resume()
      return source
    }
    let result = await task.result
    line.finish()
    signals.forEach { $0.cancel() }
    await platform.shutDown()
    return try result.get()
  }

  /// A new campaign with what is known before measuring.
  static func campaign(prefix: String, title: String, seed: UInt64) -> Campaign {
    let now = Date()
    var campaign = Campaign(id: "\(prefix)-\(stamp(now))", title: title, experiment: "")
    campaign.createdUnixNanoseconds = Int(now.timeIntervalSince1970 * 1e9)
    campaign.seed = seed
    campaign.command = Redaction.words(CommandLine.arguments)
    campaign.toolVersion = ToolVersion.current
    campaign.environment = MachineFacts.all()
    return campaign
  }

  /// `20260131-120000` in UTC.
  private static func stamp(_ date: Date) -> String {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withFullDate, .withTime]
    return formatter.string(from: date).filter { $0 != "Z" && $0 != ":" }.replacingOccurrences(
      of: "T", with: "-"
    )
    .replacingOccurrences(of: " ", with: "-")
  }
}

/// Command lines without secrets.
enum Redaction {
  /// The words as they may be stored: the program by its name alone, header values and addresses' passwords hidden.
  static func words(_ arguments: [String]) -> [String] {
    var result: [String] = []
    var hidesNext = false
    for (index, word) in arguments.enumerated() {
      if index == 0 {
        result.append(URL(fileURLWithPath: word).lastPathComponent)
      } else if hidesNext {
        result.append(String(word.prefix { $0 != ":" }) + ": …")
        hidesNext = false
      } else if word.hasPrefix("--header=") {
        result.append("--header=" + String(word.dropFirst(9).prefix { $0 != ":" }) + ": …")
      } else {
        hidesNext = word == "--header"
        result.append(hidingUserInfo(word))
      }
    }
    return result
  }

  /// Hides what stands before `@` and behind `?` of an address: both may hold keys.
  private static func hidingUserInfo(_ word: String) -> String {
    guard let scheme = word.range(of: "://") else { return word }
    let end = word[scheme.upperBound...].firstIndex { "/?#".contains($0) } ?? word.endIndex
    let authority = word[scheme.upperBound..<end]
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    let path = word[end...].prefix { $0 != "?" && $0 != "#" }
    return word[..<scheme.upperBound] + host + path + (path.endIndex == word.endIndex ? "" : "?…")
  }
}

/// Facts about the machine that drives the measurement.
enum MachineFacts {
  static func all() -> [String: String] {
    var facts: [String: String] = [:]
    facts["Driver cores"] = String(ProcessInfo.processInfo.activeProcessorCount)
    facts["Driver memory"] = "\(ProcessInfo.processInfo.physicalMemory >> 20) MB"
    facts["Driver system"] = ProcessInfo.processInfo.operatingSystemVersionString
    facts["Driver kernel"] = firstLine("/proc/sys/kernel/osrelease")
    facts["Driver processor"] = lines("/proc/cpuinfo").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    facts["Driver load before measuring"] = firstLine("/proc/loadavg").map {
      $0.split(separator: " ").prefix(3).joined(separator: " ")
    }
    return facts
  }

  private static func lines(_ path: String) -> [String] {
    ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
  }

  private static func firstLine(_ path: String) -> String? { lines(path).first }
}
