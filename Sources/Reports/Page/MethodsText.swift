import Analysis
import Measurements
import Statistics

/// Methods and threats to validity in words, generated from what was measured and asked for.
struct MethodsText {
  let study: Study
  let groups: [CallGroup]
  let profile: Profile

  init(_ study: Study, _ groups: [CallGroup], _ profile: Profile) {
    self.study = study
    self.groups = groups
    self.profile = profile
  }

  func paragraphs() -> [[Sentence]] {
    [measuring(), quantiles(), dependence(), verdicts(), costs()].filter { !$0.isEmpty }
  }

  private func measuring() -> [Sentence] {
    let succeeded = Quantity.count(study.quality.succeeded, "quality.succeeded")
    let groupCount = Quantity.count(study.performances.count, "performances")
    var sentences: [Sentence] = [
      "The report rests on \(succeeded) successful calls in \(groupCount) groups; a group is one configuration, with cold and warm starts apart.",
      "Calls are compared by \(name: study.metric.title): \(name: study.metric.meaning).",
    ]
    if Set(groups.compactMap(\.configuration.arrival)) == [.closed] {
      sentences.append(
        "Load was closed: a batch was sent only after the one before had ended, so a slow platform was also asked less."
      )
    }
    if study.campaign.experiment == "perf-cost" {
      sentences.append(
        "Configurations were visited in rounds, each round in a fresh random order from the measurement seed, so that drift falls on all of them alike."
      )
    }
    return sentences
  }

  private func quantiles() -> [Sentence] {
    let type = Quantity(7, text: "7", source: "methods.quantileDefinition")
    return [
      "Quantiles are of Hyndman and Fan's type \(type).",
      "Intervals have a nominal level of \(study.levelText) and come from interpolated order statistics, which assume no distribution (Nyblom).",
      "A quantile that the calls cannot bound from above is given one-sided, with the number of calls that would do; nothing is extrapolated.",
    ]
  }

  private func dependence() -> [Sentence] {
    let structures = Set(groups.map { StructureKind($0.structure) })
    var sentences: [Sentence] = []
    if structures.contains(where: \.hasClusters) {
      let replicates = Quantity.count(study.options.replicates, "options.replicates")
      let seed = Quantity(
        Double(study.options.seed), text: String(study.options.seed), source: "options.seed")
      sentences += [
        "Calls of one batch are not independent: the variance between batches gives a design effect at each quantile, and the order-statistic interval is that of the effective number of calls, with Student's correction for few batches (Woodruff; Korn and Graubard).",
        "The intra-batch correlation is that of the ranks (one-way analysis of variance).",
        "For comparison, the JSON of the study also holds percentile intervals of a bootstrap that resamples whole batches (\(replicates) replicates, seed \(seed)); with few batches it covers less than its level.",
      ]
    } else {
      sentences.append("Batches were not recorded.")
    }
    if structures.contains(where: \.isSeries) {
      sentences.append(
        "Calls may also depend on those before them: an autoregression of the normal scores and the variance between stretches of time give a second design effect, and the larger of the two counts; where slow calls come in too few separate episodes no interval is given (Heidelberger and Lewis)."
      )
    }
    if structures == [.independent] {
      sentences.append("Their times were not recorded either, so calls are taken as independent.")
    }
    return sentences
  }

  private func verdicts() -> [Sentence] {
    let margin = Quantity(
      study.options.margin, text: NumberText.percent(study.options.margin), source: "options.margin")
    return [
      "Ratios of medians recombine the two intervals on the log scale (Donner and Zou).",
      "A comparison is better or worse when the interval of the ratio excludes one, equivalent when the whole interval lies within \(margin) of one, and undecided otherwise; the margin was fixed beforehand.",
      "Each interval holds by itself at its level; no correction is made for looking at many.",
    ]
  }

  private func costs() -> [Sentence] {
    guard let prices = study.prices, let first = study.costs.first else { return [] }
    return [
      "Every call is priced by itself from its \(name: first.basis.title) and the mean is taken, because the sum is what one pays; its interval is Student's t \(name: costStructure), with the skewness taken out (Hall).",
      "Nothing bounds a mean from above without knowing how far the tail reaches (Bahadur and Savage): where the tail is or may be too heavy, only the lower end is given.",
      "Prices: \(name: prices.rule), from the book \(name: prices.book) at \(name: prices.date) (\(name: prices.source)).",
    ]
  }

  private var costStructure: String {
    groups.contains { StructureKind($0.structure).hasClusters }
      ? "on batch totals"
      : groups.contains { StructureKind($0.structure).isSeries }
        ? "at the effective number of calls" : "on single calls"
  }

  /// Threats to validity that follow from facts of the data: internal, statistical, external and of construct.
  func limits() -> [Sentence] {
    var limits: [Sentence] = []
    let configurations = groups.map(\.configuration)
    let regions = Set(configurations.compactMap(\.region))
    if configurations.contains(where: { $0.platform == "local" }) {
      limits.append(
        "The functions ran on this machine, not in a cloud: prices are those of the book for the same memory sizes and times, and no network lies between caller and function."
      )
      if configurations.contains(where: { $0.isolation == "process" }) {
        limits.append(
          "The processor was not shared out by memory size here, so a size changes the price but hardly the time."
        )
      }
    } else if regions.count == 1, let region = regions.first {
      limits.append("All calls went to one region, \(name: region); others may differ.")
    } else if regions.isEmpty {
      limits.append("The region was not recorded.")
    }
    if Set(configurations.compactMap(\.benchmark)).count == 1, let benchmark = configurations[0].benchmark {
      limits.append("Only one function was measured, \(name: benchmark); others may stress other resources.")
    }
    if study.performances.contains(where: { ($0.batches ?? 99) < ClusteredSample.fewClusters }) {
      let few = Quantity.count(ClusteredSample.fewClusters, "methods.fewClusters")
      limits.append("Some groups have fewer than \(few) batches; their intervals lean on very little.")
    }
    let seen = Quantity.count(Int(MeanReach.seenTimes), "methods.seenTimes")
    limits.append(
      "Intervals speak of what the campaign met: slow spells, or kinds of calls, that came fewer than about \(seen) times in a group are not covered by any interval here."
    )
    if study.performances.contains(where: { $0.batches == nil }) {
      limits.append(
        "Calls made together are not marked as such; if they are alike, the intervals are too narrow.")
    }
    if study.quality.failed > 0 {
      limits.append(
        "Failed calls are left out of all times; if they would have been slow, the tails are optimistic.")
    }
    if study.quality.lateCalls > 0 {
      let late = Quantity.count(study.quality.lateCalls, "quality.lateCalls")
      limits.append("The driver itself was late with \(late) calls; their times may hold its own delay.")
    }
    if study.performances.contains(where: { $0.quantile(0.99)?.isBounded == false }) {
      let name = Quantity(0.99, text: "p99", source: "performances.quantiles")
      limits.append("Not every group has calls enough for a two-sided interval of its \(name).")
    }
    if study.metric == .client {
      limits.append("One driver made all calls; its own network and load are part of the client's times.")
    }
    return limits
  }
}

/// A structure without its labels.
private enum StructureKind: Hashable {
  case independent, clustered, series, clusteredSeries

  init(_ structure: SampleStructure) {
    self =
      switch structure {
      case .independent: .independent
      case .clustered: .clustered
      case .series: .series
      case .clusteredSeries: .clusteredSeries
      }
  }

  var hasClusters: Bool { self == .clustered || self == .clusteredSeries }
  var isSeries: Bool { self == .series || self == .clusteredSeries }
}
