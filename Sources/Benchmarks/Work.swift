import LinearAlgebra
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

  static let all: [Work] = descriptive + quantileRegression

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

  /// Five columns: a constant and the other columns of a table of lognormal values; the spread grows with the last.
  private static let quantileRegression: [Work] = [("50", 0.5), ("99", 0.99)].map { name, probability in
    Work("quantile-regression-p\(name)-1e5") { inputs in
      let values = try inputs.sample(1_000_000)
      let n = 100_000
      let columns = [[Double](repeating: 1, count: n)] + (0..<4).map { Array(values[$0 * n..<($0 + 1) * n]) }
      let design = try Matrix(columns: columns)
      let response = (0..<n).map { columns[1][$0] - columns[2][$0] + values[4 * n + $0] * columns[4][$0] }
      return {
        try QuantileRegression(design: design, response: response).fit(at: probability).objective
      }
    }
  }
}
