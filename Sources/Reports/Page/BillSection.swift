import Analysis
import Measurements
import Pricing
import Statistics

/// What the money is for: lines of the bill, what rounding adds, earlier prices, and a rented machine.
struct BillSection {
  private let study: Study
  private var bills: [GroupBill] { study.bills }

  init(_ report: StudyReport) { study = report.study }

  /// The section, or `nil` when nothing could be priced.
  func section() -> Section? {
    guard !bills.isEmpty else { return nil }
    var blocks: [Block] = [
      .sentences([
        "The bill of a million calls like those of each group, by \(name: study.prices?.rule ?? "the price book"). Quantities are sums over calls that were rounded one by one; lines add up to the total to the last digit."
      ])
    ]
    let remarks = [rounding()].compactMap { $0 } + history() + machine()
    if !remarks.isEmpty { blocks.append(.remarks(remarks)) }
    blocks.append(.table(lines()))
    if let table = thenAndNow() { blocks.append(.table(table)) }
    if let table = breakEven() { blocks.append(.table(table)) }
    return Section(id: "bill", heading: "What the money is for", blocks: blocks)
  }

  // MARK: Sentences

  private func percent(_ share: Double, _ source: String) -> Quantity {
    let text = NumberText.significant(100 * share, digits: 2) + "\u{00A0}%"
    return Quantity(share, text: text, source: source)
  }

  private func dollars(_ value: Double, _ source: String) -> Quantity {
    Quantity(value, text: NumberText.significant(value, digits: 3) + "\u{00A0}USD", source: source)
  }

  /// Where rounding adds most and least.
  private func rounding() -> Sentence? {
    let known = bills.filter { $0.roundingShare != nil }.sorted {
      ($0.roundingShare ?? 0, $0.id) < ($1.roundingShare ?? 0, $1.id)
    }
    guard let least = known.first, let most = known.last else { return nil }
    let step = Quantity(
      Double(most.granularityMilliseconds), text: "\(most.granularityMilliseconds)\u{00A0}ms",
      source: "bills.\(most.id).granularity")
    let high = percent(most.roundingShare ?? 0, "bills.\(most.id).rounding")
    guard known.count > 1 else {
      return "Rounding up (time to \(step)) makes up \(high) of what is billed as time and memory."
    }
    let low = percent(least.roundingShare ?? 0, "bills.\(least.id).rounding")
    return
      "Rounding up (time to \(step)) makes up between \(low) (\(name: least.label)) and \(high) (\(name: most.label)) of what is billed as time and memory."
  }

  /// The group whose bill other days change the most.
  private func history() -> [Sentence] {
    let changes = bills.flatMap { bill in
      bill.history.filter { abs($0.dollarsPerMillion / bill.dollarsPerMillion - 1) > 5e-4 }.map { (bill, $0) }
    }
    func size(_ change: (GroupBill, GroupBill.Dated)) -> Double {
      let ratio = change.1.dollarsPerMillion / change.0.dollarsPerMillion
      return max(ratio, 1 / ratio)
    }
    guard let (bill, dated) = changes.max(by: { size($0) < size($1) }) else { return [] }
    let source = "bills.\(bill.id)"
    let ratio = Quantity(
      dated.dollarsPerMillion / bill.dollarsPerMillion,
      text: NumberText.significant(dated.dollarsPerMillion / bill.dollarsPerMillion, digits: 3)
        + "\u{00A0}times",
      source: "\(source).history.\(dated.date).ratio")
    return [
      "The same calls by prices of another day: those of \(name: bill.label) cost \(dollars(bill.dollarsPerMillion, "\(source).total")) a million, and \(dollars(dated.dollarsPerMillion, "\(source).history.\(dated.date)")) or \(ratio) as much by the prices since \(name: dated.date)."
    ]
  }

  /// The cheapest group against the machine; the table has the others.
  private func machine() -> [Sentence] {
    let all = bills.filter { $0.breakEven != nil }
    // A few calls say too little to be the ones that are told.
    let bounded = all.filter { $0.breakEven?.interval?.width != nil }
    let compared = bounded.isEmpty ? all : bounded
    guard let bill = compared.min(by: { $0.dollarsPerMillion < $1.dollarsPerMillion }),
      let breakEven = bill.breakEven
    else { return [] }
    let source = "bills.\(bill.id).breakEven"
    let price = Quantity(
      breakEven.machine.hourlyPrice.dollars, text: "\(breakEven.machine.hourlyPrice)",
      source: "\(source).hourlyPrice")
    let calls = Quantity(
      breakEven.callsPerHour, text: Self.interval(breakEven.callsPerHour, breakEven.interval),
      source: "\(source).callsPerHour")
    let capacity = Quantity(
      breakEven.machine.callsPerHour, text: NumberText.significant(breakEven.machine.callsPerHour, digits: 4),
      source: "\(source).capacity")
    let fact: Sentence =
      "\(name: breakEven.machine.name) at \(price) an hour costs as much as \(name: bill.label) at \(calls) calls an hour"
    let verdict: Sentence =
      switch breakEven.verdict {
      case .withinCapacity: "it can serve \(capacity), so above that load it is cheaper until it is full"
      case .beyondCapacity: "it can serve only \(capacity), so paying by the call is cheaper at every load"
      case .undecided: "it can serve \(capacity), which lies within that interval: which is cheaper is open"
      }
    return [
      "\(fact); \(verdict). Rent and capacity are taken as known; nothing is counted for keeping it up."
    ]
  }

  private static func interval(_ value: Double, _ interval: ConfidenceInterval?) -> String {
    let decimals = NumberText.decimals(of: value, interval: interval)
    let text = NumberText.fixed(value, decimals: decimals)
    return NumberText.interval(interval, decimals: decimals).map { "\(text) \($0)" } ?? text
  }

  // MARK: Tables

  private func lines() -> Table {
    let kinds = BillLine.Kind.allCases.filter { kind in bills.contains { $0.dollars(kind) > 0 } }
    let costs = Dictionary(study.costs.map { ($0.id, $0.costPerMillion) }) { first, _ in first }
    return Table(
      slug: "bill-lines",
      caption:
        "Lines of the bill of a million calls, and the share of billed time and memory that rounding adds; the total with \(study.intervalText).",
      columns: [TableColumn("Group", .text)]
        + kinds.map { TableColumn($0.title.capitalizedFirst, unit: "USD") }
        + [TableColumn("Total", unit: "USD", .estimate), TableColumn("Rounding", unit: "%")],
      rows: bills.map { bill in
        TableRow(
          key: bill.id,
          [.text(bill.label)] + kinds.map { .number(bill.dollars($0), decimals: 3) }
            + [
              costs[bill.id].map { TableCell($0) } ?? .number(bill.dollarsPerMillion, decimals: 3),
              bill.roundingShare.map { .number(100 * $0, decimals: 2) } ?? .missing,
            ])
      })
  }

  /// A column for every day on which some bill changed.
  private func thenAndNow() -> Table? {
    let days = Set(bills.flatMap { $0.history.map(\.date) }).sorted()
    guard days.count > 1 else { return nil }
    return Table(
      slug: "bill-history",
      caption:
        "The same calls then and now: a million of them by the prices and the rounding since each day on which either changed.",
      columns: [TableColumn("Group", .text)] + days.map { TableColumn("Since \($0)", unit: "USD") },
      rows: bills.map { bill in
        TableRow(
          key: bill.id,
          [.text(bill.label)]
            + days.map { day in
              bill.history.last { $0.date <= day }.map { .number($0.dollarsPerMillion, decimals: 3) }
                ?? .missing
            })
      })
  }

  private func breakEven() -> Table? {
    let rows = bills.compactMap { bill -> TableRow? in
      guard let breakEven = bill.breakEven else { return nil }
      func cell(_ value: Double, _ interval: ConfidenceInterval?, _ scale: Double) -> TableCell {
        let scaled = interval?.divided(by: scale)
        return .estimate(
          value / scale, scaled, decimals: NumberText.decimals(of: value / scale, interval: scaled))
      }
      return TableRow(
        key: bill.id,
        [
          .text(bill.label), cell(breakEven.callsPerHour, breakEven.interval, 1),
          cell(breakEven.utilisation, breakEven.utilisationInterval, 0.01), .text(breakEven.verdict.words),
        ])
    }
    guard !rows.isEmpty, let machine = study.options.machine else { return nil }
    return Table(
      slug: "bill-break-even",
      caption:
        "Calls an hour at which \(name: machine.name) costs as much as paying by the call, and the share of its capacity that this is, with \(study.intervalText).",
      columns: [
        TableColumn("Group", .text), TableColumn("Equal at calls an hour", .estimate),
        TableColumn("Of its capacity", unit: "%", .estimate), TableColumn("The machine is cheaper", .text),
      ], rows: rows)
  }
}
