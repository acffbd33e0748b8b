import Measurements
import Statistics

/// Percentiles of the calls of a group, as they are, without a cause, and with omitted calls.
struct TailPercentiles: Sendable {
  let calls: SegmentedCalls
  let level: Double

  /// Values that a correction may make of the measured ones.
  private static let mostValues = 20_000_000

  /// Percentiles of values of some calls.
  func quantiles(_ values: [Double], calls kept: [Int]) -> [TailQuantile] {
    if values.isEmpty { return [] }
    let isTimed = kept.allSatisfy { calls.calls[$0].sentUnixNanoseconds != nil }
    let structure: SampleStructure =
      calls.hasBatches
      ? .clustered(labels: kept.map { calls.cluster[$0] }) : isTimed ? .series : .independent
    guard let sample = try? StructuredSample(values, structure) else { return [] }
    return TailQuantile.reported.compactMap { probability in
      guard let answer = try? sample.quantileInterval(probability, level: level) else { return nil }
      return TailQuantile(
        probability: probability, value: answer.estimate.value, interval: answer.estimate.interval)
    }
  }

  /// Percentiles as measured.
  var measured: [TailQuantile] { quantiles(calls.totals, calls: Array(0..<calls.count)) }

  /// Percentiles when what a cause adds to its calls is taken away, or its calls are left out.
  func without(_ candidate: TailCandidate) -> [TailQuantile] {
    let totals = calls.totals
    if candidate.segments == nil {
      let kept = (0..<calls.count).filter { !candidate.members[$0] }
      return quantiles(kept.map { totals[$0] }, calls: kept)
    }
    let values = totals.indices.map {
      totals[$0] - (candidate.members[$0] ? max(0, candidate.amounts[$0]) : 0)
    }
    return quantiles(values, calls: Array(values.indices))
  }

  /// Percentiles with and without calls that were late or omitted.
  ///
  /// - Throws: ``TailError/correctedTwice``.
  func omission(_ runs: [Run], options: TailOptions) throws(TailError) -> Omission {
    let all = Array(0..<calls.count)
    let totals = calls.totals
    if let lateness = calls.sum([.lateness]) {
      if options.intervalMicroseconds != nil { throw .correctedTwice }
      return Omission(
        state: .measured, uncorrected: quantiles(zip(totals, lateness).map { $0 - $1 }, calls: all),
        corrected: quantiles(totals, calls: all))
    }
    let uncorrected = quantiles(totals, calls: all)
    guard let interval = options.intervalMicroseconds ?? Self.interval(runs) else {
      let isOpen = runs.allSatisfy { $0.configuration.arrival == .open }
      return Omission(state: isOpen ? .openLoop : .unknown, uncorrected: uncorrected, corrected: [])
    }
    return Omission(
      state: .corrected, intervalMicroseconds: interval, uncorrected: uncorrected,
      corrected: Self.corrected(totals, interval: interval))
  }

  /// The interval that the closed loops of all runs wanted.
  private static func interval(_ runs: [Run]) -> Double? {
    let intervals = Set(
      runs.map { run -> Double? in
        let configuration = run.configuration
        guard configuration.arrival == .closed, let rate = configuration.arrivalRatePerSecond, rate > 0,
          let concurrency = configuration.concurrency, concurrency > 0
        else { return nil }
        return 1e6 * Double(concurrency) / rate
      })
    return intervals.count == 1 ? intervals.first ?? nil : nil
  }

  /// Adds the calls that a slow one kept from being sent: each would have waited an interval less than the one
  /// before. They are no measurements, so no interval of confidence is given.
  private static func corrected(_ totals: [Double], interval: Double) -> [TailQuantile] {
    let added = totals.reduce(0) { $0 + ($1 / interval).rounded(.down) }
    guard added < Double(mostValues) else { return [] }
    var values = totals
    for total in totals {
      var waiting = total - interval
      while waiting >= interval {
        values.append(waiting)
        waiting -= interval
      }
    }
    guard let sorted = try? SortedSample(values) else { return [] }
    return TailQuantile.reported.map {
      TailQuantile(probability: $0, value: sorted.value(at: $0), interval: nil)
    }
  }
}
