public import Measurements
public import Pricing

/// A price book and the day whose prices count.
public struct PriceSelection: Sendable {
  /// The book.
  public let book: PriceBook
  /// The day.
  public let date: CalendarDate
  /// What every call uses beside its computing.
  public var extras: ExtraUsage

  /// Takes a book and a day.
  public init(book: PriceBook, date: CalendarDate, extras: ExtraUsage = ExtraUsage()) {
    self.book = book
    self.date = date
    self.extras = extras
  }

  /// Takes a book of the tool by its name and a day written `YYYY-MM-DD`.
  ///
  /// - Throws: ``PricingError`` for an unknown book, ``PriceDateError`` for a day that does not exist.
  public init(book name: String, date: String) throws {
    guard let day = CalendarDate(date) else { throw PriceDateError(text: date) }
    self.init(book: try PriceBook.named(name), date: day)
  }

  /// Reads `BOOK` or `BOOK@DATE`, where `BOOK` is the name of a book of the tool or the path of a file that ends
  /// in `.json`.
  ///
  /// - Parameters:
  ///   - text: What was asked for, such as `aws-lambda@2019-06-01` or `prices/ours.json`.
  ///   - day: The day where the text has none; `nil` for that of the book's newest prices.
  ///   - read: Reads a file.
  /// - Throws: ``PricingError`` for an unknown or invalid book, ``PriceDateError`` for a day that does not exist,
  ///   and what `read` throws.
  public init(parsing text: String, on day: CalendarDate?, read: (String) throws -> [UInt8]) throws {
    let at = text.hasSuffix(".json") ? nil : text.lastIndex(of: "@")
    let name = String(at.map { text[..<$0] } ?? text[...])
    let written = at.map { String(text[text.index(after: $0)...]) }
    let book =
      name.hasSuffix(".json")
      ? try PriceBook(json: try read(name), file: name) : try PriceBook.named(name)
    let day = written == nil ? day ?? book.newestDay : written.flatMap(CalendarDate.init)
    guard let day else { throw PriceDateError(text: written ?? "") }
    self.init(book: book, date: day)
  }

  /// The rule for a configuration.
  ///
  /// Calls without region and calls of another provider, as of this machine, are priced as if they had run in the
  /// book's region of reference.
  ///
  /// - Throws: ``PricingError`` that says what the book knows when it has no rule.
  public func findRule(for configuration: Configuration) throws(PricingError) -> PriceRule {
    let architecture = configuration.architecture.flatMap(Architecture.init(rawValue:)) ?? .x86
    let isElsewhere = configuration.platform != nil && configuration.platform != book.provider
    let region = isElsewhere ? nil : configuration.region
    let rule = try book.rule(on: date, region: region ?? book.referenceRegion, architecture: architecture)
    guard rule.metering.time == .wall else {
      throw PricingError(
        .undecided, "\(book.id) bills processor time, but the calls carry only the time that passed")
    }
    for meter in extras.meters where rule.charge(for: meter) == nil {
      throw PricingError(
        .noRule, "\(book.id) has no price of \(meter.rawValue) for \(date) in \(rule.region)")
    }
    return rule
  }

  /// The rule for a configuration, or `nil` when the book has none.
  public func rule(for configuration: Configuration) -> PriceRule? { try? findRule(for: configuration) }

  /// Proves that at least one of some configurations can be priced.
  ///
  /// - Throws: ``PricingError`` of the first when none can be.
  public func check(_ configurations: [Configuration]) throws(PricingError) {
    var first: PricingError?
    for configuration in configurations {
      do {
        _ = try findRule(for: configuration)
        return
      } catch {
        first = first ?? error
      }
    }
    if let first { throw first }
  }

  /// The prices in words, from the rules that were applied.
  func described(_ rules: [PriceRule]) -> AppliedPrices {
    var parts: [String] = []
    let price = { (rule: PriceRule) in rule.charge(for: .memory)?.price ?? .zero }
    for rule in Set(rules).sorted(by: { (price($0), $0.region) > (price($1), $1.region) }) {
      let words = Self.words(rule)
      if !parts.contains(words) { parts.append(words) }
    }
    let uses = extras.isEmpty ? "" : "; every call uses \(extras)"
    return AppliedPrices(
      book: book.id, date: "\(date)", rule: "\(book.product): \(parts.joined(separator: "; "))\(uses)",
      source: book.source)
  }

  private static func words(_ rule: PriceRule) -> String {
    func price(_ charge: Charge) -> String {
      let dollars = charge.price.dollars
      return "USD \(NumberText.significant(dollars, digits: dollars < 0.01 ? 6 : 2))"
    }
    let compute = Meter.compute.compactMap(rule.charge).map { charge in
      "\(price(charge)) \(unit(of: charge))"
    }.joined(separator: " and ")
    let minimum = rule.minimumMilliseconds > rule.granularityMilliseconds
    let atLeast = minimum ? " and at least \(rule.minimumMilliseconds) ms" : ""
    let rounding = "rounded up to \(rule.granularityMilliseconds) ms\(atLeast)"
    let initialisation = rule.initBilling.managedZip ? ", initialisation included" : ""
    let requests = rule.charge(for: .requests).map { ", and \(price($0)) \(unit(of: $0))" } ?? ""
    return "\(compute) (\(rule.architecture.rawValue)), \(rounding)\(initialisation)\(requests)"
  }

  private static func unit(of charge: Charge) -> String {
    switch charge.per {
    case 1: "a \(charge.meter.unit.dropLast())"
    case 1_000_000: "a million \(charge.meter.unit)"
    default: "for \(charge.per) \(charge.meter.unit)"
    }
  }
}

/// A day that no calendar has.
public struct PriceDateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was given.
  public var text: String

  /// The whole message.
  public var description: String { "\"\(text)\" is no day: write YYYY-MM-DD, such as 2026-01-31." }
}
