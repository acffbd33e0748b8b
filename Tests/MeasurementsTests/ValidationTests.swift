import Measurements
import Testing

@Suite struct ValidationTests {
  private func fields(_ change: (inout Invocation) -> Void) -> [String] {
    var record = Invocation(runID: "run")
    change(&record)
    return record.implausibilities.map { "\($0.severity.rawValue) \($0.field)" }
  }

  @Test func aSoundRecordHasNoImplausibility() {
    #expect(
      fields {
        $0.sentUnixNanoseconds = 1_700_000_000_000_000_000
        $0.doneUnixNanoseconds = 1_700_000_000_100_000_000
        $0.clientMicroseconds = 100_000
        $0.functionMicroseconds = 90_000
        $0.initMicroseconds = 0
      } == [])
  }

  @Test(arguments: [
    (1_700_000_000, "seconds"), (1_700_000_000_000, "milliseconds"), (1_700_000_000_000_000, "microseconds"),
    (0, "outside"), (Int.max, "outside"),
  ])
  func instantsInOtherUnitsAreErrors(instant: Int, hint: String) {
    var record = Invocation(runID: "run")
    record.sentUnixNanoseconds = instant
    let found = record.implausibilities
    #expect(found.count == 1)
    #expect(found.first?.severity == .error)
    #expect(found.first?.found.contains(hint) == true)
  }

  @Test func zeroWhereMissingIsMeantIsAWarningOnlyForSuccessfulCalls() {
    #expect(
      fields {
        $0.providerMicroseconds = 0
        $0.billedMilliseconds = 0
      } == ["warning provider_us", "warning billed_ms"])
    #expect(
      fields {
        $0.status = .timeout
        $0.billedMilliseconds = 0
      } == [])
  }

  @Test func contradictionsAreFound() {
    #expect(
      fields {
        $0.sentUnixNanoseconds = 1_700_000_000_100_000_000
        $0.doneUnixNanoseconds = 1_700_000_000_000_000_000
      } == ["error done_unix_ns"])
    #expect(
      fields {
        $0.clientMicroseconds = 10
        $0.functionMicroseconds = 11
      } == ["warning client_us"])
    #expect(fields { $0.errorClass = "Timeout" } == ["warning error_class"])
    #expect(fields { $0.functionMicroseconds = 2_000_000_000_000 } == ["warning function_us"])
    #expect(fields { $0.message = String(repeating: "x", count: 501) } == ["warning message"])
  }

  @Test func fieldsTakeOnlyValuesThatFit() throws {
    var record = Invocation(runID: "run")
    for field in Invocation.fields {
      switch field.access {
      case .integer(_, let minimum):
        #expect(field.store(.real(1.5), in: &record) != nil)
        #expect(field.store(.text("1"), in: &record) != nil)
        if let minimum { #expect(field.store(.integer(minimum - 1), in: &record) != nil) }
        #expect(field.store(.integer(.max), in: &record) == nil)
        #expect(field.value(in: record) == .integer(.max))
      case .real:
        #expect(field.store(.real(.nan), in: &record) != nil)
        #expect(field.store(.real(-1), in: &record) != nil)
        #expect(field.store(.integer(7), in: &record) == nil)
        #expect(field.value(in: record) == .real(7))
      case .text:
        #expect(field.store(.integer(1), in: &record) != nil)
        #expect(field.store(.text(""), in: &record) == nil)
        #expect(field.value(in: record) == .text(""))
      case .choice(_, let words):
        #expect(field.store(.text("no such word"), in: &record) != nil)
        for word in words {
          #expect(field.store(.text(word), in: &record) == nil)
          #expect(field.value(in: record) == .text(word))
        }
      }
    }
  }
}
