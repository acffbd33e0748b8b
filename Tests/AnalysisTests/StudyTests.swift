import Measurements
import Pricing
import Statistics
import TestSupport
import Testing

@testable import Analysis

@Suite struct StudyTests {
  let data = plantedData([
    planted(memory: 128, start: .warm, medianMicroseconds: 800_000, seed: 1),
    planted(memory: 1024, start: .warm, medianMicroseconds: 100_000, seed: 2),
    planted(memory: 128, start: .cold, medianMicroseconds: 2_400_000, seed: 3),
  ])

  func study(_ data: DataSet) throws -> Study {
    let prices = try PriceSelection(book: "aws-lambda", date: "2026-01-01")
    return try AnalysedData(data, prices: prices, options: StudyOptions(priceDate: "2026-01-01")).study
  }

  @Test func `Planted medians, penalty and design effect are recovered`() throws {
    let study = try study(data)
    #expect(study.metric == .client)
    #expect(study.performances.count == 3)
    let warm = try #require(study.performances.first { $0.memoryMB == 128 && $0.start == .warm })
    #expect(try #require(warm.median?.estimate.interval).contains(800_500))
    // Equal variances within and between batches of ten: ICC one half, design effect about 5.5.
    let dependence = try #require(warm.dependence)
    #expect(dependence.intraclassCorrelation > 0.25 && dependence.intraclassCorrelation < 0.75)
    let penalty = try #require(study.coldPenalties.first)
    #expect(study.coldPenalties.count == 1)
    #expect(penalty.ratio.interval.contains(3))
    #expect(penalty.verdict == .worse)
  }

  @Test func `Cost follows the price book call by call`() throws {
    let study = try study(data)
    for cost in study.costs where cost.start == .warm {
      let run = try #require(
        data.runs.first { $0.configuration.memoryMB == cost.memoryMB && $0.id.hasPrefix("warm") })
      // 1 ms rounding, USD 0.0000166667 a GB-second and 0.20 a million requests.
      let prices = run.invocations.map { call in
        let billed = ((call.providerMicroseconds ?? 0) + 999) / 1000
        return Double(billed) / 1000 * Double(cost.memoryMB) / 1024 * 0.0000166667 * 1e6 + 0.20
      }
      let expected = prices.reduce(0, +) / Double(prices.count)
      #expect(abs(cost.costPerMillion.value - expected) < 1e-6 * expected)
    }
  }

  @Test func `Every number in the findings is bound`() throws {
    let study = try study(data)
    #expect(study.findings.count >= 4)
    for finding in study.findings {
      #expect(finding.sentence.unboundNumbers.isEmpty, "\(finding.sentence.text)")
      #expect(finding.consequence?.unboundNumbers.isEmpty ?? true)
    }
    #expect(study.findings == study.findings.sorted { $0.weight > $1.weight })
  }

  @Test func `Counts add up and failures come first`() throws {
    var failing = data
    for index in 0..<30 {
      failing.runs[0].invocations[index].status = .timeout
      failing.runs[0].invocations[index].errorClass = "Sandbox.Timedout"
    }
    let study = try study(failing)
    #expect(study.quality.attempted == 609)
    #expect(study.quality.attempted == study.quality.succeeded + study.quality.failed + 9)
    #expect(study.quality.failures.first?.count == 30)
    #expect(study.findings.first?.id == "failures")
  }

  @Test func `A p99 that the calls cannot bound is refused with the number that would do`() throws {
    let few = plantedData([
      planted(memory: 128, start: .warm, medianMicroseconds: 1e5, batches: 5, size: 4, seed: 4)
    ])
    let result = try #require(try study(few).performances.first?.quantile(0.99))
    #expect(!result.isBounded)
    #expect(try #require(result.callsNeeded) >= 368)
    #expect(try study(few).findings.contains { $0.standing == .refusal })
  }

  @Test func `The same input gives the same study, whatever the order of the calls`() throws {
    var shuffled = data
    shuffled.runs[0].invocations.reverse()
    #expect(try study(data).performances == study(shuffled).performances)
    #expect(try study(data) == study(data))
  }

  @Test func `Data without any duration are refused`() throws {
    var run = planted(memory: 128, start: .warm, medianMicroseconds: 1e5, seed: 5)
    for index in run.invocations.indices { run.invocations[index].status = .functionError }
    #expect(throws: StudyError.nothingToAnalyse(attempted: 203, failed: 200)) {
      try study(plantedData([run]))
    }
  }

  @Test func `Labels name the factors that differ and nothing else`() throws {
    let labels = try study(data).performances.map(\.label)
    #expect(labels == ["128\u{00A0}MB · cold", "128\u{00A0}MB · warm", "1024\u{00A0}MB · warm"])
  }

  @Test func `A function's name is left out of labels when the other factors tell the groups apart`() throws {
    var named = data
    for index in named.runs.indices {
      named.runs[index].configuration.function = "f\(named.runs[index].configuration.memoryMB ?? 0)"
    }
    #expect(try study(named).performances.map(\.label) == study(data).performances.map(\.label))
    #expect(try study(named).findings.contains { $0.id.hasPrefix("cost-performance") })
    for index in named.runs.indices { named.runs[index].configuration.memoryMB = 128 }
    #expect(try study(named).performances.contains { $0.label.contains("f1024") })
  }
}
