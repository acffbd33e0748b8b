import Analysis
import Measurements
import Simulation
import Statistics

/// How often the diagnosis of slow calls names the cause that was planted, and nothing where nothing was planted, and
/// how often the interval of its share holds the true one.
///
/// The share is one quantity on both sides: what the cause added to the slow calls, at most the excess of each over the
/// typical call, in the excess of all of them. The truth knows what was added; the diagnosis predicts it.
public enum TailsStudy {
  /// Which seeds are used: those that the diagnosis was developed on, or those that it never saw.
  public enum Seeds: String, Codable, CaseIterable, Hashable, Sendable {
    /// Looked at while the diagnosis was made.
    case development
    /// Kept for the published table: no scenario of them was seen before the diagnosis was as it is. Tables before used
    /// seeds from 20,000,001 on, which belong to the development since.
    case heldOut = "held-out"

    /// Seed before the first one of the set.
    var base: UInt64 {
      switch self {
      case .development: 10_000
      case .heldOut: 30_000_000
      }
    }
  }

  /// A simulated scenario and its diagnosis.
  public struct Row: Codable, Hashable, Sendable {
    /// Seed, from which `sebs simulate` with the planted cause makes the data again.
    public var scenario: UInt64
    /// The planted cause, or `nil` for none.
    public var planted: String?
    /// The cause that is named first, or `nil` when none is named.
    public var named: String?
    /// Share of the excess of the slow calls that the named cause is said to carry.
    public var share: Double?
    /// Lower end of its interval.
    public var shareLow: Double?
    /// Upper end of its interval.
    public var shareHigh: Double?
    /// Share that the planted cause truly carries in the same calls.
    public var trueShare: Double?
    /// Calls.
    public var calls: Int
    /// Causes with any evidence, as the diagnosis lists them, with their shares.
    public var candidates: String
    /// Why there is no diagnosis, when there is none.
    public var refusal: String?

    /// Creates a row.
    public init(
      scenario: UInt64, planted: String?, named: String? = nil, share: Double? = nil, shareLow: Double? = nil,
      shareHigh: Double? = nil, trueShare: Double? = nil, calls: Int, candidates: String = "",
      refusal: String? = nil
    ) {
      self.scenario = scenario
      self.planted = planted
      self.named = named
      self.share = share
      self.shareLow = shareLow
      self.shareHigh = shareHigh
      self.trueShare = trueShare
      self.calls = calls
      self.candidates = candidates
      self.refusal = refusal
    }

    /// Whether what is named is what was planted.
    public var isRight: Bool { planted == named && refusal == nil }
    /// Whether the true share lies in the interval; `nil` when another cause is named, or none was planted.
    public var holdsTrueShare: Bool? {
      guard isRight, let trueShare, let shareLow, let shareHigh else { return nil }
      return shareLow <= trueShare && trueShare <= shareHigh
    }

    enum CodingKeys: String, CodingKey {
      case scenario, planted, named, share, calls, candidates, refusal
      case shareLow = "share_low"
      case shareHigh = "share_high"
      case trueShare = "true_share"
    }
  }

  /// What to simulate.
  public struct Options: Sendable {
    /// Scenarios with a cause, all causes in turn.
    public var withCause: Int
    /// Scenarios without.
    public var without: Int
    /// Which seeds.
    public var seeds: Seeds
    /// Calls of every scenario; drawn with it when `nil`.
    public var calls: Int?

    /// Creates options.
    public init(withCause: Int = 200, without: Int = 200, seeds: Seeds = .heldOut, calls: Int? = nil) {
      self.withCause = withCause
      self.without = without
      self.seeds = seeds
      self.calls = calls
    }
  }

  /// Simulates and diagnoses every scenario, those with a cause first.
  ///
  /// - Throws: ``SimulationError`` when a scenario cannot be drawn.
  /// - Complexity: O(scenarios · calls · log calls), some minutes at the defaults, on all processors.
  public static func run(_ options: Options = Options()) async throws -> [Row] {
    let causes = PlantedCause.allCases
    let planted: [PlantedCause?] =
      (0..<options.withCause).map { causes[$0 % causes.count] }
      + [PlantedCause?](repeating: nil, count: options.without)
    return try await withThrowingTaskGroup(of: (Int, Row).self) { group in
      for (index, cause) in planted.enumerated() {
        let seed = options.seeds.base + UInt64(index) + 1
        group.addTask { (index, try row(cause, seed: seed, calls: options.calls)) }
      }
      var rows = [Row?](repeating: nil, count: planted.count)
      for try await (index, row) in group { rows[index] = row }
      return rows.compactMap { $0 }
    }
  }

  /// Simulates one scenario and diagnoses it.
  static func row(_ cause: PlantedCause?, seed: UInt64, calls: Int?) throws -> Row {
    let simulated = try SimulatedData(ScenarioPrior(cause: cause, calls: calls).draw(seed: seed))
    var row = Row(
      scenario: seed, planted: cause?.rawValue, calls: simulated.dataSet.invocationCount)
    // The notices and the plan tell the truth, so the diagnosis does not get them.
    let data = DataSet(
      campaign: Campaign(id: "simulated", title: "", experiment: "simulate"), runs: simulated.dataSet.runs)
    do {
      let diagnosis = try TailDiagnosis(data)
      row.named = diagnosis.namedFirst?.rawValue
      // The scenarios have one configuration, hence one group.
      guard let group = diagnosis.groups.first else { return row }
      if let found = group.named.first(where: { $0.cause == diagnosis.namedFirst }) {
        row.share = found.share.value
        row.shareLow = found.share.interval.lower
        row.shareHigh = found.share.interval.upper
      }
      row.trueShare = simulated.truth.shareOfExcess(slowest: group.tailShare)
      row.candidates = group.causes.map { cause in
        "\(cause.cause.rawValue) \(FixedText.decimals(cause.share.value, 2))"
          + (cause.isNamed ? " named" : "")
      }.joined(separator: ", ")
    } catch let error as TailError {
      row.refusal = error.description
    } catch let error as StudyError {
      row.refusal = "\(error)"
    }
    return row
  }
}
