import Measurements
import Pricing
import Statistics
import Testing

@testable import Analysis

@Suite struct BreakEvenTests {
  private func cost(_ value: Double, _ lower: Double? = nil, _ upper: Double? = nil) -> Estimate {
    Estimate(
      value: value, interval: ConfidenceInterval(lower: lower, upper: upper, level: 0.95), method: .clusterT,
      n: 200, effectiveN: 21)
  }

  private func machine(_ dollars: Double, callsPerHour: Double) throws -> RentedMachine {
    RentedMachine(name: "m", hourlyPrice: try #require(USD(dollars)), callsPerHour: callsPerHour)
  }

  /// The published break-even of a t2.micro at 0.0116 dollars an hour against the cheapest and the fastest size
  /// (SeBS, Middleware 2021): uploader, thumbnailer in Python and in JavaScript, compression, image recognition and
  /// breadth-first search; memory in MB, median in ms, requests an hour.
  @Test(arguments: [
    (128, 1_644, 3_275), (128, 1_035, 5_062), (128, 1_723, 3_093), (256, 7_635, 362), (512, 1_894, 733),
    (128, 954, 5_568), (1_024, 389, 1_740), (1_024, 188, 3_480), (2_048, 237, 1_160), (1_024, 2_949, 232),
    (3_008, 321, 592), (1_536, 75, 4_640),
  ])
  func `The published table is reproduced`(memoryMB: Int, milliseconds: Int, published: Double) throws {
    let rule = try PriceBook.named("aws-lambda")
      .rule(on: try #require(CalendarDate("2020-08-01")), region: "us-east-1", architecture: .x86)
    let call = MeteredCall(durationMicroseconds: 1_000 * milliseconds, memoryMB: memoryMB)
    // The table leaves the charge for requests out, and takes 0.0000166667 where the list says 0.00001667.
    let compute = try rule.bill(for: rule.usage(of: call), calls: 1_000_000)[.compute].dollars
    let breakEven = try BreakEven(
      costPerMillion: cost(compute), machine: machine(0.0116, callsPerHour: 1e6))
    #expect(abs(breakEven.callsPerHour / published - 1) < 0.0015)
    #expect(breakEven.callsPerMonth == 730 * breakEven.callsPerHour)
  }

  @Test func `The ends of the interval change places`() throws {
    let breakEven = try BreakEven(costPerMillion: cost(4, 2, 8), machine: machine(0.02, callsPerHour: 20_000))
    #expect(breakEven.callsPerHour == 5_000)
    #expect(breakEven.interval == ConfidenceInterval(lower: 2_500, upper: 10_000, level: 0.95))
    #expect(breakEven.utilisation == 0.25)
    #expect(breakEven.utilisationInterval == ConfidenceInterval(lower: 0.125, upper: 0.5, level: 0.95))
    #expect(breakEven.verdict == .withinCapacity)
  }

  @Test(arguments: [
    (10_000, BreakEven.Verdict.withinCapacity), (9_999, .undecided), (2_500, .undecided),
    (2_499, .beyondCapacity),
  ])
  func `A machine that cannot serve the load is named`(callsPerHour: Double, verdict: BreakEven.Verdict)
    throws
  {
    let breakEven = try BreakEven(
      costPerMillion: cost(4, 2, 8), machine: machine(0.02, callsPerHour: callsPerHour))
    #expect(breakEven.verdict == verdict)
  }

  @Test func `An end without bound stays without bound`() throws {
    let machine = try machine(0.02, callsPerHour: 20_000)
    let below = try BreakEven(costPerMillion: cost(4, -1, 8), machine: machine)
    #expect(below.interval == ConfidenceInterval(lower: 2_500, upper: nil, level: 0.95))
    #expect(below.verdict == .undecided)
    let above = try BreakEven(costPerMillion: cost(4, 2, nil), machine: machine)
    #expect(above.interval == ConfidenceInterval(lower: nil, upper: 10_000, level: 0.95))
    #expect(above.verdict == .withinCapacity)
    var plain = cost(4)
    plain.interval = nil
    let exact = try BreakEven(costPerMillion: plain, machine: machine)
    #expect(exact.interval == nil)
    #expect(exact.utilisationInterval == nil)
    #expect(exact.verdict == .withinCapacity)
  }

  @Test func `Several machines are bought whole`() throws {
    let breakEven = try BreakEven(costPerMillion: cost(4, 2, 8), machine: machine(0.02, callsPerHour: 6_000))
    func answer(_ load: Double) throws -> [Int] {
      let answer = try #require(breakEven.machines(forCallsPerHour: load))
      return [answer.count, answer.areCheaper ? 1 : 0]
    }
    #expect(try answer(0) == [1, 0])
    #expect(try answer(5_000) == [1, 0])
    #expect(try answer(5_001) == [1, 1])
    #expect(try answer(6_001) == [2, 0])
    #expect(try answer(11_000) == [2, 1])
    for load in [-1, .nan, .infinity] { #expect(breakEven.machines(forCallsPerHour: load) == nil) }
    // A machine beyond its capacity is never cheaper, however many are rented.
    let dear = try BreakEven(costPerMillion: cost(4, 4, 4), machine: machine(0.02, callsPerHour: 4_999))
    #expect(dear.verdict == .beyondCapacity)
    for load in stride(from: 0.0, through: 100_000, by: 499.9) {
      #expect(dear.machines(forCallsPerHour: load)?.areCheaper == false)
    }
  }

  @Test func `The capacity follows from the time of a call`() throws {
    let machine = RentedMachine(name: "m", hourlyPrice: .zero, meanSecondsPerCall: 0.2, callsAtATime: 2)
    #expect(machine.callsPerHour == 36_000)
    #expect(throws: StatisticsError.self) { try BreakEven(costPerMillion: cost(4), machine: machine) }
  }

  @Test(arguments: [0, -1, Double.nan, .infinity])
  func `Costs and capacities that are none are refused`(value: Double) throws {
    #expect(throws: StatisticsError.self) {
      try BreakEven(costPerMillion: cost(value), machine: machine(1, callsPerHour: 1))
    }
    #expect(throws: StatisticsError.self) {
      try BreakEven(costPerMillion: cost(1), machine: machine(1, callsPerHour: value))
    }
  }
}
