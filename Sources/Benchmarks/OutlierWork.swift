import LinearAlgebra
import Statistics

extension Work {
  static let outliers: [Work] = [
    Work("mcd-1e5") { inputs in
      let values = try inputs.sample(1_000_000)
      let rows = try Matrix(rows: 100_000, columns: 6, columnMajor: Array(values.prefix(600_000)))
      return {
        guard case .regular(let estimate) = try MinimumCovarianceDeterminant().fit(rows) else { return .nan }
        return estimate.logDeterminant
      }
    }
  ]
}
