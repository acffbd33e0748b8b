import Analysis
import Statistics

/// Where slow calls gather, and which factors and rules go with them.
struct TailPlaces {
  private let diagnosis: TailDiagnosis

  /// Rows for each configuration: what is named, and the next ones for comparison.
  private static let mostFactors = 6

  init(_ diagnosis: TailDiagnosis) { self.diagnosis = diagnosis }

  func section() -> Section? {
    let blocks = [rules(), factors(), gatherings()].compactMap { $0.map(Block.table) }
    if blocks.isEmpty { return nil }
    return Section(id: "places", heading: "What goes with slow calls", blocks: blocks)
  }

  private func rules() -> Table? {
    let rows = diagnosis.groups.flatMap { group in
      (group.factors?.rules ?? []).map { rule in
        TableRow([
          .text(group.label), .text(rule.words), .count(rule.slowCalls), .count(rule.calls),
          .number(rule.lift, decimals: 1), percent(rule.shareOfExcess), percent(rule.outOfSampleShare),
          TailCells.chance(rule.pValue),
        ])
      }
    }
    if rows.isEmpty { return nil }
    return Table(
      slug: "tail-rules",
      caption:
        "Rules that hold slow calls. Each speaks of the calls that no rule above it holds. Lift: how much more often its calls are slow than all calls. Elsewhere: the share of the excess that the same search finds when it may not look at the batches that it is judged by. p: the chance of so good a rule where nothing goes with slow calls.",
      columns: [
        TableColumn("Configuration", .text), TableColumn("Rule", .text), TableColumn("Slow calls"),
        TableColumn("Calls"), TableColumn("Lift"), TableColumn("Share of excess", unit: "%", .estimate),
        TableColumn("Elsewhere", unit: "%", .estimate), TableColumn("p", .text),
      ], rows: rows)
  }

  private func factors() -> Table? {
    let rows = diagnosis.groups.flatMap { group in
      (group.factors?.findings ?? []).filter { $0.adjustedPValue != nil }.prefix(Self.mostFactors).map {
        factor in
        TableRow([
          .text(group.label), .text(factor.factor.title), .text(factor.isNamed ? "yes" : "no"),
          factor.condition.map { .text($0) } ?? .missing,
          factor.effect.map { .count($0.marked) } ?? .missing,
          factor.effect.map { .count($0.count) } ?? .missing,
          factor.adjustedPValue.map(TailCells.chance) ?? .missing,
        ])
      }
    }
    if rows.isEmpty { return nil }
    return Table(
      slug: "tail-factors",
      caption:
        "Factors that were tested, one at a time: whether slow calls go with them, where they have more of the excess than elsewhere, and the chance p of that where the factor means nothing, corrected for all factors. Calls that depend on each other are kept together.",
      columns: [
        TableColumn("Configuration", .text), TableColumn("Factor", .text), TableColumn("Goes with", .text),
        TableColumn("Where", .text), TableColumn("Slow calls"), TableColumn("Calls"), TableColumn("p", .text),
      ], rows: rows, isCollapsed: rows.count > 12)
  }

  private func gatherings() -> Table? {
    let rows = diagnosis.groups.flatMap { group in
      group.concentrations.map { place in
        TableRow([
          .text(group.label), .text(place.factor.rawValue), .text(place.level), .count(place.tailCalls),
          .count(place.calls), .number(100 * place.share, decimals: 1),
          .number(100 * place.expectedShare, decimals: 1), TailCells.chance(place.pValue),
        ])
      }
    }
    if rows.isEmpty { return nil }
    return Table(
      slug: "tail-places",
      caption:
        "Where slow calls gather beyond their part, and the chance p of it, batches kept whole and corrected for all that was looked at here.",
      columns: [
        TableColumn("Configuration", .text), TableColumn("By", .text), TableColumn("In", .text),
        TableColumn("Slow calls"), TableColumn("Calls"), TableColumn("Of the slow", unit: "%"),
        TableColumn("Of all", unit: "%"), TableColumn("p", .text),
      ], rows: rows, isCollapsed: rows.count > 12)
  }

  private func percent(_ estimate: Estimate) -> TableCell {
    let interval = estimate.interval.map {
      ConfidenceInterval(lower: $0.lower.map { 100 * $0 }, upper: $0.upper.map { 100 * $0 }, level: $0.level)
    }
    return .estimate(100 * estimate.value, interval, decimals: 0)
  }
}
