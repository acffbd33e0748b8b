import Studies
import Testing

@Suite struct TuneStudyTests {
  @Test func `The set holds the best size as often as stated, up to the noise of few samples`() async throws {
    let rows = try await TuneStudy.run(TuneStudy.Options(batches: [6], samples: 6, replicates: 199))
    let held = rows.map(\.held).reduce(0, +) / Double(rows.count)
    // 32 cells of 6 samples: at 95 % the mean lies above 0.9 but for one time in two thousand.
    #expect(held > 0.9)
    #expect(rows.allSatisfy { $0.meanSize > 0 && $0.meanSize <= 6 })
  }
}
