public import Measurements
public import Pricing

/// A price book and the day whose prices count.
public struct PriceSelection: Sendable {
  /// The book.
  public let book: PriceBook
  /// The day.
  public let date: CalendarDate

  /// Takes a book and a day.
  public init(book: PriceBook, date: CalendarDate) {
    self.book = book
    self.date = date
  }

  /// Takes a book of the tool by its name and a day written `YYYY-MM-DD`.
  ///
  /// - Throws: ``PricingError`` for an unknown book, ``PriceDateError`` for a day that does not exist.
  public init(book name: String, date: String) throws {
    guard let day = CalendarDate(date) else { throw PriceDateError(text: date) }
    self.init(book: try PriceBook.named(name), date: day)
  }

  /// Region whose prices stand in where a configuration has none of the book's regions, as on this machine.
  static let standInRegion = "us-east-1"

  /// The rule for a configuration, or `nil` when the book has none.
  public func rule(for configuration: Configuration) -> PriceRule? {
    let architecture = configuration.architecture.flatMap(Architecture.init(rawValue:)) ?? .x86
    let region = configuration.region ?? Self.standInRegion
    if let rule = try? book.rule(on: date, region: region, architecture: architecture) { return rule }
    return try? book.rule(on: date, region: Self.standInRegion, architecture: architecture)
  }

  /// The prices in words, from the rules that were applied.
  func described(_ rules: [PriceRule]) -> AppliedPrices {
    func price(_ amount: USD) -> String {
      NumberText.significant(amount.dollars, digits: amount.dollars < 0.01 ? 6 : 2)
    }
    let parts = Set(rules).sorted { $0.gbSecondPrice > $1.gbSecondPrice }.map { rule in
      let architectures = rule.architectures.map(\.rawValue).joined(separator: " and ")
      let rounding = "rounded up to \(rule.granularityMilliseconds) ms"
      let initialisation = rule.initBilling.managedZip ? ", initialisation included" : ""
      return
        "USD \(price(rule.gbSecondPrice)) a GB-second (\(architectures)), \(rounding)\(initialisation), and USD \(price(rule.millionRequestsPrice)) a million requests"
    }
    return AppliedPrices(
      book: book.id, date: "\(date)", rule: "\(book.product): \(parts.joined(separator: "; "))",
      source: book.source)
  }
}

/// A day that no calendar has.
public struct PriceDateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was given.
  public var text: String

  /// The whole message.
  public var description: String { "\"\(text)\" is no day: write YYYY-MM-DD, such as 2026-01-31." }
}
