import LinearAlgebra
import Statistics

extension Work {
  /// Five columns: a constant and the other columns of a table of lognormal values; the spread grows with the last.
  static let quantileRegression: [Work] = [("50", 0.5), ("99", 0.99)].map { name, probability in
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
