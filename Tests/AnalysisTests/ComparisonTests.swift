import Measurements
import Statistics
import TestSupport
import Testing

@testable import Analysis

@Suite struct ComparisonTests {
  private func data(_ median: Double, seed: UInt64, version: String = "3.11.2") -> DataSet {
    var runs = [
      planted(memory: 128, start: .warm, medianMicroseconds: median, seed: seed),
      planted(memory: 512, start: .warm, medianMicroseconds: 50_000, shared: 0.01, own: 0.02, seed: seed + 1),
    ]
    for index in runs.indices {
      runs[index].configuration.runtimeVersion = version
      runs[index].configuration.function = "f-\(seed)"
    }
    return plantedData(runs)
  }

  @Test func `A planted change is found and the rest is equivalent`() throws {
    let comparison = try DataSetComparison(data(100_000, seed: 1), data(130_000, seed: 5))
    #expect(comparison.rows.map(\.verdict) == [.worse, .equivalent])
    #expect(try #require(comparison.rows[0].ratio).interval.contains(1.3))
    #expect(comparison.verdict == .worse)
    #expect(comparison.unmatched.isEmpty)
    let back = try DataSetComparison(data(130_000, seed: 5), data(100_000, seed: 1))
    #expect(back.rows.map(\.verdict) == [.better, .equivalent])
  }

  @Test func `Measurements of the same thing raise no more false alarms than the level allows`() throws {
    // 95 % for both verdicts together: of 100 pairs about 5 may be called changed; more than 12 would be a 1 in 1000 event.
    let alarms = try (0..<100).count { pair in
      let seed = UInt64(1000 + 10 * pair)
      let comparison = try DataSetComparison(data(100_000, seed: seed), data(100_000, seed: seed + 5))
      return comparison.rows.contains { $0.verdict == .worse || $0.verdict == .better }
    }
    print("false alarms in 100 pairs: \(alarms)")
    #expect(alarms <= 12)
  }

  @Test func `A factor that differs on purpose must be named`() throws {
    let old = data(100_000, seed: 1)
    let new = data(100_000, seed: 5, version: "3.13.0")
    #expect { try DataSetComparison(old, new) } throws: { "\($0)".contains("--ignore") }
    #expect(try DataSetComparison(old, new, ignoring: ["runtime_version"]).rows.count == 2)
    #expect { try DataSetComparison(old, new, ignoring: ["runtime_version", "memory_mb"]) } throws: {
      if case .ambiguous? = $0 as? ComparisonError { true } else { false }
    }
  }

  @Test func `Groups that only one has are named`() throws {
    var new = data(100_000, seed: 5)
    new.runs.removeLast()
    let comparison = try DataSetComparison(data(100_000, seed: 1), new)
    #expect(comparison.rows.count == 1)
    #expect(comparison.unmatched.count == 1)
  }

  @Test func `A tail that cannot be bounded is undecided`() throws {
    let comparison = try DataSetComparison(data(100_000, seed: 1), data(300_000, seed: 5), probability: 0.999)
    #expect(comparison.rows.allSatisfy { $0.verdict == .inconclusive || $0.ratio?.interval.lower != nil })
    #expect(comparison.rows.allSatisfy { $0.verdict != .equivalent })
  }
}
