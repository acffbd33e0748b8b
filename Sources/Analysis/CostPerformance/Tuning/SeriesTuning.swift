import Measurements
import Pricing
import Statistics

extension Tuning {
  /// Tunes every series of a study.
  ///
  /// - Throws: ``TuningError`` when there is nothing to tune, and what pricing throws.
  /// - Complexity: O(series · days with new prices · replicates · (calls + sizes²)).
  init(
    _ groups: [CallGroup], prices: PriceSelection?, metric: Metric, options: TuningOptions,
    study: StudyOptions
  ) throws {
    guard let prices else { throw TuningError.nothingPriced }
    let all = SeriesCalls.all(groups, prices: prices, metric: metric, options: options)
    if all.isEmpty { throw TuningError.nothingPriced }
    self.init(options: options, series: [], refusals: [])
    for (isMain, calls) in all {
      do {
        let tuning = SeriesTuning(calls: calls, prices: prices, options: options, study: study)
        series.append(try tuning.tuned(id: "t\(series.count + 1)", isMain: isMain))
      } catch let error as StatisticsError {
        refusals.append(
          TuningRefusal(
            label: calls.label, calls: calls.mix,
            reason: ([error.description] + calls.leftOut.inShort).joined(separator: " ")))
      }
    }
    if series.isEmpty { throw TuningError.nothingTuned(refusals) }
  }
}

extension [String] {
  /// The first two as sentences, and how many more there are.
  fileprivate var inShort: [String] {
    prefix(2).map { $0 + "." } + (count > 2 ? ["So have \(count - 2) more sizes."] : [])
  }
}

extension AnalysedData {
  /// The data with a choice among the memory sizes of every series, and what it says before all other findings.
  ///
  /// - Throws: ``TuningError`` when there is nothing to tune, and what pricing throws.
  public func tuned(_ options: TuningOptions, prices: PriceSelection?) throws -> AnalysedData {
    var study = study
    let tuning = try Tuning(
      groups, prices: prices, metric: study.metric, options: options, study: study.options)
    study.tuning = tuning
    let main = tuning.series.filter(\.isMain)
    study.findings =
      main.map { $0.finding(unit: study.unit) }
      + study.findings.filter { !$0.id.hasPrefix("cost-performance") }
    return AnalysedData(study: study, groups: groups)
  }
}

extension TunedSeries {
  /// The choice as a finding.
  fileprivate func finding(unit: DisplayUnit) -> Finding {
    let standing: Standing =
      switch choice.answer {
      case .one, .some: .fact
      case .equal: .verdict(.equivalent)
      case .none: .caution
      case .undecided: .refusal
      }
    return Finding(
      id: "tuning-\(id)", standing: standing, sentence: conclusion(unit: unit),
      consequence: remarks(unit: unit).first, section: "cost", weight: 90)
  }
}

/// Everything that is worked out about one series.
struct SeriesTuning {
  let calls: SeriesCalls
  let prices: PriceSelection
  let options: TuningOptions
  let study: StudyOptions

  func tuned(id: String, isMain: Bool) throws -> TunedSeries {
    if calls.sizes.count < 2 {
      throw StatisticsError.tooFew(
        what: "memory sizes with batches and calls enough", found: calls.sizes.count,
        needed: 2)
    }
    let samples = try calls.samples { try $1.costPerMillion($0) }
    let contest = try contest(samples)
    let odds = contest.odds(margin: study.margin)
    let choice = SizeChoice(contest, odds, margin: study.margin, level: study.level)
    // A mixture of cold and warm calls has two curves: those of its parts.
    let model =
      calls.mix == .mixed
      ? nil : try? ModelFitting(calls: calls, options: options, level: study.level, seed: study.seed).fit()
    let oneProcessor = Saturation.oneProcessorMB(
      platform: calls.configuration?.platform ?? prices.book.provider)
    return TunedSeries(
      id: id, label: calls.label, calls: calls.mix, isMain: isMain,
      groups: calls.groupIDs, hasBatches: calls.hasBatches, choice: choice, model: model,
      steps: contest.steps(level: study.level),
      saturation: oneProcessor.flatMap {
        contest.saturation(oneProcessorMB: $0, margin: study.margin, level: study.level)
      }, billing: try billing(), history: try history(),
      advice: choice.answer == .one || choice.answer == .equal ? [] : advice(contest, odds, model),
      leftOut: calls.leftOut.inShort)
  }

  private func contest(_ samples: [SizeSample]) throws(StatisticsError) -> SizeContest {
    try SizeContest(
      samples, goal: options.goal, margin: study.margin, level: study.level, replicates: study.replicates,
      seed: study.seed)
  }

  private func outcome(_ price: (Invocation, CallPricing) throws -> Double) throws -> Outcome {
    let contest = try contest(try calls.samples(price))
    return Outcome(
      SizeChoice(contest, contest.odds(margin: study.margin), margin: study.margin, level: study.level))
  }

  // MARK: Other circumstances

  /// Whether other prices could change the choice.
  private var dependsOnPrices: Bool {
    options.goal.costWeight > 0 || options.goal.budgetPerMillion != nil
  }

  private static let granularities = [1, 100]

  /// The same calls with time rounded up to 1 ms and to 100 ms.
  private func billing() throws -> [RoundingOutcome] {
    guard dependsOnPrices, let applied = calls.pricing(calls.sizes[0])?.rule.granularityMilliseconds
    else { return [] }
    return try Set(Self.granularities + [applied]).sorted().map { granularity in
      var rounded: [Int: CallPricing] = [:]
      let outcome = try outcome { call, pricing in
        let other = rounded[pricing.memoryMB] ?? pricing.rounding(toMilliseconds: granularity)
        rounded[pricing.memoryMB] = other
        return try other.costPerMillion(call)
      }
      return RoundingOutcome(
        granularityMilliseconds: granularity, isApplied: granularity == applied, outcome: outcome)
    }
  }

  /// The same calls at the prices of every day on which prices or rules of the book changed.
  private func history() throws -> [DatedOutcome] {
    guard dependsOnPrices, let pricing = calls.pricing(calls.sizes[0]) else { return [] }
    var outcomes: [DatedOutcome] = []
    for day in try pricing.daysOfChange(in: prices.book) {
      let then = PriceSelection(book: prices.book, date: day, extras: prices.extras)
      guard let repriced = calls.priced(by: then), let rule = repriced.pricing(calls.sizes[0])?.rule
      else { continue }
      let tuning = SeriesTuning(calls: repriced, prices: then, options: options, study: study)
      outcomes.append(
        DatedOutcome(
          date: "\(day)", granularityMilliseconds: rule.granularityMilliseconds,
          outcome: try tuning.outcome { try $1.costPerMillion($0) }))
    }
    return outcomes
  }

  // MARK: What to measure next

  private static let mostAdvice = 3
  /// Gains below this are noise of the looking ahead.
  private static let leastGain = 0.002

  private func advice(_ contest: SizeContest, _ odds: SizeOdds, _ model: TunedModel?) -> [NextMeasurement] {
    var generator = RandomStreams(seed: study.seed)[UInt64.max >> 1]
    var found: [NextMeasurement] = []
    func consider(_ offer: MeasurementOffer, winners: [Int?]) {
      let gain = LookAhead(winners: winners).gain(offer, using: &generator)
      guard gain >= Self.leastGain else { return }
      found.append(
        NextMeasurement(
          memoryMB: offer.memoryMB, isMeasured: offer.isMeasured, calls: offer.calls, batches: offer.batches,
          dollars: offer.dollars, expectedGain: gain))
    }
    for (size, sample) in contest.samples.enumerated() {
      let score = contest.scores[size]
      consider(
        MeasurementOffer(
          memoryMB: sample.memoryMB, scores: (0..<contest.replicates).map { score[$0] },
          variance: score.spread * score.spread, isMeasured: true, calls: sample.callCount,
          batches: sample.batchCount, dollars: dollars(sample.callCount, contest.sizes[size].logCost.estimate)
        ),
        winners: odds.winners)
    }
    // Whether a size that was not measured keeps a limit is not known from a curve of means.
    if !options.goal.isConstrained {
      for prediction in model?.predictions ?? [] where !prediction.isMeasured {
        let (offer, winners) = offer(prediction, contest, odds, using: &generator)
        consider(offer, winners: winners)
      }
    }
    return Array(
      found.sorted { ($1.expectedGain / $1.dollars) < ($0.expectedGain / $0.dollars) }.prefix(Self.mostAdvice)
    )
  }

  /// A size that only the curve knows, among the measured ones: the size competes in every draw.
  private func offer(
    _ prediction: PredictedSize, _ contest: SizeContest, _ odds: SizeOdds,
    using generator: inout Xoshiro256PlusPlus
  ) -> (offer: MeasurementOffer, winners: [Int?]) {
    let weight = options.goal.costWeight
    let unit = 2 * Normal.quantile(0.5 + study.level / 2)
    func spread(_ interval: ConfidenceInterval) -> Double {
      guard let low = interval.lower, let high = interval.upper, low > 0 else { return 0 }
      return logarithm(high / low) / unit
    }
    let score =
      weight * logarithm(prediction.costPerMillion.value) + (1 - weight) * logarithm(prediction.time.value)
    let doubt =
      weight * spread(prediction.costPerMillion.interval) + (1 - weight) * spread(prediction.timeOfNewSize)
    let scores = (0..<contest.replicates).map { _ in score + doubt * generator.normal() }
    let newcomer = contest.sizes.count
    let winners = odds.winners.enumerated().map { replicate, winner -> Int? in
      guard let winner else { return newcomer }
      return scores[replicate] < contest.scores[winner][replicate] ? newcomer : winner
    }
    let nearest = contest.samples.indices.min {
      abs(contest.samples[$0].memoryMB - prediction.memoryMB)
        < abs(contest.samples[$1].memoryMB - prediction.memoryMB)
    }
    let like = nearest ?? 0
    return (
      MeasurementOffer(
        memoryMB: prediction.memoryMB, scores: scores,
        variance: contest.scores[like].spread * contest.scores[like].spread, isMeasured: false,
        calls: contest.samples[like].callCount, batches: contest.samples[like].batchCount,
        dollars: dollars(contest.samples[like].callCount, logarithm(prediction.costPerMillion.value))),
      winners
    )
  }

  private func dollars(_ calls: Int, _ logCostPerMillion: Double) -> Double {
    Double(calls) * exponential(logCostPerMillion) / 1e6
  }
}

extension SeriesCalls {
  /// The same calls under other prices; `nil` unless every size has a price then.
  func priced(by prices: PriceSelection) -> SeriesCalls? {
    var isComplete = true
    let repriced = parts.map { part in
      (
        share: part.share,
        pieces: part.pieces.mapValues { pieces in
          pieces.compactMap { piece -> Piece? in
            guard let pricing = CallPricing(piece.group, prices) else {
              isComplete = false
              return nil
            }
            return Piece(group: piece.group, pricing: pricing)
          }
        }
      )
    }
    guard isComplete else { return nil }
    return SeriesCalls(label: label, mix: mix, metric: metric, parts: repriced, leastCalls: leastCalls)
  }
}
