import Foundation
import Testing

@testable import Statistics

/// Values that R 4.2.2 gives for two of its own series.
struct TimeSeriesGolden: Decodable {
  struct Test: Decodable {
    let stat: Double?
    let chiSquare: Double?
    let p: Double
    let lag: Int?

    enum CodingKeys: String, CodingKey {
      case stat, p, lag
      case chiSquare = "X2"
    }
  }
  struct Autoregression: Decodable {
    let order: Int
    let coef: [Double]
    let `var`: Double
  }
  let nile: [Double]
  let lh: [Double]
  let acf: [Double]
  let pacf: [Double]
  let acfLH: [Double]
  let ljung: Test
  let boxpierce: Test
  let kpssLevel: Test
  let kpssTrend: Test
  let yuleWalker: Autoregression

  enum CodingKeys: String, CodingKey {
    case nile, lh, acf, pacf, ljung, boxpierce
    case acfLH = "acf_lh"
    case kpssLevel = "kpss_level"
    case kpssTrend = "kpss_trend"
    case yuleWalker = "ar_yw"
  }

  static func read() throws -> TimeSeriesGolden {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let data = try Data(contentsOf: root.appendingPathComponent("fixtures/r-golden/timeseries.json"))
    return try JSONDecoder().decode(TimeSeriesGolden.self, from: data)
  }
}

/// An autoregression of order 1 with variance 1.
func autoregression(
  _ count: Int, _ correlation: Double, using generator: inout Xoshiro256PlusPlus
) -> [Double] {
  var state = generator.normal()
  return (0..<count).map { _ in
    state = correlation * state + (1 - correlation * correlation).squareRoot() * generator.normal()
    return state
  }
}
