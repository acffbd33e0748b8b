import COpenBLAS
import LinearAlgebra
import Statistics

extension Work {
  static let regression: [Work] = [
    Work("ols-1e5") { inputs in
      let (matrix, response) = try inputs.regression()
      let design = try LinearDesign(terms: ["1", "a", "b", "c", "d"], matrix)
      return { try LinearModel(design, response).inference().standardErrors[1] }
    },
    Work("ols-coefficients-1e5") { inputs in
      let (matrix, response) = try inputs.regression()
      let design = try LinearDesign(terms: ["1", "a", "b", "c", "d"], matrix)
      return { try LinearModel(design, response).coefficients[1] }
    },
    Work("ols-cases-bootstrap-1e5") { inputs in
      let (matrix, response) = try inputs.regression()
      let design = try LinearDesign(terms: ["1", "a", "b", "c", "d"], matrix)
      return {
        let model = try LinearModel(design, response)
        let bootstrap = CoefficientBootstrap(.cases, replicates: 2000, seed: 1, weights: .poisson)
        return try bootstrap.replicates(of: model).law(of: [0, 1, 0, 0, 0]).standardDeviation
      }
    },
    Work("mm-1e5") { inputs in
      let (matrix, response) = try inputs.regression()
      let design = try LinearDesign(terms: ["1", "a", "b", "c", "d"], matrix)
      return { try RobustRegression(seed: 1).fit(design, response).coefficients[1] }
    },
  ]
}

/// A peer that is a library which we call ourselves.
struct LibraryPeer: Sendable {
  let name: String
  /// Has the name of our work.
  let work: Work

  static let all: [LibraryPeer] = [
    LibraryPeer(
      name: "LAPACK dgels on a copy of the data, same OpenBLAS",
      work: Work("ols-coefficients-1e5") { inputs in
        let (matrix, response) = try inputs.regression()
        _ = BLAS.threadCount  // One thread, as ours.
        return {
          var rows = matrix.elements
          var solution = response
          let info = LAPACKE_dgels(
            LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), Int32(matrix.rows), Int32(matrix.columns), 1, &rows,
            Int32(matrix.rows), &solution, Int32(matrix.rows))
          return info == 0 ? solution[1] : .nan
        }
      })
  ]
}
