import ArgumentParser

/// `sebs stat fields`: what the names in the JSON of the statistics mean.
struct StatFields: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fields", abstract: "What the fields of the JSON of these verbs mean.",
    discussion: """
      A name means the same in every verb, unless its meaning says otherwise. A field without value is left out, never
      null or NaN; numbers are in the unit of the column. describe, quantile, bootstrap, acf, outliers and mixture answer
      with a list of one object a group (and probability), the others with one object.

      Example: sebs stat fields
      """)

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws { try Self.tell(Self.fields, asJSON: json) }

  /// Prints documented fields, also those of other verbs.
  static func tell(_ fields: [Field], asJSON: Bool) throws {
    if asJSON { return try Terminal.outputJSON(fields) }
    Terminal.output(
      Terminal.table(
        [["FIELD", "TYPE", "MEANING"]] + fields.map { [$0.name, $0.type, $0.meaning] }, numeric: []))
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
    + outliers + tails + modes + lifetimes

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

  static let warnings = [
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
    Field("share", "number", "of all values: that of rare values, of a mode, of a component, of a law"),
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
    Field("test", "text or object", "name of the test; of tails and lifetimes: the test itself"),
    Field("groups", "list", "the groups, in order: their names, or what was found of each"),
    Field("result", "object", "the result"), Field("overallTest", "object", "test that no term matters"),
    Field("statistic", "number", "test statistic"), Field("pValue", "number", "two-sided p"),
    Field("logPValue", "number", "natural logarithm of p, where p is below what a double holds"),
    Field(
      "law", "text or object",
      "law of the statistic when nothing differs; of outliers: of data without any; of lifetimes: the law fitted"
    ),
    Field("hasTies", "true or false", "whether values are equal across groups"),
    Field("sizes", "list of numbers", "values, or clusters, of each group"),
    Field("degreesOfFreedom", "number or list", "of the law"),
    Field("first", "text or object", "the first group, or its quantile; of lifetimes: range of the time-out"),
    Field(
      "second", "text or object", "the second group, or its quantile; of lifetimes: range of the later end"),
    Field(
      "shift", "object or number",
      "the shift function: quantiles of both groups side by side; of a mixture: what no value can be below"),
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
    Field("fit", "object", "how well the model fits; of tails and lifetimes: the law fitted"),
    Field("terms", "number", "coefficients"),
    Field("rSquared", "number", "share of the variance explained"),
    Field("adjustedRSquared", "number", "the same, corrected for the terms"),
    Field("residualStandardDeviation", "number", "with n − terms"),
    Field("logLikelihood", "number", "of normal residuals, or of the law fitted"),
    Field("aic", "number", "Akaike's criterion"),
    Field("aicc", "number", "the same for small samples"), Field("bic", "number", "Schwarz's criterion"),
    Field("robustFit", "object", "of an MM-estimate"),
    Field("scale", "number", "robust scale of residuals, or scale of the law"),
    Field("outliers", "number or list", "rows that count nothing; of outliers: the rows found"),
    Field("bootstrap", "list of objects", "bootstrap estimates of the coefficients"),
    Field("intervals", "text", "how intervals of a quantile regression were found"),
    Field("isUnique", "true or false", "whether no other coefficients fit as well"),
    Field("best", "text", "curve of least AICc"),
    Field("tied", "list of text", "curves within 2 of it"),
    Field("candidates", "list of objects", "curves that were fitted; of tails: thresholds that were tested"),
    Field("curve", "text or list", "name of the curve; of lifetimes: the share still alive at each time"),
    Field(
      "parameters", "list or number", "a, then b, then c of a + b φ(x; c); of a fitted law: how many it has"),
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

  private static let outliers = [
    Field("statement", "text", "the rule, its threshold and what it does to data without outliers"),
    Field("expectedFalseShare", "number", "share of independent values of the law that would be marked"),
    Field("falseDiscoveryRate", "number", "bound on the mean share of false ones among the rows found"),
    Field("plane", "object", "plane that holds too many rows for a covariance"),
    Field("normal", "list of numbers", "coefficients of the plane"),
    Field("offset", "number", "right-hand side of the plane"), Field("rows", "number", "rows on the plane"),
    Field("row", "number", "of the table, from 1"), Field("values", "list of numbers", "the row's values"),
    Field("squaredDistance", "number", "squared robust distance from the centre"),
    Field("adjustedPValue", "number", "p-value corrected for the number of rows"),
    Field("score", "number", "mean rank of the distances to neighbours and centre, over n"),
  ]

  private static let tails = [
    Field("threshold", "number", "value above which the tail is modelled"),
    Field(
      "shape", "number", "of a tail: ξ, above 0 for a power law; of a Weibull law: below 1 if the rate falls"),
    Field("shapeInterval", "object", "interval of the shape"),
    Field("exceedances", "number", "values above the threshold; bursts, in a series"),
    Field("effectiveExceedances", "number", "independent ones that would tell as much"),
    Field("choice", "object", "how the threshold, or the number of components, was chosen"),
    Field("chosen", "object or number", "the chosen threshold, or the chosen number of components"),
    Field("isAccepted", "true or false", "whether the values above it follow the law"),
    Field("extremalIndex", "number", "one over the mean size of bursts"),
    Field("quantiles", "list of objects", "quantiles asked for, with intervals"),
    Field("support", "object", "whether the sample reaches so far: its only key says it"),
    Field("withinSample", "object", "the sample reaches so far"),
    Field("expectedBeyond", "number", "values expected beyond the quantile"),
    Field("extrapolated", "object", "beyond the sample: the model alone"),
    Field("sampleTimes", "number", "samples of this size that would reach so far"),
    Field(
      "belowThreshold", "list of numbers", "probabilities below the threshold, for which the model is silent"),
    Field("comparison", "object", "the tails of two groups"),
    Field("shapeDifference", "number", "shape of the first minus that of the second"),
  ]

  private static let modes = [
    Field("dip", "object or number", "test for one mode, and its statistic"),
    Field("modalInterval", "list of numbers", "values between which there is most against one mode"),
    Field("fits", "list of objects", "mixtures of 1, 2, … components"),
    Field("components", "list or number", "the laws of a mixture, or their number where one more is tested"),
    Field("logMean", "number", "mean of ln(x − shift)"),
    Field("byBIC", "number", "components of least BIC"),
    Field("tests", "list of objects", "bootstrap likelihood ratio tests of one more component"),
    Field("bandwidth", "number", "of the kernel density of the logarithm"),
    Field("modes", "list of objects", "humps of the density of the logarithm"),
    Field("location", "number", "where the hump is highest"),
    Field("locationInterval", "object", "interval of the location"),
    Field("shareInterval", "object", "interval of the share"),
    Field("lowerValley", "number", "valley below the mode"),
    Field("upperValley", "number", "valley above it"),
  ]

  private static let lifetimes = [
    Field("laws", "list of objects", "fitted laws, the more probable first"),
    Field("weibull", "object", "rate of ends that falls, stays or rises with age"),
    Field("twoPoint", "object", "hard time-out"), Field("time", "number", "time of the curve"),
    Field("survival", "number", "share still alive"),
    Field("withoutLaw", "text", "why no law was fitted"),
    Field("withoutBand", "text", "why there is no band"),
    Field("logRank", "object", "test that groups end at the same rate"),
    Field("label", "number", "place of the group among the groups, from 0"),
    Field("observed", "number", "ends seen"), Field("expected", "number", "ends expected if all were alike"),
  ]
}
