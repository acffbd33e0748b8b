import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// NIST's linear sets through the model: coefficients, standard errors, deviation, R² and F.
@Suite struct ReferenceRegressionTests {
  private struct Certified {
    var coefficients: [Double] = []
    var errors: [Double] = []
    var deviation = 0.0
    var rSquared = 0.0
    var f: Double?
    var rows: [[Double]] = []
    var hasConstant = false

    init(_ name: String) throws {
      let text = try String(contentsOf: fixture("nist-strd/linear/\(name).dat"), encoding: .utf8)
      let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      for (index, line) in lines.enumerated() {
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        let numbers = words.compactMap { Double($0) }
        if index >= 60, !words.isEmpty, numbers.count == words.count { rows.append(numbers) }
        guard index < 60, let last = words.last.flatMap({ Double($0) }) else { continue }
        if words[0].first == "B", words.count == 3 {
          coefficients.append(numbers[0])
          errors.append(numbers[1])
          hasConstant = hasConstant || words[0] == "B0"
        }
        if words.prefix(2) == ["Standard", "Deviation"], words.count == 3 { deviation = last }
        if words[0] == "R-Squared" { rSquared = last }
        if words[0] == "Regression", words.count == 5 { f = Double(words[4]) }
      }
    }

    func design() throws -> LinearDesign {
      if rows[0].count == 2 {
        return try .polynomial(
          of: rows.map { $0[1] }, degree: coefficients.count - (hasConstant ? 1 : 0),
          includesConstant: hasConstant)
      }
      return try LinearDesign(
        terms: (0..<rows[0].count).map { "B\($0)" }, try Matrix(rows: rows.map { [1] + $0.dropFirst() }))
    }
  }

  private func digits(_ found: Double, _ certified: Double) -> Double {
    let error = certified == 0 ? abs(found) : abs((found - certified) / certified)
    return error == 0 ? 15 : min(15, -log10(error))
  }

  @Test(arguments: [
    "Norris", "Pontius", "NoInt1", "NoInt2", "Filip", "Longley", "Wampler1", "Wampler2", "Wampler3",
    "Wampler4",
    "Wampler5",
  ])
  func `Certified values are reached to thirteen digits`(name: String) throws {
    let certified = try Certified(name)
    let model = try LinearModel(certified.design(), certified.rows.map { $0[0] })
    let estimates = try model.inference().estimates()
    #expect(estimates.count == certified.coefficients.count && certified.rows.count == model.count)
    #expect(zip(estimates.map(\.value), certified.coefficients).allSatisfy { digits($0, $1) >= 13 })
    #expect(zip(estimates.map(\.standardError), certified.errors).allSatisfy { digits($0, $1) >= 13 })
    #expect(digits(model.residualStandardDeviation, certified.deviation) >= 13)
    #expect(digits(try #require(model.summary.rSquared), certified.rSquared) >= 13)
    if let f = certified.f, let test = model.summary.overallTest {
      #expect(digits(test.statistic, f) >= 13)
    }
  }
}
