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

  /// The configurations of some runtimes.
  static func data(_ runtimes: Set<String>, architecture: String? = nil) throws -> DataSet {
    var data = try Importer.read(files: [
      (name: "daily-cold-starts.csv", bytes: try file("daily-cold-starts.csv"))
    ]).dataSet
    data.runs.removeAll { run in
      !runtimes.contains(run.configuration.runtime ?? "")
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

  @Test func `Known shifts are dated in all configurations, and linked to a commit only where there is one`()
    throws
  {
    let runtimes = Set(Self.shifts.map(\.runtime)).union([
      "swift58_on_provided_al2", "quarkus_native_on_provided_al2",
    ])
    let events = try EventFile.read(try Self.file("harness-events.csv"), name: "harness-events.csv")
    let stability = try AnalysedHistory(try Self.data(runtimes), events: events).stability
    for shift in Self.shifts {
      let day = try #require(CalendarDate(shift.date).flatMap { Self.seconds($0) })
      let joint = stability.changes.filter { change in
        change.members.contains { member in
          self.runtime(member, stability) == shift.runtime
            && abs(member.change.unixSeconds - day) <= 2 * 86_400
            && shift.sizes.contains(member.change.effect)
        }
      }
      let members = joint.flatMap(\.members).filter {
        self.runtime($0, stability) == shift.runtime && abs($0.change.unixSeconds - day) <= 2 * 86_400
      }
      #expect(Set(members.map(\.series)).count == 4, "\(shift.runtime)")
      for change in joint {
        let linked = change.attribution?.standing == .linked
        #expect(linked == (shift.commit != nil), "\(shift.runtime)")
        if let commit = shift.commit {
          #expect(change.attribution?.candidates.first?.event.text.hasPrefix(commit) == true)
        }
      }
    }
    let controls = stability.series.filter {
      ["swift58_on_provided_al2", "quarkus_native_on_provided_al2"].contains($0.factors["runtime"] ?? "")
        && $0.factors["architecture"] == "x86_64"
    }
    #expect(controls.count == 4)
    #expect(controls.allSatisfy { $0.changes.isEmpty })
    // The two Python runtimes moved two weeks apart.
    let first = try #require(
      stability.changes.firstIndex { $0.date == "2024-03-06" && $0.members.count == 4 })
    let second = try #require(stability.rollOutSuccessor(of: first))
    #expect(stability.changes[second].date == "2024-03-20")
  }

  private func runtime(_ member: JointChange.Member, _ stability: Stability) -> String? {
    stability.series.first { $0.id == member.series }?.factors["runtime"]
  }

  private static func seconds(_ date: CalendarDate) -> Int? {
    (0..<40_000).first { CalendarDate(unixNanoseconds: $0 * 86_400_000_000_000) == date }.map { $0 * 86_400 }
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
    #expect(check.halves.series == 8)
    #expect(Double(check.halves.alarms) <= check.halves.expected.rounded(.up))
    #expect(check.shuffles.series == 20)
    #expect(Double(check.shuffles.alarms) <= check.shuffles.expected.rounded(.up))
  }
}
