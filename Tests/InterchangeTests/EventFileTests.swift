import Measurements
import Testing

@testable import Interchange

@Suite struct EventFileTests {
  func read(_ text: String) throws(InterchangeError) -> [Event] {
    try EventFile.read(Array(text.utf8), name: "events.csv")
  }

  func failure(_ text: String) -> InterchangeError? {
    do {
      _ = try read(text)
      return nil
    } catch { return error }
  }

  static let noon = 1_769_860_800

  @Test func `A table gives events with their scope`() throws {
    let events = try read(
      """
      date,kind,text,url,scope
      2026-01-31,notice,"Runtime update, in steps",https://example.org/n,
      2026-01-31T14:00:00+02:00,commit,abc,,runtime=java11;runtime=java17;memory_mb=128

      """)
    #expect(events.count == 2)
    #expect(events[0].unixNanoseconds == (Self.noon - 12 * 3600) * 1_000_000_000)
    #expect(events[0].text == "Runtime update, in steps" && events[0].scope.isEmpty)
    #expect(events[1].unixNanoseconds == Self.noon * 1_000_000_000)
    #expect(events[1].url == nil)
    #expect(events[1].scope == ["runtime": ["java11", "java17"], "memory_mb": ["128"]])
  }

  @Test(arguments: [
    "2026-01-31T12:00:00Z", "2026-01-31T13:00:00+01:00", "2026-01-31 12:00:00 +0000",
    "Sat Jan 31 12:00:00 2026 +0000", "Sat, 31 Jan 2026 05:00:00 -0700", "1769860800", "2026-01-31T12:00:00",
  ])
  func `Dates of tables and of git log are read in every form`(text: String) throws {
    #expect(EventTime(text)?.unixNanoseconds == Self.noon * 1_000_000_000)
    if text.contains("T") || text.allSatisfy(\.isNumber) {
      #expect(try read("\(text) 0a1b2c3 Say why\n").map(\.text) == ["0a1b2c3 Say why"])
    }
    let log =
      "commit 0123456789abcdef (HEAD)\nAuthor: A <a@example.org>\nDate:   \(text)\n\n    Say why\n\n    More.\n"
    let events = try read(log + "\n" + log)
    #expect(events.count == 2)
    #expect(events[0].text == "0123456789 Say why" && events[0].kind == "commit")
    #expect(events[0].unixNanoseconds == Self.noon * 1_000_000_000)
  }

  @Test(arguments: [
    "2026-02-30", "2026-1-31", "yesterday", "", "2026-01-31T25:00:00Z", "2026-01-31T12:00:00+25:00",
    "Sat Foo 31 12:00:00 2026 +0000", "-5", "99999999999999999999",
  ])
  func `What is no date is none`(text: String) {
    #expect(EventTime(text) == nil)
  }

  @Test func `Errors name the line, what stands there and what to do`() throws {
    let date = try #require(failure("date,kind,text,url\n2026-01-01,a,b,\n31.01.2026,a,b,\n"))
    #expect(date.line == 3 && date.column == 1 && date.found == "'31.01.2026'")
    let scope = try #require(failure("date,kind,text,url,scope\n2026-01-01,a,b,,colour=red\n"))
    #expect(scope.line == 2 && scope.found == "'colour=red'" && scope.remedy.contains("runtime"))
    #expect(failure("when,what\n1,2\n")?.expected == "a column date")
    #expect(failure("")?.found == "an empty file")
    #expect(failure("commit 12\nAuthor: A\n\n    x\n")?.expected == "a commit with a line Date:")
    #expect(failure("commit 12\nDate: soon\n")?.line == 2)
    #expect(failure("2026-01-01T00:00:00Z abc x\nabc\n")?.line == 2)
    #expect(failure("date,kind,text,url\n2026-01-01,a\n")?.line == 2)
  }

  @Test func `A log with Windows line ends is read`() throws {
    #expect(try read("commit 12\r\nDate: 2026-01-31\r\n\r\n    Say why\r\n").map(\.text) == ["12 Say why"])
  }

  @Test func `The events of a real project are read, most with a scope`() throws {
    let file = try fixture("lambda-perf/harness-events.csv")
    let events = try EventFile.read(file.bytes, name: file.name)
    #expect(events.count == 1118)
    let java = try #require(events.first { $0.text.hasPrefix("ceed20558e") })
    #expect(java.scope["runtime"]?.isSuperset(of: ["java11", "java17"]) == true)
  }
}
