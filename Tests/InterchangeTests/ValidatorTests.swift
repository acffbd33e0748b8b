import Interchange
import Measurements
import Testing

@Suite struct ValidatorTests {
  private func violations(_ text: String) -> [String] {
    Validator.validate(Array(text.utf8)).map { "\($0.line) \($0.severity.rawValue) \($0.field)" }
  }

  @Test func aSoundFileHasNoViolation() {
    #expect(violations(campaignLine + runLine + #"{"kind":"invocation","run_id":"r","status":"ok"}"#) == [])
    #expect(violations("run_id,status\nr,ok\n") == [])
  }

  @Test func everyViolationOfAFileIsListedWithItsLine() {
    let lines = [
      #"{"kind":"run","run_id":"r","memory_mb":"128"}"#,
      #"{"kind":"invocation","run_id":"r","status":"ok","client_us":-4,"speed":3,"billed_ms":2.5}"#,
      #"{"kind":"invocation","run_id":"s","status":"ok"}"#,
      #"{"kind":"invocation","run_id":"r","status":"fine"}"#,
      #"{"kind":"invocation","run_id":"r"}"#,
      #"{"kind":"invocation","run_id":"r","status":"ok","request_id":"a","provider_us":0}"#,
      #"{"kind":"invocation","run_id":"r","status":"ok","request_id":"a","sent_unix_ns":1700000000000}"#,
      #"{"kind":"invocation","run_id":"r","status":"ok""#,
      #"{"kind":"invocation","run_id":"r","status":"ok","client_us":5,"function_us":6,"error_class":"E"}"#,
      #"{"kind":"batch"}"#,
      #"{"kind":"run","run_id":"r"}"#,
      campaignLine.trimmingSuffix("\n"),
    ]
    #expect(
      violations(campaignLine + lines.joined(separator: "\n")) == [
        "2 error memory_mb", "3 error client_us", "3 error speed", "3 error billed_ms", "4 error run_id",
        "5 error status", "6 error status", "7 warning provider_us", "8 error sent_unix_ns",
        "8 error request_id",
        "9 error line", "10 warning client_us", "10 warning error_class", "11 error kind", "12 error run_id",
        "13 error kind",
      ])
  }

  @Test func aFileWithoutCampaignOrOfANewerFormatIsReportedOnce() {
    #expect(violations(runLine) == ["1 error kind"])
    #expect(violations(campaignLine.replacing("sebs/1", with: "sebs/2")) == ["1 error schema"])
    #expect(violations(#"{"kind":"campaign","schema":"sebs/1"}"#) == ["1 error id"])
  }

  @Test func tablesAreCheckedRowByRow() {
    let text = """
      run_id,status,client_us,speed,sent_unix_ns
      r,ok,1.5,3,
      r,ok,5
      r,nope,5,,1700000000
      r,ok,0,,
      ,ok,5,,
      """
    #expect(
      violations(text) == [
        "1 error speed", "2 error client_us", "3 error line", "4 error status", "4 error sent_unix_ns",
        "5 warning client_us", "6 error run_id",
      ])
  }

  @Test func aLongListIsCut() {
    let text = campaignLine + String(repeating: "{}\n", count: 50)
    let found = Validator.validate(Array(text.utf8), limit: 10)
    #expect(found.count == 11)
    #expect(found.last?.found == "40 further ones that are not listed")
  }

  @Test func emptyAndBinaryFilesAreOneViolation() {
    #expect(Validator.validate([]).count == 1)
    #expect(Validator.validate([0, 1, 2]).count == 1)
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
