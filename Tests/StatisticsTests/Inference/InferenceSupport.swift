import Foundation
import Testing

@testable import Statistics

/// A fixture in JSON, keys in snake case or camel case.
func decoded<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) throws -> Value {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(Value.self, from: Data(contentsOf: fixture(path)))
}

/// All ways to choose `count` of 0 ..< `total`.
func choices(_ count: Int, of total: Int) -> [[Int]] {
  if count == 0 { return [[]] }
  if count > total { return [] }
  return choices(count, of: total - 1) + choices(count - 1, of: total - 1).map { $0 + [total - 1] }
}

/// The p-value of a two-sample statistic by listing all arrangements.
func enumerated(
  _ x: [Double], _ y: [Double], statistic: ([Double], [Double]) -> Double
) -> (lower: Double, upper: Double) {
  let pooled = x + y
  let observed = statistic(x, y)
  var (below, above, all) = (0, 0, 0)
  for chosen in choices(x.count, of: pooled.count) {
    let inside = Set(chosen)
    let value = statistic(
      chosen.map { pooled[$0] }, pooled.indices.filter { !inside.contains($0) }.map { pooled[$0] })
    if value <= observed + 1e-9 { below += 1 }
    if value >= observed - 1e-9 { above += 1 }
    all += 1
  }
  return (Double(below) / Double(all), Double(above) / Double(all))
}

/// Small samples with and without ties.
func smallPairs(seed: UInt64) -> [(x: [Double], y: [Double])] {
  var generator = Xoshiro256PlusPlus(seed: seed)
  var result: [(x: [Double], y: [Double])] = []
  for n in 1...5 {
    for m in 1...6 {
      result.append(((0..<n).map { _ in generator.normal() }, (0..<m).map { _ in generator.normal() }))
      result.append(
        (
          (0..<n).map { _ in Double(generator.index(below: 4)) },
          (0..<m).map { _ in Double(generator.index(below: 5)) }
        ))
    }
  }
  return result
}

/// U by its definition.
func plainWins(_ x: [Double], _ y: [Double]) -> Double {
  x.reduce(0) { sum, a in sum + y.reduce(0) { $0 + (a > $1 ? 1 : a == $1 ? 0.5 : 0) } }
}

/// The distance of two distribution functions by its definition, upwards of the first.
func plainExcess(_ x: [Double], _ y: [Double]) -> Double {
  var largest = 0.0
  for point in x + y {
    let first = Double(x.filter { $0 <= point }.count) / Double(x.count)
    let second = Double(y.filter { $0 <= point }.count) / Double(y.count)
    largest = max(largest, first - second)
  }
  return largest
}
