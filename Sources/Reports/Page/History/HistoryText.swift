import Analysis
import Charts
import Measurements
import Statistics

/// Methods, limits and provenance.
extension HistoryReport {

  var levelText: Quantity {
    Quantity(stability.options.level, text: NumberText.percent(stability.options.level), source: "level")
  }

  var days: Quantity {
    let days = Double(stability.options.windowSeconds) / Double(Period.day.seconds)
    return Quantity(days, text: NumberText.significant(days, digits: days < 10 ? 1 : 2), source: "windowDays")
  }

  func methods() -> Section {
    let margin = Quantity(
      stability.options.margin, text: NumberText.percent(stability.options.margin, decimals: 0),
      source: "margin")
    let length = Quantity.count(ChangeOptions.lastingLevels.minimumLength, "minimumLength")
    let period = stability.options.period.rawValue
    return Section(
      id: "methods", heading: "Methods",
      blocks: [
        .sentences([
          "The calls of each configuration are grouped by \(name: period), and each \(name: period) gives the quantiles that it has calls for.",
          "Levels are sought on logarithms by exact penalised segmentation: a change must gain more than its price, a multiple of the logarithm of the length times the long-run variance of the noise, which allows for dependence between neighbours.",
          "Single wild values are moved in to what their neighbours make plausible, a weekly pattern is tested and taken out where there is one, a level lasts at least \(length) \(name: period)s, and neighbouring levels surely differ by more than \(margin), so that a level that wanders within that is no change; each regime is searched once more with its own noise.",
          "The interval of a date holds the dates that the likelihood does not exclude, and all \(name: period)s without calls before them.",
          "Effects are ratios of quantiles over all calls between the neighbouring changes.",
        ]),
        .sentences([
          "Changes of several quantiles are one change when their dates may be the same; changes of several configurations when they follow each other within \(days) days in the same direction.",
          "The chance of moving together is that of as many others changing as close to the first one, if each configuration had its changes at any time.",
        ]),
        .sentences([
          "An event fits a change the better, the more exactly the configurations in its scope are those that moved, and the closer it comes before the change.",
          "The chance of a link is the share of all times in the record of events, evenly spread, at which some event would fit as well; a change is linked when this chance, adjusted for the number of changes of all configurations (Benjamini and Hochberg), is smaller than the level of the report allows.",
        ]),
        .sentences([
          "The newest \(name: period) is judged by the distance of that configuration that lies beyond its present level by more than any other, ranked among such distances of the \(name: period)s before, over all configurations together, so that no distribution is assumed."
        ]),
      ])
  }

  func limits() -> Section {
    let margin = Quantity(
      stability.options.margin, text: NumberText.percent(stability.options.margin, decimals: 0),
      source: "margin")
    let length = Quantity.count(ChangeOptions.lastingLevels.minimumLength, "minimumLength")
    let period = stability.options.period.rawValue
    return Section(
      id: "limits", heading: "Threats to validity",
      blocks: [
        .remarks([
          "That changes count from \(margin) and from \(length) \(name: period)s on was chosen by the makers of this program after they had seen long records of cold starts, those of lambda-perf among them; on such records the result is no independent test of it.",
          "So were the number of calls that a quantile of a period needs, the steps by which events are shifted, and that links are adjusted over the changes of configurations rather than over joint changes: by the latter, two of the three links of lambda-perf that were known beforehand would just have missed the level.",
          "That all configurations move on one day does not tell the platform from the benchmark; only the log of events can, and only if it is complete.",
          "A link between an event and a change is a coincidence in time and scope, not an experiment.",
          "Changes that undo themselves sooner, and slow ones, are not changes of level here; drift is reported by itself.",
          "Rates of false alarms were simulated on normal noise whose values depend on the one before and on levels that wander like those of each configuration, as the differences of its days within regimes show; wander that comes in bursts is not in that. The check on halves and random orders of these data shows how far the rates carry.",
        ])
      ])
  }

  func provenance() -> Section {
    let campaign = stability.campaign
    var facts = [
      Fact("Campaign", "\(name: campaign.id)"), Fact("Tool", "\(name: "sebs \(ToolVersion.current)")"),
      Fact("Seed of the check on random orders", "\(name: "\(stability.selfCheck.seed)")"),
    ]
    for source in campaign.sources {
      facts.append(Fact("Input", "\(name: "\(source.name) (\(source.format)), SHA-256 \(source.sha256)")"))
    }
    return Section(
      id: "provenance", heading: "How to reproduce this report",
      blocks: [
        .sentences(["With the inputs below, this command writes the same bytes again:"]), .code(command),
        .facts(facts),
      ])
  }
}
