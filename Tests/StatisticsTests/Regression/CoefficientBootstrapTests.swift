import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct CoefficientBootstrapTests {
  private func covariance(_ replicates: CoefficientReplicates) throws -> Matrix {
    var sum = try replicates.shifts.gram()
    let count = Double(replicates.shifts.rows)
    sum.withUnsafeMutableElements { elements in for index in elements.indices { elements[index] /= count } }
    return sum
  }

  @Test func `Replicates of cases are fits of repeated rows`() throws {
    let model = try randomModel(count: 25, order: 3, seed: 1)
    let basis = try OrthonormalBasis(model.weightedRows)
    let products = try basis.products(with: model.residuals)
    // The weights of the same draws, as sums of the identity.
    let bootstrap = LinearBootstrap(replicates: 20, seed: 4)
    let weights = try bootstrap.sums(of: .identity(25)).sums
    let same = try bootstrap.sums(of: products).sums
    let expected = try weights.multiplied(by: products)
    #expect(relativeError(same.elements, expected.elements) < 1e-13)
    let replicates = try CoefficientBootstrap(.cases, replicates: 20, seed: 4).replicates(of: model)
    for replicate in 0..<20 {
      let counts = (0..<25).map { Int(weights[replicate, $0]) }
      #expect(counts.reduce(0, +) == 25)
      let rows = counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
      let refit = try LinearModel(
        LinearDesign(terms: model.design.terms, model.design.matrix.selecting(rows: rows)),
        rows.map { model.response[$0] })
      let shift = try replicates.shifts.row(replicate)
      let moved = zip(model.coefficients, shift).map { $0 + $1 }
      #expect(relativeError(moved, refit.coefficients) < 1e-11)
    }
  }

  @Test func `Signs reproduce HC2, and signs of clusters CR2`() throws {
    let model = try randomModel(count: 40, order: 3, seed: 2)
    let labels = (0..<40).map { $0 / 4 }
    let wild = try CoefficientBootstrap(.wild, replicates: 20_000, seed: 1).replicates(of: model)
    let single = try model.inference(.heteroskedastic(.hc2)).covariance
    #expect(relativeError(try covariance(wild).elements, single.elements) < 0.04)
    let turned = try CoefficientBootstrap(.wildClusters(labels), replicates: 20_000, seed: 1)
      .replicates(of: model)
    let clustered = try model.inference(.clustered(labels, .cr2)).covariance
    #expect(relativeError(try covariance(turned).elements, clustered.elements) < 0.04)
  }

  @Test func `Residuals reproduce the classical covariance`() throws {
    let model = try randomModel(count: 40, order: 3, seed: 3)
    let drawn = try CoefficientBootstrap(.residuals, replicates: 20_000, seed: 1).replicates(of: model)
    let basis = try OrthonormalBasis(model.weightedRows)
    let even = zip(model.residuals, basis.leverages).map { $0 / (1 - $1).squareRoot() }
    let center = even.reduce(0, +) / 40
    let spread = even.reduce(0) { $0 + ($1 - center) * ($1 - center) } / 40
    let scale = spread * 37 / model.residualSumOfSquares
    let classical = try model.inference().covariance.elements.map { $0 * scale }
    #expect(relativeError(try covariance(drawn).elements, classical) < 0.04)
  }

  @Test func `Clusters of whole groups are drawn`() throws {
    let model = try randomModel(count: 60, order: 2, seed: 4)
    let labels = (0..<60).map { $0 / 3 }
    let drawn = try CoefficientBootstrap(.clusters(labels), replicates: 8000, seed: 1).replicates(of: model)
    let errors = try covariance(drawn).diagonal.map { $0.squareRoot() }
    let expected = try model.inference(.clustered(labels, .cr3)).standardErrors
    #expect(elementwiseError(errors, expected) < 0.25)
    #expect(drawn.resampling.clusters == 20)
    // Clusters of one row are cases.
    let cases = try CoefficientBootstrap(.cases, replicates: 50, seed: 9).replicates(of: model)
    let single = try CoefficientBootstrap(.clusters(Array(0..<60)), replicates: 50, seed: 9)
      .replicates(of: model)
    #expect(cases.shifts == single.shifts)
  }

  @Test func `Intervals hold the estimate and say how they were made`() throws {
    let model = try randomModel(count: 80, order: 3, seed: 5)
    let cases = try CoefficientBootstrap(.cases, replicates: 999, seed: 1).replicates(of: model).estimates()
    #expect(cases.map(\.method) == [.bca, .bca, .bca])
    #expect(cases.map(\.value) == model.coefficients)
    #expect(zip(cases, model.coefficients).allSatisfy { $0.interval.contains($1) })
    let wild = try CoefficientBootstrap(.wild, replicates: 999, seed: 1).replicates(of: model).estimates()
    #expect(wild.allSatisfy { $0.method == .percentile })
    let contrast = try CoefficientBootstrap(.cases, replicates: 999, seed: 1).replicates(of: model)
      .law(of: [0, -1, 0])
    #expect(contrast.observed == -model.coefficients[1])
    #expect(contrast.acceleration == -(try #require(cases.isEmpty ? nil : acceleration(model, 1))))
  }

  private func acceleration(_ model: LinearModel, _ column: Int) throws -> Double {
    let shifts = try model.influence().coefficientShifts.column(column)
    let squares = shifts.reduce(0) { $0 + $1 * $1 }
    return shifts.reduce(0) { $0 + $1 * $1 * $1 } / (6 * squares * squares.squareRoot())
  }

  @Test func `Poisson weights agree with the multinomial to first order`() throws {
    let model = try randomModel(count: 400, order: 3, seed: 6)
    let first = try covariance(
      CoefficientBootstrap(.cases, replicates: 8000, seed: 1).replicates(of: model))
    let second = try covariance(
      CoefficientBootstrap(.cases, replicates: 8000, seed: 1, weights: .poisson).replicates(of: model))
    #expect(relativeError(second.elements, first.elements) < 0.06)
  }

  @Test func `Replicates that do not determine the coefficients are left out with a warning`() throws {
    let group = (0..<12).map { $0 < 2 ? 1.0 : 0 }
    let response = (0..<12).map { Double(($0 * 5) % 7) }
    let model = try LinearModel(LinearDesign(["1": group.map { _ in 1 }, "group": group]), response)
    let replicates = try CoefficientBootstrap(.cases, replicates: 500, seed: 3).replicates(of: model)
    let law = try replicates.law(of: [0, 1])
    #expect(law.undefinedCount > 20 && law.undefinedCount < 150)
    #expect(law.warnings == [.undefinedReplicates(law.undefinedCount)])
    #expect(throws: StatisticsError.self) {
      try CoefficientBootstrap(.cases, replicates: 1, seed: 3).replicates(of: model)
    }
    #expect(throws: StatisticsError.self) { try replicates.law(of: [1]) }
  }
}
