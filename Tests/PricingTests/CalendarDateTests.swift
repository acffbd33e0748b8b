import Measurements
import Testing

@Suite struct CalendarDateTests {
  @Test(arguments: ["2024-02-29", "2000-02-29", "1970-01-01", "9999-12-31"])
  func daysOfTheCalendarAreReadAndWritten(text: String) throws {
    #expect(try #require(CalendarDate(text)).description == text)
  }

  @Test(arguments: [
    "2023-02-29", "2100-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "1969-12-31", "2024-1-01",
    "24-01-01",
    "2024-01-01T", "", "２０２４-01-01", "2024/01/01", "+024-01-01",
  ])
  func otherTextsAreNoDates(text: String) { #expect(CalendarDate(text) == nil) }

  @Test(arguments: [
    (0, "1970-01-01"), (86_399_999_999_999, "1970-01-01"), (86_400_000_000_000, "1970-01-02"),
    (951_782_400_000_000_000, "2000-02-29"), (1_606_780_800_000_000_000, "2020-12-01"),
    (1_606_780_799_999_999_999, "2020-11-30"), (1_754_006_400_000_000_000, "2025-08-01"),
  ])
  func instantsBelongToTheirUTCDay(nanoseconds: Int, text: String) {
    #expect(CalendarDate(unixNanoseconds: nanoseconds)?.description == text)
  }

  @Test func instantsBefore1970HaveNoDayAndTheLargestHasOne() {
    #expect(CalendarDate(unixNanoseconds: -1) == nil)
    #expect(CalendarDate(unixNanoseconds: .max)?.description == "2262-04-11")
  }
}
