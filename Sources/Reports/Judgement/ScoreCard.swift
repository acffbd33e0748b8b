import Analysis
import Measurements
import Statistics

/// Checks a report against the rules of good practice, from its contents.
struct ScoreCard {
  private let study: Study
  private let groups: [CallGroup]
  private let filters: [String]
  private let document: Document

  /// Takes a report and its document so far.
  init(_ report: StudyReport, _ document: Document) {
    study = report.study
    groups = report.groups
    filters = report.filters
    self.document = document
  }

  func section() -> Section {
    Section(
      id: "rules", heading: "Score card",
      blocks: [
        .sentences([
          "This report was checked against the twelve rules of Hoefler and Belli for reporting performance; what it fails stands here as plainly as what it keeps."
        ]), .scoreCard(checks()),
      ])
  }

  /// One check for each rule, in order.
  func checks() -> [RuleCheck] {
    Rule.allCases.map { rule in
      let (outcome, evidence) = check(rule)
      return RuleCheck(rule: rule, outcome: outcome, evidence: evidence)
    }
  }

  private func check(_ rule: Rule) -> (RuleCheck.Outcome, Sentence) {
    switch rule {
    case .baseCase: baseCase()
    case .completeness: completeness()
    case .meansOfCosts: meansOfCosts()
    case .ratios: ratios()
    case .intervals: intervals()
    case .normality: normality()
    case .comparisons: comparisons()
    case .percentiles: percentiles()
    case .factors: factors()
    case .timing: timing()
    case .bounds: bounds()
    case .plots: plots()
    }
  }

  /// Groups that a ratio of the findings names.
  private var comparedGroups: Set<String> {
    let sources = ProseWalk.sentences(of: document).flatMap { $0.sentence.parts }.compactMap { part in
      if case .quantity(let quantity) = part { quantity.source } else { nil }
    }
    let pairs = sources.compactMap { source -> [String]? in
      let parts = source.split(separator: ".").map(String.init)
      return parts.count >= 4 && parts[2] == "against" ? [parts[1], parts[3]] : nil
    }
    let penalties = document.tables.contains { $0.slug == "cold-starts" } ? study.coldPenalties : []
    return Set(pairs.joined()).union(penalties.flatMap { [$0.coldID, $0.warmID] })
  }

  private func baseCase() -> (RuleCheck.Outcome, Sentence) {
    let compared = comparedGroups
    if compared.isEmpty { return (.notApplicable, "No change or speedup is reported.") }
    let shown = Set(
      document.tables.filter { ["latency", "cost"].contains($0.slug) }.flatMap(\.rows).compactMap(\.key))
    return compared.isSubset(of: shown)
      ? (.pass, "Every group that a ratio names stands in a table with its absolute median.")
      : (.fail, "A ratio is given for groups whose absolute medians are not in a table.")
  }

  private func completeness() -> (RuleCheck.Outcome, Sentence) {
    if !filters.isEmpty {
      return (.fail, "Runs were kept by \(name: filters.joined(separator: ", ")); no reason is recorded.")
    }
    let quality = study.quality
    let known = quality.succeeded + quality.failed + quality.discarded.values.reduce(0, +)
    let attempted = Quantity.count(quality.attempted, "quality.attempted")
    return known == quality.attempted
      ? (.pass, "All \(attempted) calls are accounted for: kept, failed by kind, or discarded with a reason.")
      : (.fail, "Not all of the \(attempted) calls are accounted for.")
  }

  private func meansOfCosts() -> (RuleCheck.Outcome, Sentence) {
    let means: Set<IntervalMethod> = [.clusterT, .seriesT, .skewnessAdjustedT]
    let times = study.performances.flatMap { $0.quantiles.map(\.estimate.method) }
    if times.contains(where: means.contains) { return (.fail, "A time is summarised by a mean.") }
    return study.costs.isEmpty
      ? (.pass, "Times are summarised by quantiles; there is no mean.")
      : (.pass, "Times are summarised by quantiles; the only mean is that of prices, which add up.")
  }

  private func ratios() -> (RuleCheck.Outcome, Sentence) {
    if study.coldPenalties.isEmpty, comparedGroups.isEmpty {
      return (.notApplicable, "No ratio is reported.")
    }
    let index = Dictionary(study.performances.map { ($0.id, $0.median?.estimate.value) }) { first, _ in first
    }
    let agree = study.coldPenalties.allSatisfy { penalty in
      guard let cold = index[penalty.coldID] ?? nil, let warm = index[penalty.warmID] ?? nil else {
        return false
      }
      return abs(penalty.ratio.value - cold / warm) <= 1e-9 * penalty.ratio.value
    }
    return agree
      ? (.pass, "Each ratio is that of two summaries; ratios are listed, not averaged.")
      : (.fail, "A ratio is not that of the two medians beside it.")
  }

  private func intervals() -> (RuleCheck.Outcome, Sentence) {
    for table in document.tables {
      for row in table.rows {
        for (cell, column) in zip(row.cells, table.columns) {
          if case .estimate(_, nil, _) = cell, column.kind == .estimate {
            return (
              .fail,
              "In the table of \(name: table.slug), \(name: row.cells[0].text) has an estimate without an interval."
            )
          }
        }
      }
    }
    return (.pass, "Every estimate in the tables has its interval, is one-sided, or is refused.")
  }

  private func normality() -> (RuleCheck.Outcome, Sentence) {
    let free: Set<IntervalMethod> = [
      .orderStatistic, .clusteredOrderStatistic, .seriesOrderStatistic, .clusteredSeriesOrderStatistic,
      .clusterBootstrap, .productLimit,
    ]
    if study.performances.contains(where: { $0.quantiles.contains { !free.contains($0.estimate.method) } }) {
      return (.fail, "Intervals of times assume a distribution that was not checked.")
    }
    let small = study.costs.filter { ($0.costPerMillion.clusters ?? $0.costPerMillion.n) < 30 }
    if let first = small.first, document.tables.contains(where: { $0.slug == "cost" }) {
      return (
        .fail,
        "Intervals of times assume no distribution, but those of mean costs are Student's on few batches or calls, such as for \(name: first.label), where nothing checks the distribution."
      )
    }
    return (.pass, "Intervals of times assume no distribution; means rest on many batches or calls.")
  }

  private func comparisons() -> (RuleCheck.Outcome, Sentence) {
    let margin = study.options.margin
    let judged = study.findings.filter { if case .verdict = $0.standing { true } else { false } }
    if judged.isEmpty, study.coldPenalties.isEmpty {
      return (.notApplicable, "Nothing is judged against anything.")
    }
    let sound = study.coldPenalties.allSatisfy {
      $0.ratio.interval.lower != nil && $0.ratio.interval.upper != nil
        && $0.verdict == $0.ratio.verdict(margin: margin)
    }
    return sound
      ? (
        .pass,
        "Verdicts follow from the intervals of ratios and a margin fixed beforehand; undecided is one of them."
      )
      : (.fail, "A verdict does not follow from the interval of its ratio.")
  }

  private func percentiles() -> (RuleCheck.Outcome, Sentence) {
    guard let table = document.tables.first(where: { $0.slug == "latency" }) else {
      return (.fail, "Only medians are shown.")
    }
    let names = Set(table.columns.map(\.title))
    return Performance.reported.allSatisfy { names.contains(NumberText.quantileName($0)) }
      ? (.pass, "The table of latency gives the tail beside the median, or refuses it openly.")
      : (.fail, "The table of latency leaves the tail out.")
  }

  private func factors() -> (RuleCheck.Outcome, Sentence) {
    let wanted = ["platform", "region", "runtime", "architecture", "memory_mb"]
    let missing = Configuration.fields.filter { field in
      wanted.contains(field.name)
        && groups.contains { group in
          // A machine of one's own has no region.
          field.text(of: group.configuration) == nil
            && !(field.name == "region" && group.configuration.platform == "local")
        }
    }
    if missing.isEmpty {
      return (.pass, "Platform, region, runtime, architecture and memory are known for every group.")
    }
    return (.fail, "Not known for every group: \(name: missing.map(\.name).joined(separator: ", ")).")
  }

  private func timing() -> (RuleCheck.Outcome, Sentence) {
    var missing: [String] = []
    if groups.contains(where: { !$0.hasBatches }) { missing.append("which calls were made together") }
    if groups.contains(where: { $0.configuration.arrival == nil }) { missing.append("how calls were sent") }
    return missing.isEmpty
      ? (.pass, "The clock, the batches and the law of arrival are recorded and stand under Methods.")
      : (.fail, "Not recorded: \(name: missing.joined(separator: "; ")).")
  }

  private func bounds() -> (RuleCheck.Outcome, Sentence) {
    document.tables.contains { $0.slug == LayersTable.slug }
      ? (
        .pass,
        "The time inside the function, which bounds what the platform can attain, stands beside the time outside."
      )
      : (.fail, "No time is shown that bounds what could be attained.")
  }

  private func plots() -> (RuleCheck.Outcome, Sentence) {
    let figures = document.figures
    if figures.isEmpty { return (.notApplicable, "This profile has no figures.") }
    let bare = figures.first { figure in
      !figure.caption.parts.contains { if case .quantity = $0 { true } else { false } }
    }
    if let bare {
      return (.fail, "The caption of figure \(name: bare.slug) names neither level nor number of calls.")
    }
    return (
      .pass,
      "Captions name statistic, interval and number of calls; lines join only neighbouring quantiles or sizes."
    )
  }
}
