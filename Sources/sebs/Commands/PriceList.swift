import Measurements
import Pricing

/// The price books with their validity, rules, prices and sources, as `sebs list prices` shows them.
struct PriceList {
  let books: [PriceBook]

  /// Prints tables, or the books in the format of price books, as templates for one's own.
  func print(asJSON: Bool) throws {
    if asJSON { return try Terminal.outputJSON(books) }
    Terminal.output(Terminal.table([["NAME", "WHAT"]] + books.map { [$0.id, $0.product] }))
    for book in books { Terminal.output("\n" + text(of: book)) }
  }

  private func text(of book: PriceBook) -> String {
    var text = "\(book.id): \(book.product)\n\n"
    text += Terminal.table(
      [["BILLED TIME", "FROM", "UNTIL", "ROUNDED UP TO", "AT LEAST", "MEMORY", "INIT BILLED FOR", "SOURCE"]]
        + book.metering.map(row))
    text += "\n"
    text += Terminal.table(
      [["LINE", "PRICE (USD)", "FOR", "FROM", "UNTIL", "ARCHITECTURE", "REGIONS", "SOURCE"]]
        + book.charges.flatMap(rows))
    text += "\nSources, with the day on which they were read:\n"
    for (name, reference) in book.references.sorted(by: { $0.key < $1.key }) {
      text += "  \(name): \(reference.url) (\(reference.read))\n"
    }
    text += "Notes:\n" + book.notes.map { "  \($0)\n" }.joined()
    return text
  }

  private func row(_ metering: Metering) -> [String] {
    let billed = metering.initBilling
    let billedFor = [
      (billed.managedZip, "managed runtimes"), (billed.customZip, "custom runtimes"),
      (billed.image, "images"),
    ].filter(\.0).map(\.1)
    let memory =
      metering.memoryGranularityMB == 1
      ? metering.memory.rawValue
      : "\(metering.memory.rawValue), up to \(metering.memoryGranularityMB) MB"
    return [
      metering.time.rawValue, "\(metering.validity.from)", until(metering.validity),
      "\(metering.granularityMilliseconds) ms", "\(metering.minimumMilliseconds) ms", memory,
      billedFor.isEmpty ? "none" : billedFor.joined(separator: ", "), metering.source,
    ]
  }

  /// A row for the price, and one for every tier of monthly use and the free allowance.
  private func rows(_ charge: Charge) -> [[String]] {
    let unit = charge.per == 1 ? charge.meter.unit : "\(charge.per) \(charge.meter.unit)"
    let included = charge.includedMB > 0 ? " above \(charge.includedMB) MB" : ""
    let first = [
      charge.meter.line.rawValue, charge.price.decimal, unit + included, "\(charge.validity.from)",
      until(charge.validity), charge.architectures.map(\.rawValue).joined(separator: ", "),
      charge.regions.joined(separator: " "), charge.source,
    ]
    let tiers = charge.tiers.map { ["", $0.price.decimal, "\(unit) above \($0.above) a month"] }
    let free = charge.freePerMonth > 0 ? [["", "0", "\(charge.freePerMonth) a month free, if counted"]] : []
    return [first] + tiers + free
  }

  private func until(_ validity: Validity) -> String { validity.until.map { "\($0)" } ?? "today" }
}
