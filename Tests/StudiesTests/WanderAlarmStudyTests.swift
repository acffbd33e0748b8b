import Statistics
import Studies
import Testing

@Suite struct WanderAlarmStudyTests {
  @Test func `The study fills every cell of the table, the same in every run`() async throws {
    let rows = try await WanderAlarmStudy.run(series: 1, seed: 3)
    #expect(rows == (try await WanderAlarmStudy.run(series: 1, seed: 3)))
    #expect(
      rows.count == Wander.persistences.count * WanderAlarmTable.counts.count * WanderAlarmTable.shares.count
        * WanderAlarmTable.deviations.count)
    #expect(rows.contains { $0.rate == 0 } && rows.contains { $0.rate > 0 })
    #expect(WanderAlarmStudy.csv(rows).split(separator: "\n").count == rows.count + 1)
  }
}
