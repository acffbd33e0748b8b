import Foundation
import Statistics

/// One thing to measure; its name is that of the peer's function in `scripts/peers.py`.
struct Work: Sendable {
  let name: String
  /// Reads the inputs and returns what is to be timed; the number returned lets a reader compare answers.
  let prepare: @Sendable (Inputs) throws -> () throws -> Double

  init(_ name: String, _ prepare: @escaping @Sendable (Inputs) throws -> () throws -> Double) {
    self.name = name
    self.prepare = prepare
  }

  static let all: [Work] = descriptive + changePoints

  private static let descriptive: [Work] = [
    Work("sort-1e6") { inputs in
      let values = try inputs.sample(1_000_000)
      return { try SortedSample(values).quantile(0.5) }
    },
    Work("p99-interval-1e6") { inputs in
      let values = try inputs.sample(1_000_000)
      return { try SortedSample(values).quantileInterval(0.99).interval?.upper ?? .nan }
    },
    Work("p99-interval-1e4") { inputs in
      let values = try inputs.sample(10_000)
      return { try SortedSample(values).quantileInterval(0.99).interval?.upper ?? .nan }
    },
    Work("qn-1e4") { inputs in
      let values = try inputs.sample(10_000)
      return { try SortedSample(values).qnScale() }
    },
    Work("medcouple-1e4") { inputs in
      let values = try inputs.sample(10_000)
      return { try SortedSample(values).medcouple() }
    },
    Work("cluster-bootstrap-median-1e4") { inputs in
      let values = try inputs.sample(10_000)
      let sample = try ClusteredSample(values, labels: values.indices.map { $0 / 50 })
      return {
        let replicates = try ClusterBootstrap(replicates: 2000, seed: 1).quantileReplicates(
          of: sample, at: [0.5])[0]
        return ClusterBootstrap.percentileInterval(replicates, level: 0.95).upper ?? .nan
      }
    },
  ]

  private static let changePoints: [Work] = [
    Work("change-points-l2-1e5") { inputs in
      let values = try inputs.steps(100_000)
      return { Double(try functionalPruning(values, penalty: 2 * log(100_000)).changes.count) }
    },
    Work("change-points-l2-1e4") { inputs in
      let values = try inputs.steps(10_000)
      return { Double(try functionalPruning(values, penalty: 2 * log(10_000)).changes.count) }
    },
    Work("change-points-l2-1e3") { inputs in
      let values = try inputs.steps(1000)
      return { Double(try functionalPruning(values, penalty: 2 * log(1000)).changes.count) }
    },
    Work("energy-division-1e4") { inputs in
      let values = try inputs.steps(10_000)
      return { Double(try EnergyDivision(values, minimumLength: 30, seed: 1).changes.count) }
    },
    Work("energy-statistic-1e3") { inputs in
      let values = try inputs.steps(1000)
      return { try energyStatistics(values).max() ?? .nan }
    },
    Work("detect-changes-1e3") { inputs in
      let series = try SampleSeries(values: inputs.steps(1000))
      return { Double(try detectChanges(in: series).changes.count) }
    },
  ]
}
