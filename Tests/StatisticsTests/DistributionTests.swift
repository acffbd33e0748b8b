import Foundation
import Testing

@testable import Statistics

/// Rows of numbers of a fixture.
func table(_ path: String) throws -> [[Double]] {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let text = try String(contentsOf: root.appendingPathComponent("fixtures/" + path), encoding: .utf8)
  return text.split(separator: "\n").map { line in
    line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map { Double($0) ?? .nan }
  }
}

func relativeError(_ found: Double, _ expected: Double) -> Double {
  found == expected ? 0 : abs(found - expected) / abs(expected)
}

@Suite struct DistributionTests {
  @Test(arguments: ["ibeta_data.txt", "ibeta_int_data.txt"])
  func `The incomplete beta function agrees with high-precision tables`(file: String) throws {
    var worst = (error: 0.0, row: [Double]())
    var compared = 0
    for row in try table("boost-special/" + file) where row.count == 7 {
      // Beyond the range of a double, or lost in the complement, there is nothing to compare.
      guard row[5] > 1e-280, row[5] < 1 else { continue }
      let error = relativeError(Beta.cumulative(row[2], a: row[0], b: row[1]), row[5])
      compared += 1
      if error > worst.error { worst = (error, row) }
    }
    print("\(file): worst relative error \(worst.error) of \(compared) at \(worst.row.prefix(3))")
    #expect(compared > 200)
    #expect(worst.error < 2e-12)
  }

  @Test func `The inverse of the incomplete beta function returns to its probability`() {
    for (a, b) in [(0.5, 0.5), (1, 1), (3, 9), (2.5, 400), (1e4, 1e2), (5e5, 5e5)] {
      for probability in [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999] {
        let x = Beta.quantile(probability, a: a, b: b)
        #expect(relativeError(Beta.cumulative(x, a: a, b: b), probability) < 1e-9, "\(a) \(b) \(probability)")
      }
    }
  }

  @Test func `Normal and t quantiles agree with published tables`() {
    // Values of the standard tables to all their printed digits.
    #expect(abs(Normal.quantile(0.975) - 1.959963984540054) < 1e-13)
    #expect(abs(Normal.quantile(0.001) + 3.090232306167813) < 1e-12)
    #expect(abs(StudentT.quantile(0.975, degreesOfFreedom: 1) - 12.706204736174694) < 1e-9)
    #expect(abs(StudentT.quantile(0.975, degreesOfFreedom: 9) - 2.262157162798205) < 1e-11)
    #expect(abs(StudentT.cumulative(2.262157162798205, degreesOfFreedom: 9) - 0.975) < 1e-12)
    #expect(Normal.quantile(0) == -.infinity)
    #expect(Normal.quantile(1.5).isNaN)
  }

  @Test func `Streams of one seed differ and repeat`() {
    var first = Xoshiro256PlusPlus(seed: 7)
    var again = Xoshiro256PlusPlus(seed: 7)
    var other = Xoshiro256PlusPlus(seed: 7, stream: 1)
    let a = (0..<100).map { _ in first.next() }
    let b = (0..<100).map { _ in again.next() }
    let c = (0..<100).map { _ in other.next() }
    #expect(a == b)
    #expect(Set(a).isDisjoint(with: c))
    var counts = [Int](repeating: 0, count: 5)
    for _ in 0..<50_000 { counts[first.index(below: 5)] += 1 }
    for count in counts { #expect(abs(count - 10_000) < 500) }
  }
}
