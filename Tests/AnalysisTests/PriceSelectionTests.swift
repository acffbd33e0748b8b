import Measurements
import Pricing
import Testing

@testable import Analysis

@Suite struct PriceSelectionTests {
  private let day = CalendarDate("2024-05-01")

  private func parsed(_ text: String) throws -> PriceSelection {
    try PriceSelection(parsing: text, on: day) { path in
      #expect(path == "prices/ours@home.json")
      return Array(
        #"""
        {"schema": "sebs-price-book-1", "id": "ours", "provider": "us", "product": "p", "currency": "USD",
         "source": "s", "references": {"s": {"url": "https://example.org", "read": "2024-01-31"}},
         "reference_region": "here", "metering": [{"from": "2024-01-01", "source": "s", "time": "wall",
         "memory": "configured", "granularity_ms": 10, "minimum_ms": 50, "memory_granularity_mb": 1,
         "init_billed": {"managed_zip": true, "custom_zip": true, "image": true}}],
         "charges": [{"meter": "memory_gb_seconds", "from": "2024-01-01", "source": "s", "regions": ["here"],
         "architectures": ["x86_64"], "usd": 0.00002}]}
        """#.utf8)
    }
  }

  @Test(arguments: [
    ("aws-lambda@2019-06-01", "aws-lambda", "2019-06-01"), ("aws-lambda", "aws-lambda", "2024-05-01"),
    ("prices/ours@home.json", "ours", "2024-05-01"),
    ("prices/ours@home.json@2025-01-01", "ours", "2025-01-01"),
  ])
  func `A book and a day are read from a word`(text: String, book: String, date: String) throws {
    let selection = try parsed(text)
    #expect(selection.book.id == book)
    #expect("\(selection.date)" == date)
  }

  @Test func `Without any day the newest prices count`() throws {
    let selection = try PriceSelection(parsing: "aws-lambda", on: nil) { _ in [] }
    #expect("\(selection.date)" == "2025-08-01")
  }

  @Test func `Faults are typed`() throws {
    #expect(throws: PriceDateError(text: "2019-02-30")) { try parsed("aws-lambda@2019-02-30") }
    #expect(throws: PriceDateError(text: "")) { try parsed("aws-lambda@") }
    #expect(throws: PricingError.self) { try parsed("nobody@2019-02-01") }
    #expect(throws: PricingError.self) { try PriceSelection(parsing: "x.json", on: day) { _ in [] } }
  }

  @Test func `Calls of elsewhere are priced as of the region of reference and unknown regions are refused`()
    throws
  {
    let selection = try parsed("aws-lambda")
    var configuration = Configuration()
    #expect(try selection.findRule(for: configuration).region == "us-east-1")
    configuration.region = "eu-west-1"
    configuration.platform = "aws"
    #expect(try selection.findRule(for: configuration).region == "eu-west-1")
    configuration.region = "mars-1"
    let error = #expect(throws: PricingError.self) { try selection.findRule(for: configuration) }
    #expect(error?.kind == .noRule)
    #expect(throws: PricingError.self) { try selection.check([configuration, configuration]) }
    try selection.check([configuration, Configuration()])
    configuration.platform = "local"
    #expect(try selection.findRule(for: configuration).region == "us-east-1")
    #expect(throws: PricingError.self) { try parsed("cloudflare-workers").findRule(for: Configuration()) }
  }

  @Test func `Prices are told in words`() throws {
    func words(_ text: String) throws -> String {
      let selection = try parsed(text)
      return selection.described([try selection.findRule(for: Configuration())]).rule
    }
    #expect(
      try words("aws-lambda@2019-06-01")
        == "AWS Lambda: USD 0.0000166700 a GB-second (x86_64), rounded up to 100 ms, and USD 0.20 a million requests"
    )
    #expect(
      try words("gcp-functions-1st-gen@2024-01-01")
        == "Google Cloud Functions, 1st generation: USD 0.00000250000 a GB-second and USD 0.0000100000 a GHz-second (x86_64), rounded up to 100 ms, and USD 0.40 a million requests"
    )
    #expect(
      try words("prices/ours@home.json")
        == "p: USD 0.0000200000 a GB-second (x86_64), rounded up to 10 ms and at least 50 ms, initialisation included"
    )
  }
}
