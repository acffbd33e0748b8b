import Statistics

/// What `sebs stat outliers` says of a group.
struct OutlierAnswer: Encodable {
  enum Found {
    case marked(MarkedOutliers)
    case distant(RobustCovariance, MultivariateOutliers)
    case exactFit(ExactFit)
    case scored([Double], top: Int)
  }

  /// A row that was found.
  struct Row: Encodable {
    /// In the table, from 1.
    var row: Int
    var values: [Double]
    /// Squared robust distance.
    var squaredDistance: Double?
    /// Adjusted for the number of rows.
    var adjustedPValue: Double?
    var score: Double?
  }

  /// Coefficients and right-hand side of a plane that holds too many rows for a covariance.
  struct Plane: Encodable {
    var normal: [Double]
    var offset: Double
    var rows: Int
  }

  var group: String?
  var n: Int
  var missing: Int
  /// The rule, its threshold and what it does to data without outliers, in words.
  var statement: String
  var lower: Double?
  var upper: Double?
  var expectedFalseShare: Double?
  var law: String?
  var falseDiscoveryRate: Double?
  var plane: Plane?
  var outliers: [Row]

  init(_ group: OutlierRows, found: Found) throws {
    self.group = group.name
    n = group.rows.count
    missing = group.missing
    func row(_ index: Int) -> Row { Row(row: group.rows[index], values: group.columns.map { $0[index] }) }
    switch found {
    case .marked(let marked):
      (lower, upper) = (marked.lower, marked.upper)
      (expectedFalseShare, law) = (marked.expectedFalseShare, marked.law.rawValue)
      statement =
        "\(Self.name(marked.rule)): below \(StatOutput.number(marked.lower)) or above "
        + "\(StatOutput.number(marked.upper)); of independent \(Self.name(marked.law)) values "
        + "\(Self.percent(marked.expectedFalseShare)) % would be marked"
      outliers = marked.indices.map(row)
    case .distant(let estimate, let named):
      falseDiscoveryRate = named.falseDiscoveryRate
      statement =
        "robust distances: of those named at most \(Self.percent(named.falseDiscoveryRate)) % false on average, if the "
        + "others are normal"
      outliers = named.indices.map { index in
        var found = row(index)
        found.squaredDistance = estimate.squaredDistances[index]
        found.adjustedPValue = named.adjusted[index]
        return found
      }
    case .exactFit(let fit):
      plane = Plane(normal: fit.normal, offset: fit.offset, rows: fit.rowsOn.count)
      statement =
        "exact fit: \(fit.rowsOn.count) of \(n) rows lie in one plane, so that no distance exists; "
        + "the others are listed. Leave out a column that depends on the others, or is mostly one value"
      outliers = fit.rowsOff.map(row)
    case .scored(let scores, let top):
      statement =
        "score: mean rank of the distances to neighbours and to the centre, over n; it ranks, and names none"
      let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
      outliers = order.prefix(top).map { index in
        var found = row(index)
        found.score = scores[index]
        return found
      }
    }
  }

  /// The answer for people.
  func text(_ columns: [String]) -> String {
    let head = "\(group ?? "all"): n \(n), \(outliers.count) listed; \(statement).\n"
    if outliers.isEmpty { return head }
    let measures: [(name: String, text: (Row) -> String?)] = [
      ("SQUARED DISTANCE", { $0.squaredDistance.map { StatOutput.number($0) } }),
      ("ADJUSTED P", { $0.adjustedPValue.map { $0 < 1e-6 ? "< 0.000001" : StatOutput.number($0) } }),
      ("SCORE", { $0.score.map { StatOutput.number($0) } }),
    ]
    let known = measures.filter { measure in outliers.contains { measure.text($0) != nil } }
    let table = outliers.map { row in
      ["\(row.row)"] + row.values.map { StatOutput.number($0) } + known.map { $0.text(row) ?? "–" }
    }
    return head
      + Terminal.table(
        [["ROW"] + columns + known.map(\.name)] + table, numeric: Set(0...columns.count + known.count))
  }

  private static func percent(_ share: Double) -> String { StatOutput.number(100 * share) }

  private static func name(_ rule: OutlierRule) -> String {
    switch rule {
    case .doubleMedianAbsoluteDeviation(let multiple):
      "\(StatOutput.number(multiple)) scaled median absolute deviations of each side"
    case .adjustedFences(let multiple):
      "fences at \(StatOutput.number(multiple)) hinge distances, moved for skewness"
    case .generalizedStudentizedDeviate(let level, let most):
      "extreme Studentised deviates, at most \(most), any false one with probability \(StatOutput.number(level))"
    }
  }

  private static func name(_ law: OutlierLaw) -> String {
    switch law {
    case .normal: "normal"
    case .splitNormal: "normal, each side with its own spread,"
    }
  }
}
