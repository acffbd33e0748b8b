import Foundation
import Statistics

extension Work {
  static let changePoints: [Work] = [
    Work("change-points-l2-1e5") { inputs in
      let values = try inputs.steps(100_000)
      return { Double(try functionalPruning(values, penalty: 2 * log(100_000)).changes.count) }
    },
    Work("change-points-l2-1e4") { inputs in
      let values = try inputs.steps(10_000)
      return { Double(try functionalPruning(values, penalty: 2 * log(10_000)).changes.count) }
    },
    Work("change-points-l2-1e3") { inputs in
      let values = try inputs.steps(1000)
      return { Double(try functionalPruning(values, penalty: 2 * log(1000)).changes.count) }
    },
    Work("energy-division-1e4") { inputs in
      let values = try inputs.steps(10_000)
      return { Double(try EnergyDivision(values, minimumLength: 30, seed: 1).changes.count) }
    },
    Work("energy-statistic-1e3") { inputs in
      let values = try inputs.steps(1000)
      return { try energyStatistics(values).max() ?? .nan }
    },
    Work("detect-changes-1e3") { inputs in
      let series = try SampleSeries(values: inputs.steps(1000))
      return { Double(try detectChanges(in: series).changes.count) }
    },
  ]
}
