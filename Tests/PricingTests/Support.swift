import Measurements
import Testing

@testable import Pricing

/// The rule of a book that comes with the tool.
func rule(
  _ book: String, _ date: String, _ region: String, _ architecture: Architecture = .x86
) throws -> PriceRule {
  try PriceBook.named(book)
    .rule(on: try #require(CalendarDate(date)), region: region, architecture: architecture)
}

/// The rule of AWS Lambda.
func lambda(
  _ date: String, region: String = "us-east-1", _ architecture: Architecture = .x86
) throws -> PriceRule {
  try rule("aws-lambda", date, region, architecture)
}

/// An amount by its digits.
func usd(_ digits: String) throws -> USD { try #require(USD(decimal: digits)) }

extension USD {
  /// The amount as providers print it.
  var cents: Double { (100 * dollars).rounded() / 100 }
}

extension PriceRule {
  /// What so many calls of the same length and size use.
  func usage(calls: Int, milliseconds: Int, memoryMB: Int) throws -> Usage {
    let one = try usage(of: MeteredCall(durationMicroseconds: 1_000 * milliseconds, memoryMB: memoryMB))
    var all = Usage(calls: calls)
    for entry in one.entries { try all.add(Int128(calls) * entry.counts, to: entry.line, entry.meter) }
    return all
  }
}
