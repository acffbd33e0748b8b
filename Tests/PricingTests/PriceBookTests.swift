import Foundation
import Measurements
import Testing

@testable import Pricing

@Suite struct PriceBookTests {
  private func error(_ text: String) throws -> PricingError {
    try #require(
      #expect(throws: PricingError.self) { try PriceBook(json: Array(text.utf8), file: "mine.json") })
  }

  private func error(replacing old: String, by new: String) throws -> PricingError {
    let text = smallBook.replacingOccurrences(of: old, with: new)
    try #require(text != smallBook)
    return try error(text)
  }

  @Test func everyEmbeddedBookCanBeRead() throws {
    for (file, bytes) in PriceBook.embedded { _ = try PriceBook(json: bytes, file: file) }
    #expect(PriceBook.all.count == PriceBook.embedded.count)
    #expect(PriceBook.all.map(\.id) == PriceBook.all.map(\.id).sorted())
    for (book, file) in zip(PriceBook.all, PriceBook.embedded) {
      #expect(book.id + ".json" == file.file)
      #expect(!book.source.isEmpty && !book.notes.isEmpty)
      let sources = Set(book.metering.map(\.source) + book.charges.map(\.source))
      #expect(sources == Set(book.references.keys), "\(book.id)")
      let day = try #require(book.newestDay)
      for region in book.regions {
        let rule = try book.rule(on: day, region: region, architecture: .x86)
        #expect(try rule.cost(billedMilliseconds: 100, memoryMB: 1_024).total > .zero)
      }
    }
  }

  @Test func aBookThatIsWrittenIsReadAsTheSame() throws {
    for book in PriceBook.all + [try PriceBook(json: Array(smallBook.utf8), file: "mine.json")] {
      #expect(try PriceBook(json: Array(JSONEncoder().encode(book)), file: "copy.json") == book)
    }
  }

  @Test func aBookOfTheUserPricesCalls() throws {
    let book = try PriceBook(json: Array(smallBook.utf8), file: "mine.json")
    let day = try #require(CalendarDate("2024-01-01"))
    let rule = try book.rule(on: day, region: "here", architecture: .arm64)
    #expect(
      try rule.billedMilliseconds(
        durationMicroseconds: 1, initMicroseconds: nil, start: nil, package: nil, runtimeIsManaged: nil) == 5)
    #expect(try rule.cost(billedMilliseconds: 1_000, memoryMB: 1_000).total == USD(1e-5))
    let x86 = #expect(throws: PricingError.self) {
      try book.rule(on: day, region: "here", architecture: .x86)
    }
    #expect(x86?.message == "mine has no prices for x86_64 in here")
  }

  @Test(arguments: BookFault.ofFields + BookFault.ofSense)
  func aViolationIsNamedByItsField(fault: BookFault) throws {
    let error = try error(replacing: fault.old, by: fault.new)
    #expect(error.kind == .invalidBook)
    #expect(error.violations.map(\.field) == [fault.field], "\(error)")
  }

  @Test func aViolationIsNamedByItsPlace() throws {
    let error = try error(replacing: #""minimum_ms": 5"#, by: #""minimum_ms": -1"#)
    #expect(
      error.violations.map(\.description) == [
        "mine.json:5:38: metering[0].minimum_ms: expected a whole number from 0 to 60000, found -1"
      ])
    let syntax = try self.error(replacing: #""minimum_ms": 5"#, by: #""minimum_ms" 5"#)
    #expect(syntax.description.hasPrefix("mine.json:5:37: expected ':' after the key"))
    let twice = try self.error(replacing: #""minimum_ms": 5"#, by: #""minimum_ms": 5, "minimum_ms": 6"#)
    #expect(twice.description.contains("every key once"))
  }

  @Test func everyViolationIsNamedAtOnce() throws {
    let error = try error(#"{"charges": [{}], "x": 1}"#)
    #expect(
      Set(error.violations.map(\.field)) == [
        "schema", "id", "provider", "product", "currency", "source", "references", "reference_region",
        "metering", "charges[0].meter", "charges[0].from", "charges[0].source", "charges[0].regions",
        "charges[0].architectures", "charges[0].usd", "x",
      ])
    #expect(error.description.split(separator: "\n").count == error.violations.count + 1)
  }

  @Test func chargesThatContradictEachOtherAreRejected() throws {
    let begin = try #require(smallBook.range(of: #"{"meter""#)).lowerBound
    let text = String(smallBook[begin...].prefix { $0 != "}" }) + "}"
    #expect(try error(replacing: text, by: text + "," + text).violations.map(\.field) == ["charges"])
    let later = text.replacingOccurrences(of: "2024-01-01", with: "2025-01-01")
    let earlier = text.replacingOccurrences(
      of: #""from": "2024-01-01""#, with: #""from": "2024-01-01", "until": "2024-12-31""#)
    let two = smallBook.replacingOccurrences(of: text, with: earlier + "," + later)
    #expect(try PriceBook(json: Array(two.utf8), file: "mine.json").charges.count == 2)
  }

  @Test(arguments: [
    "", "{", "null", "[]", "7", "{\"charges\": 1}", String(repeating: "[", count: 100_000), "\u{0}",
  ])
  func whatIsNoBookIsRefused(text: String) {
    #expect(throws: PricingError.self) { try PriceBook(json: Array(text.utf8), file: "x") }
  }

  @Test func bytesThatAreNotTextAndFilesThatAreTooLargeAreRefused() {
    #expect(throws: PricingError.self) { try PriceBook(json: [0xFF, 0xFE, 0x00, 0x80], file: "x") }
    #expect(throws: PricingError.self) {
      try PriceBook(
        json: [UInt8](repeating: UInt8(ascii: " "), count: PriceBook.maximumBytes + 1), file: "x")
    }
  }

  @Test func truncatedBooksAreRefusedNotTrapped() {
    let bytes = Array(smallBook.utf8)
    for length in 0..<bytes.count - 1 {
      #expect(throws: PricingError.self) { try PriceBook(json: Array(bytes[..<length]), file: "x") }
    }
  }
}
