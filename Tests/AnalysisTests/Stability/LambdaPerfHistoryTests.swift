import Foundation
import Interchange
import Measurements
import Statistics
import Testing

@testable import Analysis

/// Four years of real cold starts whose shifts and causes are known.
@Suite struct LambdaPerfHistoryTests {
  static func file(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("fixtures/lambda-perf")
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// The configurations of some runtimes with 128 MB.
  static func data(_ runtimes: Set<String>, architecture: String? = nil) throws -> DataSet {
    var data = try Importer.read(files: [
      (name: "daily-cold-starts.csv", bytes: try file("daily-cold-starts.csv"))
    ]).dataSet
    data.runs.removeAll { run in
      !runtimes.contains(run.configuration.runtime ?? "") || run.configuration.memoryMB != 128
        || (architecture != nil && run.configuration.architecture != architecture)
    }
    return data
  }

  struct Shift: Sendable {
    var runtime: String
    var date: String
    var sizes: ClosedRange<Double>
    var commit: String?
  }

  static let shifts = [
    Shift(runtime: "java11", date: "2023-06-28", sizes: -0.46 ... -0.36, commit: "ceed20558e"),
    Shift(runtime: "java17", date: "2023-06-28", sizes: -0.53 ... -0.45, commit: "ceed20558e"),
    Shift(runtime: "go_on_provided_al2", date: "2023-11-11", sizes: -0.2 ... -0.08, commit: "d892cfa47b"),
    Shift(runtime: "python39", date: "2024-03-06", sizes: -0.37 ... -0.29, commit: nil),
    Shift(runtime: "python311", date: "2024-03-20", sizes: -0.37 ... -0.29, commit: nil),
    Shift(runtime: "cpp11_on_provided_al2023", date: "2025-09-13", sizes: 2.3...3.1, commit: "ade5be6db0"),
    Shift(runtime: "rust_on_provided_al2023", date: "2025-11-18", sizes: 0.06...0.22, commit: nil),
  ]

  /// Configuration, date, effect and cause of each change of a level in the committed table, which the examples write
  /// anew from all data before the tests run.
  static func table() throws -> [(configuration: String, day: Int, effect: Double, cause: String)] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("reports/lambda-perf-changes.csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().compactMap {
      line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      // Controls are those of the level; the spread is another statistic.
      if cells[9] == "spread" { return nil }
      let day = try #require(Self.day(cells[1]))
      return (cells[0], day, try #require(Double(cells[4])), cells[7])
    }
  }

  /// Days since 1970 by date.
  private static let days = Dictionary(
    uniqueKeysWithValues: (19_000..<21_000).compactMap { day in
      CalendarDate(unixNanoseconds: day * 86_400_000_000_000).map { ("\($0)", day) }
    })

  static func day(_ text: String) -> Int? { days[text] }

  @Test(arguments: shifts)
  func `Known shifts are dated in all configurations, and linked to a commit only where there is one`(
    shift: Shift
  ) throws {
    let day = try #require(Self.day(shift.date))
    let found = try Self.table().filter {
      $0.configuration.hasPrefix(shift.runtime + " ") && abs($0.day - day) <= 2
        && shift.sizes.contains($0.effect)
    }
    #expect(Set(found.map(\.configuration)).count == 4)
    for row in found {
      #expect(shift.commit.map { row.cause.hasSuffix($0) } ?? (row.cause == "unexplained"))
    }
  }

  @Test func `Shifts of a part are dated there, and the controls are silent`() throws {
    let table = try Self.table()
    for (name, date) in [
      ("ruby32 · arm64 · 1024 MB", "2024-01-25"), ("dotnet8 · x86_64 · 128 MB", "2024-04-22"),
      ("dotnet8 · x86_64 · 1024 MB", "2024-04-22"),
    ] {
      let day = try #require(Self.day(date))
      let rows = table.filter { $0.configuration == name && abs($0.day - day) <= 2 }
      #expect(rows.count == 1 && rows.allSatisfy { $0.cause == "unexplained" }, "\(name)")
    }
    for control in ["swift58_on_provided_al2 · x86_64", "quarkus_native_on_provided_al2"] {
      #expect(!table.contains { $0.configuration.hasPrefix(control) })
    }
  }

  @Test func `Two runtimes that moved two weeks apart look like one roll-out`() throws {
    let data = try Self.data(["python39", "python311"])
    let stability = try AnalysedHistory(data, events: nil).stability
    let first = try #require(
      stability.changes.firstIndex { $0.date == "2024-03-06" && $0.members.count == 2 })
    let second = try #require(stability.rollOutSuccessor(of: first))
    #expect(stability.changes[second].date == "2024-03-20")
  }

  @Test func `Halves and shuffled days of the controls raise no more alarms than stated`() throws {
    var data = try Self.data(
      ["swift58_on_provided_al2", "quarkus_native_on_provided_al2"], architecture: "x86_64")
    // Quarkus is a control only from the autumn of 2023 on: it rose and fell before.
    let autumn = 1_698_796_800 * 1_000_000_000
    for index in data.runs.indices {
      data.runs[index].invocations.removeAll { ($0.scheduledUnixNanoseconds ?? 0) < autumn }
    }
    let check = try AnalysedHistory(data, events: nil).stability.selfCheck
    #expect(check.halves.series == 4)
    #expect(Double(check.halves.alarms) <= check.halves.expected.rounded(.up))
    #expect(check.shuffles.series == 6)
    #expect(Double(check.shuffles.alarms) <= check.shuffles.expected.rounded(.up))
  }
}
