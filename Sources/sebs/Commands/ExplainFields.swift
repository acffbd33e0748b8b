/// What the names in the JSON of `sebs explain` mean.
enum ExplainFields {
  static let all: [StatFields.Field] = {
    let own = diagnosis + groups + percentiles + segments + causes + calls + places + factors + words
    let names = Set(own.map(\.name))
    return own + StatFields.warnings.filter { !names.contains($0.name) && $0.name != "warnings" }
  }()

  private static let diagnosis = [
    field("options", "object", "what was asked for; of factors: how they were tested"),
    field("slowest", "number", "share of the calls that makes the tail"),
    field("metric", "text", "duration that calls are slow by"),
    field("groupBy", "list of text", "factors that keep runs apart; empty: all"),
    field("level", "number", "nominal level of intervals, and of all tests together"),
    field("seed", "number", "seed of every random choice"),
    field("replicates", "number", "draws of a bootstrap and of a permutation test"),
    field("intervalMicroseconds", "number", "time between the calls that a closed loop wanted"),
    field("findsFactors", "true or false", "whether factors were tested"),
    field("unit", "text", "of the diagnosis: unit of times in sentences; of a factor: unit of its numbers"),
    field("groups", "list or number", "the configurations; of a cause: how many name it"),
    field("refusals", "list of objects", "configurations with too few calls"),
    field("needed", "number", "of a refusal: calls that would do"),
    field(
      "findings", "list of objects", "sentences, most important first; of factors: what is known of each"),
  ]

  private static let groups = [
    field("id", "text", "name of a group or a finding within this file"),
    field("label", "text", "what tells the group from the others"),
    field("runs", "list of text", "names of its runs"),
    field("calls", "number", "calls: of the group, of a class, of a place, of a rule, that bear an evidence"),
    field("incomplete", "number", "calls without one of the parts, left out"),
    field("clusters", "number or text", "batches or stretches of time; of factors: what they are"),
    field("hasBatches", "true or false", "whether clusters are recorded batches"),
    field("tailCalls", "number", "slow calls: of the group, or in a place"),
    field("tailShare", "number", "their share of the calls"),
    field("tailClusters", "number", "clusters with slow calls"),
    field("typicalMicroseconds", "number", "the typical call, or a part of it: mean of the middle fifth"),
    field("thresholdMicroseconds", "number", "where the tail begins"),
    field("excessMicroseconds", "number", "time beyond the typical call; of a group: mean of its slow calls"),
    field("negativeCalls", "number", "calls with a part below nothing by more than rounding"),
  ]

  private static let percentiles = [
    field("quantiles", "list of objects", "percentiles as measured"),
    field("without", "list or number", "percentiles without the cause; of a factor: that of the other calls"),
    field("omission", "object", "percentiles with and without calls that were not sent in time"),
    field("state", "text", "what is known of the schedule"),
    field("uncorrected", "list of objects", "percentiles counted from sending"),
    field("corrected", "list of objects", "counted from when calls were due; empty where that is not known"),
    field("probability", "number", "of a percentile"),
    field("value", "number", "the estimate: µs of a percentile, a share of 1 otherwise"),
    field("interval", "object", "confidence interval; left out where calls do not suffice"),
    field("lower", "number", "lower end; left out where the calls do not bound it"),
    field("upper", "number", "upper end; left out where the calls do not bound it"),
  ]

  private static let segments = [
    field("segments", "list of objects", "the parts of a call, in the order in which they happen"),
    field("segment", "text", "the part; of a cause or call: the one with most of the excess"),
    field("slowMicroseconds", "number", "mean of the part in the slow calls"),
    field("share", "object or number", "share of the excess; of a place: of the slow calls"),
    field("quantileShare", "object", "share of the percentile where the tail begins (Shapley's value)"),
  ]

  private static let causes = [
    field("causes", "list of objects", "of the file: over all groups; of a group: its own; unexplained last"),
    field("cause", "text", "the cause"),
    field("isNamed", "true or false", "whether it is named: evidence and a share that is surely not small"),
    field("bearing", "number", "calls that bear its evidence, slow or not"),
    field("addedMicroseconds", "number", "mean of what it adds to a slow call of its class"),
    field("pValue", "number", "chance of such evidence, or of such a place, factor or rule, without a cause"),
    field("evidence", "list of objects", "what speaks for the cause, strongest first"),
    field("kind", "text", "kind of evidence"),
    field("units", "number", "batches, hosts or containers that bear it as a whole"),
    field("name", "text", "of an evidence: the one host or container; of a factor: its column"),
    field(
      "microseconds", "number", "of an evidence: typical time beyond the typical call; of a call: whole time"),
    field("retrySeconds", "number", "known time after which clients try again, when it fits"),
    field("stepMicroseconds", "number", "step in which times grow"),
  ]

  private static let calls = [
    field("slow", "list or number", "the slow calls, slowest first; of factors: how many"),
    field("runID", "text", "run of the call"), field("requestID", "text", "identifier of the request"),
    field("batch", "number", "batch within the run"),
    field("position", "number", "place among the calls of the group, run after run in time, from 0"),
    field("sentUnixNanoseconds", "number", "when it was sent, since 1970"),
    field("confidence", "number", "share of its excess that its class accounts for"),
    field("parts", "list", "of a call: µs of each part; of a sentence: its pieces"),
  ]

  private static let places = [
    field(
      "concentrations", "list of objects", "where slow calls gather most, by batch, container, host, hour"),
    field("factor", "text or object", "what calls are told apart by"),
    field("expectedShare", "number", "share of all calls that are there"),
  ]

  private static let factors = [
    field("factors", "object", "factors and rules that go with slow calls; left out where too few are slow"),
    field("n", "number", "number of calls"),
    field("threshold", "number", "excess in µs beyond which a call is slow"),
    field("clusterCount", "number", "number of clusters"),
    field("blockLength", "number", "neighbouring clusters that depend on each other"),
    field("rules", "list of objects", "conditions under which slow calls crowd"),
    field("silent", "list of objects", "factors that say nothing here"),
    field("reason", "object or text", "why a factor says nothing"),
    field("constant", "object", "it is the same for all calls"),
    field("oneDay", "object", "hours were seen on one day only"),
    field("aliased", "object", "it varies only with another one"), field("with", "text", "the other one"),
    field("permutations", "number", "rearrangements of each test"),
    field("probabilities", "list of numbers", "probabilities at which quantiles are compared"),
    field("conditions", "list or number", "the conditions of a rule, which all hold; of options: how many"),
    field("title", "text", "name of a factor in sentences"),
    field("scale", "text", "how the levels of a factor relate to each other"),
    field("adjustedPValue", "number", "p for all factors together (Holm)"),
    field("upperQuantilePValue", "number", "the same for calls beyond the 90th percentile"),
    field("pValueBesidesOthers", "number", "p among the calls that the factors named before do not cover"),
    field("condition", "text", "the levels with most of the excess"),
    field("effect", "object", "calls with these levels against the others"),
    field("count", "number", "calls with these levels"), field("marked", "number", "slow calls among them"),
    field("shareWith", "object", "share of them that is slow"),
    field("shareWithout", "object", "share of the others that is slow"),
    field("riskRatio", "object", "ratio of the two"),
    field("attributableShare", "object", "share of the excess that would go if they were like the others"),
    field("quantileDifferences", "list of objects", "quantiles of these calls less those of the others"),
    field("difference", "object", "of two quantiles"),
    field("outOfSampleShare", "object", "share found in batches other than those that it is judged by"),
    field("shareOfSlow", "number", "share of the slow calls that a rule holds"),
    field("slowCalls", "number", "slow calls that a rule holds"),
    field("lift", "number", "how much more often its calls are slow than all calls"),
    field("shareOfExcess", "object", "as attributableShare, among the calls that no rule before holds"),
    field("method", "text or object", "how an interval was computed"),
    field("designEffect", "number", "variance in units of that of as many independent values"),
    field("effectiveN", "number", "independent values that would tell as much"),
    field("warnings", "list of objects", "what a reader must know; the only key of each names it"),
  ]

  private static let words = [
    field("sentence", "object", "what is said"), field("consequence", "object", "what it means"),
    field("standing", "object", "what kind of statement it is: its only key"),
    field("section", "text", "section of the report that shows it"),
    field("weight", "number", "importance: larger comes first"),
    field("words", "object or text", "words of ours; of a rule: the rule in words"),
    field("quantity", "object", "a number in a sentence"),
    field("source", "text", "path of the result that it shows"),
    field("text", "text", "how it is written"),
    field("superlative", "object", "a word that ranks"), field("word", "text", "the word"),
    field("end", "text", "which end of the order it claims"),
    field("among", "list of numbers", "the values that were compared"),
    field("fact", "object", "a statement of fact"),
    field("caution", "object", "limits what the data can say"),
    field("refusal", "object", "the data do not suffice"), field("_0", "any", "what the piece holds"),
  ]

  private static func field(_ name: String, _ type: String, _ meaning: String) -> StatFields.Field {
    StatFields.Field(name, type, meaning)
  }
}
