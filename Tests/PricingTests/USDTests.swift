import Foundation
import Testing

@testable import Pricing

@Suite struct USDTests {
  @Test(arguments: [
    ("0", "0"), ("0.1", "0.1"), ("1.66667e-05", "0.0000166667"), ("1.66667E-5", "0.0000166667"),
    ("15.10", "15.1"), ("-0.25", "-0.25"), ("10000000000000", "10000000000000"), ("1e13", "10000000000000"),
    ("0.000000000000000000000001", "0.000000000000000000000001"), ("00.50", "0.5"),
    ("0.1000000000000000000000000000", "0.1"),
  ])
  func decimalTextIsReadAndWrittenDigitByDigit(text: String, written: String) throws {
    let amount = try usd(text)
    #expect(amount.decimal == written)
    #expect(USD(decimal: amount.decimal) == amount)
    #expect(amount.dollars == Double(text))
  }

  @Test(arguments: [
    "", "-", ".", "1,5", "1e", "e5", "0x10", "nan", "inf", "1.2.3", " 1", "１", "10000000000000.1", "1e14",
    "1e-25", "0.0000000000000000000000001", "1e99999", String(repeating: "9", count: 50),
  ])
  func otherTextsAreNoAmounts(text: String) { #expect(USD(decimal: text) == nil) }

  @Test func binaryNumbersMeanTheirShortestDecimal() throws {
    #expect(USD(0.1) == USD(decimal: "0.1"))
    #expect(try #require(USD(0.1)) + #require(USD(0.2)) == USD(0.3))
    #expect(USD(.nan) == nil)
    #expect(USD(.infinity) == nil)
    #expect(USD(1e300) == nil)
  }

  @Test func sumsDoNotDependOnTheirOrder() throws {
    let amounts = try (1...200).map { try usd("0.0000000020833\($0)") }
    let forwards = amounts.reduce(.zero, +)
    #expect(amounts.reversed().reduce(.zero, +) == forwards)
    #expect(amounts.reversed().reduce(forwards, -) == .zero)
  }

  @Test func productsAreExactOrRoundedOnceToEven() throws {
    #expect(try usd("0.0000166667").times(128, over: 1_024_000) == usd("0.0000000020833375"))
    #expect(try usd("1").times(1, over: 3).decimal == "0." + String(repeating: "3", count: 24))
    #expect(try usd("1").times(2, over: 3).decimal == "0." + String(repeating: "6", count: 23) + "7")
    // Half of one and of three units: to even.
    #expect(try USD(units: 1).times(1, over: 2) == .zero)
    #expect(try USD(units: 3).times(1, over: 2) == USD(units: 2))
    #expect(try USD(units: -3).times(1, over: 2) == USD(units: -2))
    #expect(try usd("1000000").times(Int128.max, over: Int128.max) == usd("1000000"))
  }

  @Test func whatIsTooLargeIsRefused() throws {
    #expect(throws: PricingError.self) { try usd("10000000000000").times(2) }
    #expect(throws: PricingError.self) { try usd("1000000").times(Int128.max) }
    #expect(throws: PricingError.self) { try usd("1").times(-1) }
    #expect(throws: PricingError.self) { try usd("1").times(1, over: 0) }
  }

  @Test func amountsAreNumbersInJSON() throws {
    let json = try JSONEncoder().encode([try usd("0.0000166667")])
    #expect(String(decoding: json, as: UTF8.self) == "[1.66667e-05]")
    #expect(try JSONDecoder().decode([USD].self, from: json) == [usd("0.0000166667")])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([USD].self, from: Data("[1e300]".utf8)) }
  }
}
