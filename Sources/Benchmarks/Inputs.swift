import Foundation
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

  /// Writes all inputs.
  static func write(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for n in sizes {
      for (name, seed, shift) in [("a", UInt64(1), 0.0), ("b", 2, 0.01)] {
        var generator = Xoshiro256PlusPlus(seed: seed)
        let values = (0..<n).map { _ in exp(shift + generator.normal()) }
        var data = Data(capacity: 8 * n)
        for value in values {
          withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        try data.write(to: URL(fileURLWithPath: "\(folder)/\(name)\(n).f64"))
      }
    }
  }
}
