import Measurements
import Statistics
import Testing

@testable import Analysis

@Suite struct TailDiagnosisTests {
  @Test func `One batch with a resolver's retry is named with its share and what would remain`() throws {
    let world = TailWorld(
      batches: 5,
      change: { call, batch, _ in
        if batch == 3 { call.lengthen(\.connectMicroseconds, by: 5_000_000) }
      })
    let diagnosis = try world.diagnosis()
    let group = try #require(diagnosis.groups.first)
    let cause = try #require(group.named.first)
    #expect(diagnosis.namedFirst == .clientConnection)
    #expect(cause.segment == .connection && cause.bearing == 50)
    #expect(cause.share.value > 0.97 && (cause.share.interval.lower ?? 0) > 0.95)
    #expect(cause.evidence.contains { $0.kind == .batchesApart && $0.retrySeconds == 5 })
    let p99 = try #require(cause.without.first { $0.probability == 0.99 })
    #expect(p99.value < 400_000)
    let text = diagnosis.findings.map(\.sentence.text).joined(separator: "\n")
    #expect(
      text.contains("is one batch of 50 calls") && text.contains("on the client, not the platform"), "\(text)"
    )
  }

  @Test func `Causes that strike single calls are named by the part they lengthen or the flag they leave`()
    throws
  {
    let cases: [(TailCause, (inout Invocation) -> Void)] = [
      (.clientConnection, { $0.lengthen(\.connectMicroseconds, by: 1_000_000) }),
      (
        .coldStart,
        { call in
          call.start = .cold; call.lengthen(nil, by: 900_000)
        }
      ),
      (
        .throttling,
        { call in
          call.measurements["attempts"] = Measurement(value: 3, unit: "1")
          call.lengthen(nil, by: 700_000)
        }
      ), (.processorQuota, { $0.lengthen(\.functionMicroseconds, by: 300_000) }),
      (
        .clockError,
        { call in
          call.doneUnixNanoseconds = (call.sentUnixNanoseconds ?? 0) + 1000 * (call.clientMicroseconds ?? 0)
          call.lengthen(nil, by: 800_000)
        }
      ),
    ]
    for (cause, strike) in cases {
      let world = TailWorld(change: { call, batch, place in
        if (batch * 50 + place) % 67 == 0 { strike(&call) }
      })
      let diagnosis = try world.diagnosis()
      #expect(diagnosis.namedFirst == cause, "\(cause): \(diagnosis.causes)")
    }
  }

  @Test func `A first batch, a machine and a late generator are told from where and when`() throws {
    let first = TailWorld(change: { call, batch, _ in if batch == 0 { call.lengthen(nil, by: 400_000) } })
    #expect(try first.diagnosis().namedFirst == .firstBatch)
    let host = TailWorld(change: { call, batch, place in
      let machine = (batch + place) % 25
      call.hostID = "m\(machine)"
      if machine == 4 { call.lengthen(\.functionMicroseconds, by: 250_000 + 1000 * (place % 7)) }
    })
    #expect(try host.diagnosis().namedFirst == .noisyHost)
    let late = TailWorld(change: { call, batch, place in
      call.responseLatenessMicroseconds = batch == 6 && place > 10 ? 500_000 : 50
    })
    #expect(try late.diagnosis().namedFirst == .loadGenerator)
  }

  @Test func `Noise alone is given no cause, however heavy its tail and whatever batches share`() throws {
    for (index, spread) in [0.1, 0.4, 0.8, 1.2].enumerated() {
      let smooth = TailWorld(spread: spread, seed: UInt64(index))
      #expect(try smooth.diagnosis().namedFirst == nil)
      var generator = Xoshiro256PlusPlus(seed: UInt64(100 + index))
      let levels = (0..<20).map { _ in exponential(0.4 * generator.normal()) }
      let shared = TailWorld(
        spread: spread, seed: UInt64(50 + index),
        change: { call, batch, _ in
          for part in [\.connectMicroseconds, \.functionMicroseconds, \.clientMicroseconds]
            as [WritableKeyPath<Invocation, Int?>]
          {
            call[keyPath: part] = Int(Double(call[keyPath: part] ?? 0) * levels[batch])
          }
        })
      #expect(try shared.diagnosis().namedFirst == nil)
    }
    let ties = TailWorld(
      spread: 0.3,
      change: { call, _, _ in
        for part in [\.connectMicroseconds, \.functionMicroseconds, \.clientMicroseconds]
          as [WritableKeyPath<Invocation, Int?>]
        {
          call[keyPath: part] = (call[keyPath: part] ?? 0) / 10_000 * 10_000
        }
      })
    #expect(try ties.diagnosis().namedFirst == nil)
  }

  @Test func `Parts add up to calls, and shares to one, for the excess and for the percentile`() throws {
    let diagnosis = try TailWorld(spread: 0.5).diagnosis()
    let group = try #require(diagnosis.groups.first)
    #expect(abs(group.segments.reduce(0) { $0 + $1.share.value } - 1) < 1e-9)
    #expect(abs(group.segments.reduce(0) { $0 + $1.quantileShare.value } - 1) < 1e-9)
    #expect(abs(group.segments.reduce(0) { $0 + $1.typicalMicroseconds } - group.typicalMicroseconds) < 1e-6)
    for call in group.slow { #expect(abs(call.parts.reduce(0, +) - call.microseconds) < 1e-6) }
    #expect(
      abs(
        group.causes.filter { $0.isNamed || $0.cause == .unexplained }.reduce(0) { $0 + $1.share.value } - 1)
        < 1e-9)
  }

  @Test func `Shapley's value of two parts is what brute force over both orders gives`() throws {
    let data = TailWorld(
      batches: 4, spread: 0.6,
      change: { call, _, _ in
        call.functionMicroseconds = nil
      }
    ).data
    let calls = SegmentedCalls(data.runs, metric: .client)
    #expect(calls.segments == [.connection, .gateway])
    let sample = try TailSample(calls, slowest: 0.05)
    let options = TailOptions(replicates: 99)
    let classes = TailClasses(sample, EvidenceSearch(sample, seed: 1), level: 0.95)
    let shares = QuantileAttribution(sample, options: options)
      .shares(ClusterDraws(sample, classes), options: options).map(\.value)
    func v(_ set: Set<Int>) -> Double {
      let values = (0..<calls.count).map { call in
        (0..<2).reduce(0.0) {
          $0 + sample.typical[0][$1] + (set.contains($1) ? sample.deviations[$1][call] : 0)
        }
      }
      return values.sorted(by: >)[sample.tail.count - 1]
    }
    let whole = v([0, 1]) - v([])
    let expected = [
      ((v([0]) - v([])) + (v([0, 1]) - v([1]))) / 2 / whole,
      ((v([1]) - v([])) + (v([0, 1]) - v([0]))) / 2 / whole,
    ]
    for (share, value) in zip(shares, expected) { #expect(abs(share - value) < 1e-9) }
  }

  @Test
  func `Omitted calls are corrected once: by lateness where it was measured, otherwise by the interval`()
    throws
  {
    let late = TailWorld(change: { call, batch, _ in call.responseLatenessMicroseconds = batch * 1000 })
    let measured = try #require(try late.diagnosis().groups.first).omission
    #expect(measured.state == .measured)
    #expect(zip(measured.corrected, measured.uncorrected).allSatisfy { $0.value > $1.value })
    #expect(throws: TailError.correctedTwice) {
      try late.diagnosis(TailOptions(replicates: 99, intervalMicroseconds: 100_000))
    }
    let plain = TailWorld(change: { call, batch, place in
      if batch == 2, place == 3 { call.clientMicroseconds = 10_000_000 }
    })
    let corrected = try #require(
      try plain.diagnosis(TailOptions(replicates: 99, intervalMicroseconds: 500_000)).groups.first
    ).omission
    #expect(corrected.state == .corrected)
    // One call of 10 s keeps nineteen from being sent, of 9.5 s down to 0.5 s.
    let p99 = try #require(corrected.corrected.first { $0.probability == 0.99 })
    #expect(p99.value > 4_000_000 && p99.value < 6_000_000)
    #expect(try #require(try plain.diagnosis().groups.first).omission.state == .unknown)
  }

  @Test func `Too few calls, wrong options and hostile data are refused in words`() throws {
    #expect(throws: TailError.tooFewCalls(most: 40, needed: 50)) {
      try TailWorld(batches: 4, size: 10).diagnosis()
    }
    #expect(throws: TailError.self) { try TailWorld().diagnosis(TailOptions(slowest: 0.5)) }
    #expect(throws: TailError.self) { try TailWorld().diagnosis(TailOptions(groupBy: ["colour"])) }
    #expect(throws: StudyError.self) {
      try TailDiagnosis(DataSet(campaign: Campaign(id: "e", title: "", experiment: "test"), runs: []))
    }
    let equal = TailWorld(change: { call, _, _ in
      call.connectMicroseconds = 10
      call.functionMicroseconds = 10
      call.clientMicroseconds = 30
    })
    let diagnosis = try equal.diagnosis()
    #expect(diagnosis.namedFirst == nil)
    #expect(diagnosis.groups[0].excessMicroseconds == 0)
    let wild = TailWorld(change: { call, batch, place in
      call.functionMicroseconds = (batch * place) % 3 == 0 ? Int.max / 4096 : 0
    })
    #expect(try !wild.diagnosis().groups.isEmpty)
  }

  @Test func `Every sentence is borne out by the results, and equal input gives equal output`() throws {
    for strikes in [true, false] {
      let world = TailWorld(change: { call, batch, place in
        if strikes, batch == 4 || place == 7 { call.lengthen(\.connectMicroseconds, by: 3_000_000) }
        call.responseLatenessMicroseconds = place == 9 ? 300_000 : 10
      })
      let diagnosis = try world.diagnosis()
      let lint = ClaimsLint(diagnosis)
      #expect(!diagnosis.findings.isEmpty)
      for finding in diagnosis.findings {
        let faults = lint.faults(in: finding.sentence) + (finding.consequence.map(lint.faults) ?? [])
        #expect(faults.isEmpty, "\(finding.sentence.text): \(faults)")
      }
      #expect(try world.diagnosis() == diagnosis)
    }
  }
}
