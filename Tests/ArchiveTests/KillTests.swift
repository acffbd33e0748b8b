import Foundation
import Measurements
import Testing

@testable import Archive

@Suite struct KillTests {
  /// Calls in a batch of the probe.
  private func size(ofBatch batch: Int) -> Int { 1 + batch * 7 % 40 }

  /// Starts the probe, kills it after a while and returns the last batch that it called acknowledged.
  private func killedProbe(store: String, afterMilliseconds pause: Int) throws -> Int? {
    let process = Process()
    process.executableURL = try #require(Bundle.main.executableURL)
      .deletingLastPathComponent().appending(path: "ArchiveKillProbe")
    process.arguments = [store]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    Thread.sleep(forTimeInterval: Double(pause) / 1000)
    #expect(process.isRunning)
    kill(process.processIdentifier, SIGKILL)
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    // A line without its end was cut by the kill; its batch may or may not be there.
    return output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().last.flatMap { Int($0) }
  }

  @Test func everyAcknowledgedBatchSurvivesAKill() throws {
    var state: UInt64 = 20
    var acknowledgements = 0
    for _ in 0..<20 {
      let folder = try ScratchFolder()
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let last = try killedProbe(store: folder.file(), afterMilliseconds: 30 + Int(state >> 33) % 270)
      guard FileManager.default.fileExists(atPath: folder.file()) else {
        #expect(last == nil)
        continue
      }
      let store = try SQLiteStore(path: folder.file())
      #expect(try store.verify() == [])
      guard let last else { continue }
      acknowledgements += last + 1
      let run = try #require(try store.load(campaign: "probe").runs.first)
      let counts = Dictionary(grouping: run.invocations) { $0.batch ?? -1 }.mapValues(\.count)
      // The batch after the last line may have been committed before it could be printed.
      #expect([last + 1, last + 2].contains(counts.count))
      for (batch, count) in counts { #expect(count == size(ofBatch: batch)) }
      #expect(run.discarded == ["warm-up": counts.count])
      #expect(run.invocations.map(\.sequence) == (0..<run.invocations.count).map { $0 })
    }
    #expect(acknowledgements > 0)
    print("\(acknowledgements) batches were acknowledged before 20 kills; all are there")
  }
}
