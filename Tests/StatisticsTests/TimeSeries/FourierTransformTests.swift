import Foundation
import Testing

@testable import Statistics

@Suite struct FourierTransformTests {
  private func random(_ count: Int, seed: UInt64) -> ComplexValues {
    var generator = Xoshiro256PlusPlus(seed: seed)
    return ComplexValues(
      real: (0..<count).map { _ in generator.normal() },
      imaginary: (0..<count).map { _ in generator.normal() })
  }

  private func distance(_ a: ComplexValues, _ b: ComplexValues) -> Double {
    zip(a.real + a.imaginary, b.real + b.imaginary).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// The defining sum.
  private func slow(_ x: ComplexValues) -> ComplexValues {
    let n = x.real.count
    var result = x
    for j in 0..<n {
      var (re, im) = (0.0, 0.0)
      for t in 0..<n {
        let angle = -2 * Double.pi * Double(j * t % n) / Double(n)
        re += x.real[t] * cos(angle) - x.imaginary[t] * sin(angle)
        im += x.real[t] * sin(angle) + x.imaginary[t] * cos(angle)
      }
      (result.real[j], result.imaginary[j]) = (re, im)
    }
    return result
  }

  @Test func `Every length up to 130 equals the defining sum`() throws {
    for n in 1...130 {
      let x = random(n, seed: UInt64(n))
      let found = try FourierTransform(count: n).forward(x)
      #expect(distance(found, slow(x)) < 1e-12 * Double(n), "length \(n)")
    }
  }

  @Test(arguments: [1, 2, 7, 360, 997, 1024, 1 << 14, 3 * 5 * 7 * 11 * 13, 65_537])
  func `The inverse undoes the transform and energy is kept`(n: Int) throws {
    let x = random(n, seed: 5)
    let transform = try FourierTransform(count: n)
    let y = try transform.forward(x)
    #expect(distance(try transform.inverse(y), x) < 1e-12)
    let energy = (x.real + x.imaginary).reduce(0) { $0 + $1 * $1 }
    let spectral = (y.real + y.imaginary).reduce(0) { $0 + $1 * $1 } / Double(n)
    #expect(abs(spectral / energy - 1) < 1e-12)
  }

  @Test func `A shift turns the spectrum and an impulse is flat`() throws {
    let n = 90
    var impulse = ComplexValues(zeros: n)
    impulse.real[1] = 1
    let y = try FourierTransform(count: n).forward(impulse)
    for j in 0..<n {
      #expect(abs(y.real[j] - cos(2 * Double.pi * Double(j) / Double(n))) < 1e-15)
      #expect(abs(y.imaginary[j] + sin(2 * Double.pi * Double(j) / Double(n))) < 1e-15)
    }
  }

  @Test func `Convenient lengths are the least with factors 2, 3 and 5`() {
    for count in 1...2000 {
      var expected = count
      while true {
        var rest = expected
        for factor in [2, 3, 5] { while rest.isMultiple(of: factor) { rest /= factor } }
        if rest == 1 { break }
        expected += 1
      }
      #expect(FourierTransform.convenientCount(atLeast: count) == expected)
    }
  }

  @Test func `Lengths that cannot be and lists that do not fit are refused`() throws {
    #expect(throws: StatisticsError.self) { try FourierTransform(count: 0) }
    #expect(throws: StatisticsError.self) { try FourierTransform(count: -3) }
    #expect(throws: StatisticsError.self) { try FourierTransform(count: .max) }
    let transform = try FourierTransform(count: 4)
    #expect(throws: StatisticsError.lengthMismatch(expected: 4, found: 3)) {
      try transform.forward(ComplexValues(real: [1, 2, 3], imaginary: [0, 0, 0, 0]))
    }
  }
}
