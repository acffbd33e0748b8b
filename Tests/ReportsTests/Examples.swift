import Analysis
import Foundation
import Measurements
import Pricing
import TestSupport

@testable import Reports

/// Studies and documents that the tests of this folder look at.
enum Examples {
  static let campaign = plantedData([
    planted(memory: 128, start: .warm, medianMicroseconds: 800_000, seed: 1),
    planted(memory: 256, start: .warm, medianMicroseconds: 380_000, seed: 6),
    planted(memory: 512, start: .warm, medianMicroseconds: 190_000, shared: 0.2, seed: 7),
    planted(memory: 1024, start: .warm, medianMicroseconds: 100_000, seed: 2),
    planted(memory: 128, start: .cold, medianMicroseconds: 2_400_000, seed: 3),
    planted(memory: 1024, start: .cold, medianMicroseconds: 420_000, seed: 4),
  ])

  /// The same without batches, regions or prices, and with failures.
  static let bare: DataSet = {
    var data = campaign
    for run in data.runs.indices {
      for call in data.runs[run].invocations.indices {
        data.runs[run].invocations[call].batch = nil
        data.runs[run].invocations[call].functionMicroseconds = nil
        data.runs[run].invocations[call].providerMicroseconds = nil
      }
      data.runs[run].invocations[0].status = .timeout
      data.runs[run].invocations[0].errorClass = "TaskTimedOut"
      data.runs[run].configuration.memoryMB = nil
      data.runs[run].configuration.function = "f\(run)"
      data.runs[run].configuration.platform = "aws"
    }
    return data
  }()

  static func analysed(_ data: DataSet = campaign, hasPrices: Bool = true) throws -> AnalysedData {
    let prices = hasPrices ? try PriceSelection(book: "aws-lambda", date: "2026-01-01") : nil
    return try AnalysedData(
      data, prices: prices, options: StudyOptions(replicates: 200, priceDate: "2026-01-01"))
  }

  static func document(
    _ data: DataSet = campaign, _ profile: Profile = .engineer, filters: [String] = []
  ) throws -> Document {
    try StudyReport(
      analysed(data), profile: profile, command: "sebs report c --output page.html", filters: filters
    ).document()
  }
}
