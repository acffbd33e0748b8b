import Analysis
import Measurements
import Statistics

/// Methods and provenance of a diagnosis.
extension TailReport {
  func methods() -> Section {
    let options = diagnosis.options
    let slowest = Quantity(
      options.slowest, text: NumberText.percent(options.slowest, decimals: 1), source: "options.slowest")
    let fewest = Quantity.count(TailOptions.fewestTailCalls, "options.fewestTailCalls")
    let small = Quantity(
      TailOptions.smallShare, text: NumberText.percent(TailOptions.smallShare), source: "options.smallShare")
    let level = Quantity(options.level, text: NumberText.percent(options.level), source: "options.level")
    let replicates = Quantity.count(options.replicates, "options.replicates")
    return Section(
      id: "methods", heading: "Methods",
      blocks: [
        .sentences([
          "Each call is split into the parts that nine calls in ten carry; durations of different clocks are combined, instants never. What is left over is a part of its own and may be below nothing.",
          "The tail is the upper \(slowest) of the calls of a configuration by their time beyond the typical call, and at least \(fewest) calls. The typical call is the mean of the middle fifth, which adds up over its parts, as medians of parts do not.",
        ]),
        .sentences([
          "A part is noise until something sets its slow calls apart: a gap that no smooth tail has, by the spacings of logarithms within batches (Rényi); whole batches, hosts or first batches far from the level of all others, by Student's law; steps of one length; or what was recorded with the call.",
          "A cause is named when the chance of its evidence, corrected for all causes that could have been found (Holm), is smaller than the level of \(level) allows, and when the lower end of its share exceeds \(small).",
          "What a cause carries is what it added to the slow calls, none more than its excess: their times less those predicted from calls without its evidence. Shares are of these slow calls; their intervals draw batches of the same class anew (\(replicates) draws), or their slow calls where batches are few.",
        ]),
        .sentences([
          "The share of a percentile is Shapley's value of the percentile with some parts as measured and all others typical.",
          "Without a cause means: its parts are typical in the calls that bear its evidence; where it has no part of its own, these calls are left out.",
        ]),
      ])
  }

  func provenance() -> Section {
    let campaign = data.campaign
    var facts = [
      Fact("Campaign", "\(name: campaign.id)"), Fact("Tool", "\(name: "sebs \(ToolVersion.current)")"),
      Fact("Seed", "\(name: "\(diagnosis.options.seed)")"),
    ]
    if !campaign.command.isEmpty {
      facts.append(Fact("Measured by", "\(name: campaign.command.joined(separator: " "))"))
    }
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
