import Analysis
import Measurements
import Statistics

/// Methods and limits in words, generated from what was measured and asked for.
struct MethodsText {
  let study: Study
  let groups: [CallGroup]

  init(_ study: Study, _ groups: [CallGroup]) {
    self.study = study
    self.groups = groups
  }

  func paragraphs() -> [[Sentence]] {
    [measuring(), quantiles(), dependence(), costs()].filter { !$0.isEmpty }
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
    let level = Quantity(
      study.options.level, text: NumberText.percent(study.options.level), source: "options.level")
    let type = Quantity(7, text: "7", source: "methods.quantileDefinition")
    return [
      "Quantiles are of Hyndman and Fan's type \(type).",
      "Intervals have a nominal level of \(level) and come from interpolated order statistics, which assume no distribution (Nyblom).",
      "A quantile that the calls cannot bound from above is given one-sided, with the number of calls that would do; nothing is extrapolated.",
      "Ratios of medians recombine the two intervals on the log scale (Donner and Zou).",
    ]
  }

  private func dependence() -> [Sentence] {
    guard study.performances.contains(where: { $0.batches != nil }) else {
      return ["Batches were not recorded, so calls are taken as independent."]
    }
    let replicates = Quantity.count(study.options.replicates, "options.replicates")
    let seed = Quantity(Double(study.options.seed), text: String(study.options.seed), source: "options.seed")
    return [
      "Calls of one batch are not independent: the variance between batches gives a design effect at each quantile, and the order-statistic interval is that of the effective number of calls, with Student's correction for few batches (Woodruff; Korn and Graubard).",
      "The intra-batch correlation is that of the ranks (one-way analysis of variance).",
      "For comparison, the JSON of the study also holds percentile intervals of a bootstrap that resamples whole batches (\(replicates) replicates, seed \(seed)); with few batches it covers less than its level.",
    ]
  }

  private func costs() -> [Sentence] {
    guard let prices = study.prices, let first = study.costs.first else { return [] }
    return [
      "Every call is priced by itself from its \(name: first.basis.title) and the mean is taken, because the sum is what one pays; its interval is Student's on batch totals.",
      "Prices: \(name: prices.rule), from the book \(name: prices.book) at \(name: prices.date) (\(name: prices.source)).",
    ]
  }

  /// Threats to validity that follow from facts of the data.
  func limits() -> [String] {
    var limits: [String] = []
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
      limits.append("All calls went to one region, \(region); others may differ.")
    } else if regions.isEmpty {
      limits.append("The region was not recorded.")
    }
    if study.performances.contains(where: { ($0.batches ?? 99) < ClusteredSample.fewClusters }) {
      limits.append(
        "Some groups have fewer than \(ClusteredSample.fewClusters) batches; their intervals lean on very little."
      )
    }
    if study.quality.failed > 0 {
      limits.append(
        "Failed calls are left out of all times; if they would have been slow, the tails are optimistic.")
    }
    if study.performances.contains(where: { $0.quantile(0.99)?.isBounded == false }) {
      limits.append("Not every group has calls enough for a two-sided interval of its p99.")
    }
    limits.append("One driver made all calls; its own network and load are part of the client's times.")
    return limits
  }
}
