import Measurements
import Pricing
import Statistics
import TestSupport
import Testing

@testable import Analysis

@Suite struct GroupBillTests {
  private func study(
    day: String = "2026-01-01", extras: String = "", machine: String? = nil,
    change: (inout Run) -> Void = { _ in }
  ) throws -> Study {
    let runs = [(128, 800_000.0), (1024, 100_500)].map { memory, median in
      var run = planted(memory: memory, start: .cold, medianMicroseconds: median, seed: UInt64(memory))
      change(&run)
      return run
    }
    var prices = try PriceSelection(book: "aws-lambda", date: day)
    prices.extras = try ExtraUsage(parsing: extras)
    let options = StudyOptions(
      replicates: 200, metric: .provider, priceDate: day,
      machine: machine.flatMap(RentedMachine.init(parsing:)))
    return try AnalysedData(plantedData(runs), prices: prices, options: options).study
  }

  @Test func `Lines add up to the mean cost of the group, and the mean to the bill`() throws {
    let study = try study(extras: "transitions=2,storage_reads=3,egress_bytes=1000")
    #expect(study.bills.map(\.id) == study.costs.map(\.id) && study.bills.count == 2)
    for (bill, cost) in zip(study.bills, study.costs) {
      #expect(abs(bill.lines.reduce(0) { $0 + $1.dollars } / bill.dollarsPerMillion - 1) < 1e-12)
      #expect(abs(bill.dollarsPerMillion / cost.costPerMillion.value - 1) < 1e-9)
      #expect(bill.dollars(.transitions) == 50 && abs(bill.dollars(.storageOperations) - 1.2) < 1e-12)
      #expect(bill.dollars(.initialisation) > 0 && bill.dollars(.provisioned) == 0)
    }
    #expect(study.prices?.rule.contains("every call uses transitions=2") == true)
  }

  @Test func `The same calls are billed as on every day on which prices changed`() throws {
    let bill = try #require(try study().bills.last)
    #expect(bill.history.map(\.date) == ["2015-04-09", "2020-12-01", "2025-08-01"])
    #expect(bill.history.map(\.granularityMilliseconds) == [100, 1, 1])
    let dollars = bill.history.map(\.dollarsPerMillion)
    #expect(dollars[2] == bill.dollarsPerMillion)
    // Rounding to 100 ms made calls of 100.5 ms dear; billing of the start did so again.
    #expect(dollars[0] > 1.3 * dollars[1] && dollars[2] > 1.5 * dollars[1])
    let shares = try bill.history.map { try #require($0.roundingShare) }
    #expect(shares[0] > 0.2 && shares[1] < 0.01)
    #expect(bill.roundingShare == shares[2])
    let index = BillIndex(bills: [bill])
    #expect(index.value(at: [bill.id, "history", "2015-04-09"]) == dollars[0])
    #expect(index.value(at: [bill.id, "history", "2015-04-09", "ratio"]) == dollars[0] / dollars[2])
    #expect(index.value(at: [bill.id, "history", "2016-01-01"]) == nil)
  }

  @Test func `A rented machine is compared by the interval of the cost`() throws {
    let study = try study(machine: "t2.micro, 0.0116, 216ms")
    for (bill, cost) in zip(study.bills, study.costs) {
      let breakEven = try #require(bill.breakEven)
      #expect(abs(breakEven.callsPerHour * cost.costPerMillion.value / 11_600 - 1) < 1e-12)
      #expect(abs(breakEven.machine.callsPerHour - 3_600 / 0.216) < 1e-9)
      let interval = try #require(breakEven.interval)
      #expect(interval.contains(breakEven.callsPerHour))
    }
    #expect(try self.study().bills.allSatisfy { $0.breakEven == nil })
    #expect(RentedMachine(parsing: "m,0.02,5000")?.callsPerHour == 5_000)
    #expect(RentedMachine(parsing: "m,0.02,2s")?.callsPerHour == 1_800)
    for text in [
      "", "m", "m,0.02", ",0.02,1", "m,0,1", "m,-1,1", "m,0.02,0ms", "m,0.02,-1", "m,x,1", "m,1,nan",
    ] {
      #expect(RentedMachine(parsing: text) == nil, "\(text)")
    }
  }

  @Test func `A meter without a price is named, and calls without their bytes are not priced`() throws {
    var prices = try PriceSelection(book: "aws-lambda", date: "2026-01-01")
    prices.extras = try ExtraUsage(parsing: "external_transitions=1")
    let error = #expect(throws: PricingError.self) { try prices.check([Configuration()]) }
    #expect(error?.message.contains("external_transitions") == true)
    #expect(try study(extras: "egress_bytes=recorded").bills.isEmpty)
    let recorded = try study(extras: "egress_bytes=recorded") { run in
      for index in run.invocations.indices { run.invocations[index].bytesOut = 1 << 20 }
    }
    #expect(recorded.bills.allSatisfy { abs($0.dollars(.egress) - 87.890625) < 1e-9 })
  }
}
