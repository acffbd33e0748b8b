import Foundation
import Measurements
import Testing

@testable import Pricing

@Suite struct PriceBookTests {
  private static let valid = #"""
    {"schema": "sebs-price-book-1", "id": "mine", "provider": "me", "product": "p", "currency": "USD",
     "source": "contract", "rules": [{"from": "2024-01-01", "regions": ["here"], "architectures": ["arm64"],
     "granularity_ms": 1, "minimum_ms": 5, "usd_per_gb_second": 1e-5, "usd_per_million_requests": 0,
     "init_billed": {"managed_zip": true, "custom_zip": true, "image": true}}]}
    """#

  private func error(replacing old: String, by new: String) throws -> PricingError {
    let text = Self.valid.replacingOccurrences(of: old, with: new)
    try #require(text != Self.valid)
    return try #require(#expect(throws: PricingError.self) { try PriceBook(json: Array(text.utf8)) })
  }

  @Test func everyEmbeddedBookCanBeRead() throws {
    for json in PriceBook.embedded { _ = try PriceBook(json: json) }
    #expect(PriceBook.all.count == PriceBook.embedded.count)
    #expect(PriceBook.all.map(\.id) == PriceBook.all.map(\.id).sorted())
    for book in PriceBook.all { #expect(!book.source.isEmpty && !book.notes.isEmpty) }
  }

  @Test func aBookOfTheUserPricesCalls() throws {
    let book = try PriceBook(json: Array(Self.valid.utf8))
    let rule = try book.rule(
      on: try #require(CalendarDate("2024-01-01")), region: "here", architecture: .arm64)
    #expect(
      try rule.billedMilliseconds(
        durationMicroseconds: 1, initMicroseconds: nil, start: nil, package: nil, runtimeIsManaged: nil) == 5)
    #expect(try rule.cost(billedMilliseconds: 1_000, memoryMB: 1_024).total == USD(1e-5))
  }

  @Test(arguments: [
    (#""sebs-price-book-1""#, #""other""#, "schema"),
    (#""USD""#, #""EUR""#, "currency"),
    (#""id": "mine""#, #""id": "Mine/../x""#, "id"),
    (#""source": "contract","#, "", "source"),
    (#""provider": "me""#, #""provider": 7"#, "provider"),
    ("2024-01-01", "2023-02-29", "rules[0].from"),
    (#""from": "2024-01-01""#, #""from": "2024-01-02", "until": "2024-01-01""#, "rules[0].until"),
    (#"["here"]"#, "[]", "rules[0].regions"),
    (#"["here"]"#, #"["here", "here"]"#, "rules[0].regions"),
    (#"["arm64"]"#, #"["sparc"]"#, "rules[0].architectures"),
    (#""granularity_ms": 1"#, #""granularity_ms": 0"#, "rules[0].granularity_ms"),
    (#""granularity_ms": 1"#, #""granularity_ms": 0.5"#, "rules[0].granularity_ms"),
    (#""minimum_ms": 5"#, #""minimum_ms": -1"#, "rules[0].minimum_ms"),
    ("1e-5", "-1e-5", "rules[0].usd_per_gb_second"),
    ("1e-5", #""1e-5""#, "rules[0].usd_per_gb_second"),
    ("1e-5", "1e300", "rules[0].usd_per_gb_second"),
    (#""image": true"#, #""image": 1"#, "rules[0].init_billed.image"),
    (#""image": true"#, #""image": null"#, "rules[0].init_billed.image"),
    (#""minimum_ms": 5"#, #""minimum_ms": 5, "minimun_ms": 5"#, "rules[0].minimun_ms"),
    (#""minimum_ms": 5"#, #""minimum_ms": 5, "cpu": []"#, "rules[0].cpu"),
    (
      #""minimum_ms": 5"#,
      #""minimum_ms": 5, "cpu": {"usd_per_ghz_second": 1, "ghz_by_memory_mb": {"x": 1}}"#,
      "rules[0].cpu.ghz_by_memory_mb"
    ),
    (#""rules": [{"#, #""rules": [7, {"#, "rules[0]"),
  ])
  func aViolationIsNamedByItsField(old: String, new: String, field: String) throws {
    let error = try error(replacing: old, by: new)
    #expect(error.kind == .invalidBook)
    #expect(error.violations.map(\.field) == [field], "\(error)")
  }

  @Test func everyViolationIsNamedAtOnce() throws {
    let error = try #require(
      #expect(throws: PricingError.self) { try PriceBook(json: Array(#"{"rules": [{}], "x": 1}"#.utf8)) })
    let fields = Set(error.violations.map(\.field))
    #expect(
      fields.isSuperset(of: [
        "schema", "id", "provider", "product", "currency", "source", "rules[0].from", "rules[0].regions",
        "rules[0].architectures", "rules[0].granularity_ms", "rules[0].minimum_ms",
        "rules[0].usd_per_gb_second",
        "rules[0].usd_per_million_requests", "rules[0].init_billed", "x",
      ]))
    #expect(error.description.split(separator: "\n").count == error.violations.count + 1)
  }

  @Test func rulesThatContradictEachOtherAreRejected() throws {
    let begin = try #require(Self.valid.range(of: #"{"from""#)).lowerBound
    let end = try #require(Self.valid.range(of: "}}")).upperBound
    let text = String(Self.valid[begin..<end])
    let error = try error(replacing: text, by: text + "," + text)
    #expect(error.violations.map(\.field) == ["rules[1]"])
    let later = text.replacingOccurrences(of: "2024-01-01", with: "2025-01-01")
    let earlier = text.replacingOccurrences(
      of: #""from": "2024-01-01""#, with: #""from": "2024-01-01", "until": "2024-12-31""#)
    _ = try PriceBook(
      json: Array(Self.valid.replacingOccurrences(of: text, with: earlier + "," + later).utf8))
  }

  @Test(arguments: [
    "", "{", "null", "[]", "7", "{\"rules\": 1}", String(repeating: "[", count: 100_000), "\u{0}",
  ])
  func whatIsNoBookIsRefused(text: String) {
    #expect(throws: PricingError.self) { try PriceBook(json: Array(text.utf8)) }
  }

  @Test func bytesThatAreNotTextAndFilesThatAreTooLargeAreRefused() {
    #expect(throws: PricingError.self) { try PriceBook(json: [0xFF, 0xFE, 0x00, 0x80]) }
    #expect(throws: PricingError.self) {
      try PriceBook(json: [UInt8](repeating: UInt8(ascii: " "), count: PriceBook.maximumBytes + 1))
    }
  }

  @Test func truncatedBooksAreRefusedNotTrapped() {
    let bytes = Array(Self.valid.utf8)
    for length in 0..<bytes.count - 1 {
      #expect(throws: PricingError.self) { try PriceBook(json: Array(bytes[..<length])) }
    }
  }
}

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
