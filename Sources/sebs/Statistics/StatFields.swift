import ArgumentParser

/// `sebs stat fields`: what the names in the JSON of the statistics mean.
struct StatFields: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fields", abstract: "What the fields of the JSON of these verbs mean.",
    discussion: """
      A name means the same in every verb. A field without value is left out, never null or NaN; numbers are in the
      unit of the column. describe, quantile, bootstrap and acf answer with a list of one object a group (and
      probability), the others with one object.

      Example: sebs stat fields
      """)

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    if json { return try Terminal.outputJSON(Self.fields) }
    Terminal.output(
      Terminal.table(
        [["FIELD", "TYPE", "MEANING"]] + Self.fields.map { [$0.name, $0.type, $0.meaning] }, numeric: []))
  }

  /// A documented field.
  struct Field: Encodable {
    var name: String
    var type: String
    var meaning: String

    init(_ name: String, _ type: String, _ meaning: String) {
      (self.name, self.type, self.meaning) = (name, type, meaning)
    }
  }

  static let fields: [Field] =
    general + estimates + warnings + descriptions + tests + series + planning + regressions

  private static let general = [
    Field("group", "text", "value of the --by column; left out without one"),
    Field("n", "number", "values used"),
    Field(
      "missing", "number or object", "values left out; of quantile: what a two-sided interval would need more"
    ),
    Field("calls", "number", "in missing: values to add"),
    Field("batches", "number", "in missing: clusters of the present size to add"),
    Field("clusters", "number", "clusters of the --cluster column"),
    Field("seed", "number", "seed of random draws; the same seed gives the same answer"),
    Field("replicates", "number", "draws of a bootstrap; left out where its law is computed exactly"),
  ]

  private static let estimates = [
    Field("estimate", "object", "a number with its interval and all that is needed to judge it"),
    Field("value", "number", "the point estimate"),
    Field(
      "interval", "object", "confidence interval; an end that is left out is unbounded; left out: refused"),
    Field("lower", "number", "lower end"), Field("upper", "number", "upper end"),
    Field("level", "number", "nominal coverage"),
    Field("method", "text", "how the interval or the coefficients were computed"),
    Field("designEffect", "number", "variance in units of that of as many independent values"),
    Field("effectiveN", "number", "independent values that would tell as much"),
    Field("intraclassCorrelation", "number", "share of the variance that values of a cluster have in common"),
    Field("probability", "number", "probability of the quantile"),
    Field("reason", "object", "why this method: its only key names the structure that was found"),
    Field("declaredIndependent", "object", "in reason: no clusters and no order of time were named"),
    Field("noSerialDependence", "object", "in reason: the order of time shows no dependence"),
    Field("serialDependence", "object", "in reason: values depend on those before them"),
    Field(
      "clustersOverSeries", "object", "in reason: clusters and order of time, of which clusters cost more"),
    Field("seriesOverClusters", "object", "in reason: clusters and order of time, of which time costs more"),
    Field("clustered", "number", "design effect of clusters"),
    Field("series", "number", "design effect of the order of time"),
    Field("bias", "number", "mean under resampling minus the statistic"),
    Field("standardError", "number", "standard error"),
    Field("resampling", "object", "what was resampled, and how often"),
    Field("blockLength", "number", "values of a block of time"),
  ]

  private static let warnings = [
    Field("warnings", "list of objects", "what a reader must know; the only key of each names it"),
    Field("upperUnbounded", "object", "the values cannot bound the quantile from above"),
    Field("lowerUnbounded", "object", "the values cannot bound the quantile from below"),
    Field("needed", "number", "independent values, episodes or replicates that would do"),
    Field("found", "number", "how many there are"),
    Field("fewClusters", "object", "too few clusters for the level to be trusted"),
    Field("singleCluster", "object", "one cluster: dependence cannot be seen"),
    Field("notEnoughEpisodes", "object", "too few separate episodes of the rarer values"),
    Field("heavyTail", "object", "no variance: nothing bounds the mean on that side"),
    Field("tailUncertain", "object", "too few values to tell whether there is a variance"),
    Field("index", "number", "tail index: P(X > x) falls like x to the power of −index"),
    Field("dominatedByFew", "object", "a few values decide the mean"),
    Field("effectiveValues", "number", "equal values that would decide as much"),
    Field("blindToRareValues", "object", "kinds of values no more frequent than this may be missing"),
    Field("share", "number", "frequency of such values"),
    Field("allEqual", "object", "all values are equal"),
    Field("smallGroup", "object", "a group is too small for the law used"),
    Field("size", "number", "size of the group, or of a prediction"),
    Field("smallestPossiblePValue", "object", "no smaller p can come from groups of these sizes"),
    Field("zeroDifferences", "object", "pairs without difference"),
    Field("count", "number", "how many"),
    Field("stoppedEarly", "object", "permutations ended when the answer was clear"),
    Field("completeSeparation", "object", "all values of one group lie above all of the other"),
    Field("endsBeyondReplicates", "object", "an end lies where there are no replicates"),
    Field("undefinedReplicates", "object", "replicates without a finite statistic, left out"),
    Field("poleClamped", "object", "a corrected level ran over its pole; the end is the last value"),
    Field("biasCorrectionClamped", "object", "all replicates on one side of the estimate"),
    Field("accelerationUndefined", "object", "acceleration taken as zero"),
    Field("visibleSteps", "object", "the law has steps that its smooth form passes in the middle"),
  ]

  private static let descriptions = [
    Field("mean", "number", "arithmetic mean"), Field("meanEstimate", "object", "the mean with its interval"),
    Field("standardDeviation", "number", "with n − 1"), Field("minimum", "number", "least value"),
    Field("median", "number", "type 7"), Field("p95", "number", "type 7"), Field("p99", "number", "type 7"),
    Field("maximum", "number", "greatest value"),
    Field("medianAbsoluteDeviation", "number", "about the median, not scaled"),
    Field("skewness", "number", "third standardised moment"),
    Field("dependence", "object", "how alike the values of a cluster are, by ranks"),
  ]

  private static let tests = [
    Field("test", "text", "name of the test"), Field("groups", "list of text", "the groups, in order"),
    Field("result", "object", "the result"), Field("overallTest", "object", "test that no term matters"),
    Field("statistic", "number", "test statistic"), Field("pValue", "number", "two-sided p"),
    Field("logPValue", "number", "natural logarithm of p, where p is below what a double holds"),
    Field("law", "text", "law of the statistic when nothing differs"),
    Field("hasTies", "true or false", "whether values are equal across groups"),
    Field("sizes", "list of numbers", "values, or clusters, of each group"),
    Field("degreesOfFreedom", "number or list", "of the law"),
    Field("first", "text or object", "the first group, or its quantile"),
    Field("second", "text or object", "the second group, or its quantile"),
    Field("shift", "object", "the shift function: quantiles of both groups side by side"),
    Field("pointwise", "list of objects", "each interval at the level by itself"),
    Field("simultaneous", "list of objects", "all intervals together at the level"),
    Field("simultaneousLevel", "number", "level of each of these"),
    Field("holmPValues", "list of numbers", "p-values corrected for their number (Holm)"),
    Field("difference", "object", "first minus second"), Field("ratio", "object", "first over second"),
    Field("shiftEstimate", "object", "Hodges and Lehmann's shift"),
    Field("ratioEstimate", "object", "Hodges and Lehmann's shift of logarithms, as a ratio"),
    Field("cliffsDelta", "object", "P(first > second) − P(first < second)"),
    Field("achievedLevel", "number", "level that the interval really has, where values are discrete"),
  ]

  private static let series = [
    Field("autocorrelations", "list of numbers", "from lag 1"),
    Field("partialAutocorrelations", "list of numbers", "from lag 1"),
    Field("ljungBox", "object", "test that no autocorrelation is there"),
    Field("stationarity", "object", "KPSS test that the level stays"),
    Field("lags", "number", "lags used"),
    Field("steadyState", "object", "whether and when the values reach a steady state"),
    Field("reached", "object", "steady state reached"),
    Field("notReached", "object", "steady state not reached"),
    Field("warmUp", "number", "values before it"),
  ]

  private static let planning = [
    Field("batchSize", "number", "values of a batch"),
    Field("logStandardDeviation", "number", "standard deviation of the logarithms"),
    Field("batchesForHalfWidth", "number", "batches for the interval asked for"),
    Field("batchesForRatio", "number", "batches of each group to see the ratio asked for"),
  ]

  private static let regressions = [
    Field("formula", "text", "the model, with its constant spelled out"),
    Field("covariance", "text", "covariance of the coefficients"),
    Field("coefficients", "list of objects", "in the order of the terms"),
    Field("name", "text", "name of the term"), Field("t", "number", "estimate over its standard error"),
    Field("fit", "object", "how well the model fits"), Field("terms", "number", "coefficients"),
    Field("rSquared", "number", "share of the variance explained"),
    Field("adjustedRSquared", "number", "the same, corrected for the terms"),
    Field("residualStandardDeviation", "number", "with n − terms"),
    Field("logLikelihood", "number", "of normal residuals"), Field("aic", "number", "Akaike's criterion"),
    Field("aicc", "number", "the same for small samples"), Field("bic", "number", "Schwarz's criterion"),
    Field("robustFit", "object", "of an MM-estimate"), Field("scale", "number", "robust scale of residuals"),
    Field("outliers", "number", "rows that count nothing"),
    Field("bootstrap", "list of objects", "bootstrap estimates of the coefficients"),
    Field("intervals", "text", "how intervals of a quantile regression were found"),
    Field("isUnique", "true or false", "whether no other coefficients fit as well"),
    Field("best", "text", "curve of least AICc"),
    Field("tied", "list of text", "curves within 2 of it"),
    Field("candidates", "list of objects", "curves that were fitted"),
    Field("curve", "text", "name of the curve"),
    Field("parameters", "list of numbers", "a, then b, then c of a + b φ(x; c)"),
    Field("parameterIntervals", "list of objects", "their intervals"),
    Field("aiccDifference", "number", "AICc minus that of the best"),
    Field("weight", "number", "Akaike's weight"),
    Field("leaveSizesOut", "number", "root mean square error of sizes left out"),
    Field("leaveClustersOut", "number", "root mean square error of clusters left out"),
    Field("failures", "list of objects", "curves that could not be fitted"),
    Field("predictions", "list of objects", "at the sizes asked for"),
    Field("average", "object", "prediction averaged over the curves by weight"),
    Field("confidence", "object", "interval of the mean"),
    Field("prediction", "object", "interval of one observation"),
  ]
}
