/// For whom a report is cut: what it shows, in which order and how much of it.
public enum Profile: String, CaseIterable, Codable, Hashable, Sendable {
  /// Figures, tables and methods, to be cited.
  case paper
  /// Diagnosis first: data quality, dependence and precision before the results.
  case engineer
  /// One page: what to choose, under which assumptions, at which risk.
  case decision
  /// What a comment on a change needs.
  case ci

  /// The sections in order.
  var outline: [Part] {
    switch self {
    case .paper:
      [
        .findings, .latency, .coldStarts, .cost, .bill, .batches, .quality, .methods, .limits, .scoreCard,
        .references,
        .glossary, .provenance,
      ]
    case .engineer:
      [
        .findings, .quality, .batches, .latency, .spread, .coldStarts, .cost, .bill, .precision, .methods,
        .limits,
        .scoreCard, .references, .glossary, .provenance,
      ]
    case .decision: [.findings, .cost, .bill, .coldStarts, .limits, .provenance]
    case .ci: [.findings, .latency, .quality, .limits, .provenance]
    }
  }

  /// Findings that are shown, the weightiest first.
  var mostFindings: Int {
    switch self {
    case .paper, .engineer: .max
    case .decision: 4
    case .ci: 5
    }
  }

  /// Whether sections hold figures.
  var hasFigures: Bool { self != .ci }

  /// Whether a sections holds every figure that the data allow, or only the one that says most.
  var isThorough: Bool { self == .engineer || self == .paper }
}

/// A section of a study's report.
enum Part: Hashable, Sendable {
  case findings
  case latency
  case spread
  case coldStarts
  case cost
  case bill
  case batches
  case precision
  case quality
  case methods
  case limits
  case scoreCard
  case references
  case glossary
  case provenance
}
