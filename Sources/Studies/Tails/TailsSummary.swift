extension TailsStudy {
  /// How often the diagnosis is right, over the rows of a study.
  public struct Summary: Codable, Hashable, Sendable {
    /// Scenarios with a cause.
    public var withCause: Int
    /// Those of them in which it is named first.
    public var namedRight: Int
    /// Scenarios without.
    public var without: Int
    /// Those of them in which nothing is named.
    public var namedNothing: Int
    /// Scenarios with a cause that is named first and has an interval for its share.
    public var withInterval: Int
    /// Those of them whose interval holds the true share.
    public var holdsTrueShare: Int
    /// Mean of the share that is said less the true one, over the same scenarios.
    public var meanShareError: Double
    /// Planted cause, named cause and number of scenarios, by both names; `none` for no cause.
    public var confusion: [Cell]

    /// A cell of the confusion table.
    public struct Cell: Codable, Hashable, Sendable {
      /// The planted cause, or `none`.
      public var planted: String
      /// The cause named first, `none`, or `refused`.
      public var named: String
      /// Scenarios.
      public var scenarios: Int
    }

    /// Counts rows.
    public init(_ rows: [Row]) {
      let planted = rows.filter { $0.planted != nil }
      let quiet = rows.filter { $0.planted == nil }
      withCause = planted.count
      namedRight = planted.count(where: \.isRight)
      without = quiet.count
      namedNothing = quiet.count(where: \.isRight)
      let held = planted.compactMap(\.holdsTrueShare)
      withInterval = held.count
      holdsTrueShare = held.count { $0 }
      let errors = planted.compactMap { row in
        row.holdsTrueShare == nil ? nil : row.share.flatMap { share in row.trueShare.map { share - $0 } }
      }
      meanShareError = errors.isEmpty ? 0 : errors.reduce(0, +) / Double(errors.count)
      let pairs = rows.map { row in
        [row.planted ?? "none", row.refusal == nil ? row.named ?? "none" : "refused"]
      }
      confusion = Dictionary(grouping: pairs) { $0 }
        .map { Cell(planted: $0.key[0], named: $0.key[1], scenarios: $0.value.count) }
        .sorted { ($0.planted, $0.named) < ($1.planted, $1.named) }
    }

    /// The summary for people.
    public var text: String {
      let right = Self.share(namedRight, of: withCause)
      let quiet = Self.share(namedNothing, of: without)
      let held = Self.share(holdsTrueShare, of: withInterval)
      let error = FixedText.decimals(100 * meanShareError, 1)
      return """
        Planted cause named first: \(right).
        Nothing named where nothing is planted: \(quiet).
        True share of the excess within the interval: \(held); mean error of the share \(error) points.

        """
    }

    /// A count with its percentage.
    private static func share(_ count: Int, of total: Int) -> String {
      guard total > 0 else { return "no scenario" }
      let percent = FixedText.decimals(100 * Double(count) / Double(total), 1)
      return "\(count) of \(total) (\(percent) %)"
    }
  }

  /// Rows as comma-separated text with fixed decimals; what is not known is empty.
  public static func csv(_ rows: [Row]) -> String {
    let lines = rows.map { row in
      ([
        "\(row.scenario)", row.planted ?? "none",
        row.refusal == nil ? row.named ?? "none" : "refused",
      ]
        + [row.share, row.shareLow, row.shareHigh, row.trueShare].map {
          $0.map { FixedText.decimals($0, 4) } ?? ""
        })
        .joined(separator: ",")
    }
    return (["scenario,planted,named,share,share_low,share_high,true_share"] + lines).joined(separator: "\n")
      + "\n"
  }
}
