import Foundation

@testable import Statistics

/// Files of the fixtures folder.
enum ChangePointFixtures {
  static let folder: URL = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("fixtures")
  }()

  static func read<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent(path)))
  }

  static func nile() throws -> [Double] {
    try read(StructuralChange.self, "r-golden/strucchange_nile.json").nile
  }
}

/// A list that was written as a number when it has one element.
struct Indexes: Decodable {
  let values: [Int]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    values = try (try? [container.decode(Int.self)]) ?? container.decode([Int].self)
  }
}

/// Package changepoint.
struct ChangePointGolden: Decodable {
  struct Answer: Decodable {
    let cpts: Indexes
    let pen: Double
  }
  struct Path: Decodable {
    let pen: [Double]
    let cpts: [Indexes]
  }
  struct Extra: Decodable {
    struct FunctionalPruning: Decodable {
      let lambda: Double
      let ends: Indexes
      let cost: Double

      enum CodingKeys: String, CodingKey {
        case lambda
        case ends = "t.est"
        case cost = "J.est"
      }
    }
    let fpop: FunctionalPruning
  }
  let sim: [Double]
  let simv: [Double]
  let simc: [Double]
  let results: [String: [String: Answer]]
  let crops: Path
  let extra: Extra
}

/// Package strucchange.
struct StructuralChange: Decodable {
  let nile: [Double]
  let breakpoints: Int
  let rss: [Double]
}

/// Package ecp.
struct EnergyGolden: Decodable {
  struct Division: Decodable {
    let est: Indexes
  }
  let z: [Double]
  let alpha1: Division
}

/// Apache Otava.
struct OtavaGolden: Decodable {
  struct Pair: Decodable {
    let args: [String: Double]
    let indexes: [Int]
  }
  let series: [Double]
  let expected: [Pair]
}
