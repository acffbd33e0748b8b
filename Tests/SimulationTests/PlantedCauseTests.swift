import Measurements
import Simulation
import Statistics
import Testing

/// What each cause leaves in the records, seen without the truth.
@Suite struct PlantedCauseTests {
  private func calls(
    _ cause: PlantedCause, share: Double = 0.02, milliseconds: Double = 1000,
    _ change: (inout Planting) -> Void = { _ in }
  ) throws -> [Invocation] {
    var planting = Planting(cause, share: share, sizeMicroseconds: 1000 * milliseconds)
    change(&planting)
    return try SimulationTests.calls(plainScenario(planting: planting))
  }

  private func slow(_ calls: [Invocation], above milliseconds: Int = 400) -> [Invocation] {
    calls.filter { ($0.clientMicroseconds ?? 0) > 1000 * milliseconds }
  }

  @Test func `Without a cause no call is far from the others`() throws {
    #expect(try slow(SimulationTests.calls(plainScenario())).isEmpty)
  }

  @Test func `New sandboxes are cold, and their time is in the queue or in init`() throws {
    for (cause, creation) in [(PlantedCause.coldStart, 0.5), (.sandboxCreation, 0.9), (.runtimeInit, 0.1)] {
      let all = try calls(cause)
      let slow = slow(all)
      #expect(slow.count == 40 && slow.allSatisfy { $0.start == .cold })
      #expect(all.count { $0.start == .cold } == 40)
      #expect(Set(slow.compactMap(\.containerID)).count == 40)
      let queue = slow.compactMap(\.queueMicroseconds).reduce(0, +)
      let initialisation = slow.compactMap(\.initMicroseconds).reduce(0, +)
      #expect(abs(Double(queue) / Double(queue + initialisation) - creation) < 0.02)
    }
  }

  @Test func `Retried connections take whole seconds more, in one batch when it is one episode`() throws {
    let slow = try slow(
      calls(.clientConnection, share: 0.01, milliseconds: 5000) {
        $0.segment = .dns
        $0.placement = .episodes
      })
    #expect(slow.count == 20 && Set(slow.compactMap(\.batch)).count == 1)
    #expect(slow.allSatisfy { (5_000_000...5_400_000).contains($0.dnsMicroseconds ?? 0) })
    let scattered = try self.slow(calls(.clientConnection))
    #expect(
      Set(scattered.map { (($0.connectMicroseconds ?? 0) + 100_000) / 1_000_000 }).isSubset(of: [1, 3, 7]))
    #expect(Set(scattered.compactMap(\.batch)).count > 10)
  }

  @Test func `Throttled calls were sent more than once, and calls near them were refused`() throws {
    let all = try calls(.throttling, milliseconds: 500)
    let repeated = all.filter { ($0.measurements["attempts"]?.value ?? 1) > 1 }
    #expect(Set(repeated.compactMap(\.sequence)) == Set(slow(all, above: 350).compactMap(\.sequence)))
    let refused = all.filter { $0.status == .throttled }
    #expect(repeated.count == 40 && Set(repeated.compactMap(\.batch)).count < 5)
    #expect(
      !refused.isEmpty && refused.allSatisfy { $0.errorClass == "http_429" && $0.providerMicroseconds == nil }
    )
    #expect(Set(refused.compactMap(\.batch)).isSubset(of: Set(repeated.compactMap(\.batch))))
  }

  @Test func `A noisy host slows its own calls and no others`() throws {
    let all = try calls(.noisyHost, share: 0.05)
    let hosts = Set(slow(all).compactMap(\.hostID))
    #expect(hosts.count == 1)
    #expect(all.filter { $0.hostID.map(hosts.contains) ?? false } == slow(all))
    #expect(Set(all.compactMap(\.hostID)).count == 20)
  }

  @Test func `A processor quota adds whole periods to computing`() throws {
    let added = try slow(calls(.processorQuota, milliseconds: 500))
      .map { Double($0.computeMicroseconds ?? 0) / 500_000 - 0.08 }
    #expect(added.count == 40)
    #expect(added.allSatisfy { abs($0 - $0.rounded()) < 0.15 && (1...3).contains($0.rounded()) })
    #expect(Set(added.map { $0.rounded() }).count > 1)
  }

  @Test func `Storage is slow in the part that was asked for`() throws {
    let slow = try slow(calls(.storage) { $0.segment = .upload })
    #expect(slow.count == 40 && slow.allSatisfy { ($0.uploadMicroseconds ?? 0) > 300_000 })
  }

  @Test func `A clock that jumps contradicts itself`() throws {
    let jumped = try calls(.clockError).filter {
      ($0.clientMicroseconds ?? 0) > (($0.doneUnixNanoseconds ?? 0) - ($0.sentUnixNanoseconds ?? 0)) / 1000
        + 2
    }
    #expect(jumped.count == 40 && slow(jumped).count == 40)
    let moved = try calls(.clockError, share: 0.01, milliseconds: 9000) {
      $0.placement = .episodes
      $0.movesInstants = true
    }
    let instants = moved.compactMap(\.sentUnixNanoseconds)
    let backwards = zip(instants, instants.dropFirst()).count { $0 > $1 }
    #expect(backwards == 1)
  }

  @Test func `A load generator that stalls sends late and in order`() throws {
    let all = try calls(.loadGenerator)
    let late = all.filter { ($0.responseLatenessMicroseconds ?? 0) > 10_000 }
    // Two batches, and what else was due in the stall of the second.
    #expect((40...100).contains(late.count) && slow(all).isEmpty)
    let sent = all.compactMap(\.sentUnixNanoseconds)
    #expect(sent == sent.sorted() && all.compactMap(\.sequence) == Array(0..<2000))
    let released = Dictionary(grouping: late) { ($0.sentUnixNanoseconds ?? 0) / 1_000_000 }
    #expect(released.count < late.count / 10)
  }

  @Test func `Only the first batch is slow, or the first ones less and less`() throws {
    #expect(try Set(slow(calls(.firstBatch, share: 0.01)).compactMap(\.batch)) == [0])
    let falling = try calls(.firstBatch, share: 0.03) { $0.decay = 0.5 }
    let means = (0...3).map { batch in
      let times = falling.filter { $0.batch == batch }.compactMap(\.clientMicroseconds)
      return times.reduce(0, +) / times.count
    }
    #expect(means[0] > means[1] && means[1] > means[2] && means[2] > 2 * means[3])
  }

  @Test func `The truth counts what the cause added`() throws {
    for cause in PlantedCause.allCases {
      let truth = try SimulatedData(
        plainScenario(planting: Planting(cause, share: 0.02, sizeMicroseconds: 2_000_000))
      ).truth
      #expect(truth.cause == cause)
      let share = try #require(truth.shareOfExcess(slowest: 0.01))
      #expect(
        share > (cause == .sandboxCreation || cause == .runtimeInit ? 0.8 : 0.95) && share <= 1, "\(cause)")
    }
    let quiet = try SimulatedData(plainScenario()).truth
    #expect(quiet.hitCalls == 0 && quiet.shareOfExcess(slowest: 0.01) == 0)
  }

  @Test func `Drawn causes carry at least half of the excess and no more calls than asked for`() throws {
    for cause in PlantedCause.allCases {
      for seed: UInt64 in 1...2 {
        let scenario = try ScenarioPrior(cause: cause, calls: 2000).draw(seed: seed)
        let truth = try SimulatedData(scenario).truth
        #expect(try #require(truth.shareOfExcess(slowest: 0.01)) >= 0.5)
        #expect((5...640).contains(truth.hitCalls), "\(cause) \(truth.hitCalls)")
      }
    }
  }
}
