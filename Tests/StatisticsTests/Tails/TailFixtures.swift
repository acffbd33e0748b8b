import Foundation

@testable import Statistics

/// Reference values for tails, mixtures and lifetimes.
enum TailFixtures {
  static let folder: URL = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("fixtures")
  }()

  static func read<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: folder.appendingPathComponent(path)))
  }

  /// Package evd.
  struct Extreme: Decodable {
    struct Fit: Decodable {
      let est: [Double]
      let nat: Int
      let dev: Double
    }
    let portpirie: [Double]
    let pot38: Fit
    let pareto: [Double]
    let potThreshold: Double
    let pot: Fit
    let exiFerroSegers: Double
    let hill100: Double
  }

  /// Package mclust.
  struct Mixture: Decodable {
    let x: [Double]
    let bic: [[Double?]]
    let pro: [Double]
    let mean: [Double]
    let `var`: [Double]
    let loglik: Double
  }

  /// diptest, SciPy and lifelines.
  struct Golden: Decodable {
    struct Dip: Decodable {
      let name: String
      let values: [Double]
      let dip: Double
      let pValue: Double
    }
    struct Pareto: Decodable {
      let excesses: [Double]
      let scale: Double
      let shape: Double
      let logLikelihood: Double
      let quantile: Double
      let lower: Double
      let upper: Double
    }
    struct Right: Decodable {
      let times: [Double]
      let ended: [Int]
      let shape: Double
      let scale: Double
      let logLikelihood: Double
    }
    struct Interval: Decodable {
      let left: [Double]
      let right: [Double?]
      let shape: Double
      let scale: Double
      let logLikelihood: Double
    }
    struct Turnbull: Decodable {
      let left: [Double]
      let mass: [Double]
      let logLikelihood: Double
    }
    struct LogRank: Decodable {
      let times: [Double]
      let ended: [Int]
      let statistic: Double
      let pValue: Double
      let statisticOfThree: Double
      let pValueOfThree: Double
    }
    let dip: [Dip]
    let pareto: [Pareto]
    let weibullRight: Right
    let weibullInterval: Interval
    let turnbull: Turnbull
    let logRank: LogRank
  }

  static let golden = Result { try read(Golden.self, "tails-survival/golden.json") }
  static let extreme = Result { try read(Extreme.self, "r-golden/extreme.json") }

  /// Total times of cold starts of a function, in milliseconds.
  static func coldStarts(memory: Int) throws -> [Double] {
    let text = try String(
      contentsOf: folder.appendingPathComponent("simplybusiness-xray-coldstarts/vpc-totals.csv"),
      encoding: .utf8)
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: ",")
      return Int(fields[0]) == memory ? Double(fields[1]) : nil
    }
  }
}
