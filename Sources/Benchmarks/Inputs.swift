import Foundation
import LinearAlgebra
import Statistics

/// The data that ours and the peers' work on: the same bytes for both.
struct Inputs {
  let folder: String

  /// Lognormal values of seed 1 (and 2 for the second sample), as latencies are.
  static let sizes = [1_000, 10_000, 100_000, 1_000_000]

  /// Values of a file.
  func values(_ name: String) throws -> [Double] {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).f64"))
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map {
        Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)))
      }
    }
  }

  /// First sample of a size.
  func sample(_ n: Int) throws -> [Double] { try values("a\(n)") }

  /// Second sample of a size, shifted by a hundredth.
  func second(_ n: Int) throws -> [Double] { try values("b\(n)") }

  /// A level that changes every 300 values, in noise of variance 1.
  func steps(_ n: Int) throws -> [Double] { try values("s\(n)") }

  /// The design and the response of a linear model: a constant and four normal predictors; noise of a fifth power,
  /// which has outliers.
  func regression() throws -> (design: Matrix, response: [Double]) {
    let response = try values("y100000")
    return (try Matrix(rows: response.count, columns: 5, columnMajor: values("x100000")), response)
  }

  private static func writeRegression(to folder: String) throws {
    let n = 100_000
    var generator = Xoshiro256PlusPlus(seed: 3)
    let columns =
      [[Double](repeating: 1, count: n)] + (1..<5).map { _ in (0..<n).map { _ in generator.normal() } }
    let response = (0..<n).map { row in
      let noise = generator.normal()
      return columns.enumerated().reduce(noise * noise * noise * noise * noise) {
        $0 + Double($1.offset + 1) * $1.element[row]
      }
    }
    try write(columns.flatMap(\.self), to: "\(folder)/x\(n).f64")
    try write(response, to: "\(folder)/y\(n).f64")
  }

  /// Writes all inputs.
  static func write(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for n in sizes {
      var noise = Xoshiro256PlusPlus(seed: 3)
      var level = 0.0
      try write(
        (0..<n).map { index in
          if index.isMultiple(of: 300) { level = 3 * noise.normal() }
          return level + noise.normal()
        }, to: "\(folder)/s\(n).f64")
      for (name, seed, shift) in [("a", UInt64(1), 0.0), ("b", 2, 0.01)] {
        var generator = Xoshiro256PlusPlus(seed: seed)
        try write((0..<n).map { _ in exp(shift + generator.normal()) }, to: "\(folder)/\(name)\(n).f64")
      }
    }
    try writeRegression(to: folder)
    try writeTails(to: folder)
  }

  /// Excesses of a generalised Pareto law of shape 1/4, and two log-normal modes, the slower of one in five values.
  private static func writeTails(to folder: String) throws {
    let n = 100_000
    var generator = Xoshiro256PlusPlus(seed: 4)
    try write((0..<n).map { _ in 4 * (pow(generator.openUniform(), -0.25) - 1) }, to: "\(folder)/g\(n).f64")
    try write(
      (0..<n).map { exp(($0.isMultiple(of: 5) ? 3 : 0) + 0.5 * generator.normal()) },
      to: "\(folder)/m\(n).f64")
  }

  private static func write(_ values: [Double], to path: String) throws {
    var data = Data(capacity: 8 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    try data.write(to: URL(fileURLWithPath: path))
  }
}
