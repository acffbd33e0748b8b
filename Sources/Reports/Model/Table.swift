public import Analysis
public import Statistics

/// A table whose cells are values, not text: every writer rounds and aligns them in its own way.
public struct Table: Sendable {
  /// Anchor and file name, unique in the document.
  public var slug: String
  /// What the table shows.
  public var caption: Sentence
  /// Columns; the first names the row.
  public var columns: [TableColumn]
  /// Rows.
  public var rows: [TableRow]
  /// Whether the table opens only on demand.
  public var isCollapsed: Bool

  /// Creates a table.
  public init(
    slug: String, caption: Sentence, columns: [TableColumn], rows: [TableRow], isCollapsed: Bool? = nil
  ) {
    self.slug = slug
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.isCollapsed = isCollapsed ?? (rows.count > 40)
  }
}

/// A column of a table.
public struct TableColumn: Hashable, Sendable {
  /// What a column holds.
  public enum Kind: Hashable, Sendable {
    /// Names or words.
    case text
    /// Numbers.
    case number
    /// Numbers with intervals.
    case estimate
  }

  /// Heading without the unit.
  public var title: String
  /// Unit of all values.
  public var unit: String?
  /// What the column holds.
  public var kind: Kind

  /// Creates a column.
  public init(_ title: String, unit: String? = nil, _ kind: Kind = .number) {
    self.title = title
    self.unit = unit
    self.kind = kind
  }

  /// Heading with the unit in parentheses.
  public var heading: String { unit.map { "\(title) (\($0))" } ?? title }
}

/// A row of a table.
public struct TableRow: Hashable, Sendable {
  /// Group of calls that the row is about, for filters.
  public var key: String?
  /// As many cells as columns.
  public var cells: [TableCell]

  /// Creates a row.
  public init(key: String? = nil, _ cells: [TableCell]) {
    self.key = key
    self.cells = cells
  }
}

/// A value in a table.
public enum TableCell: Hashable, Sendable {
  /// Words or a name; untrusted text.
  case text(String)
  /// A count.
  case count(Int)
  /// A number with the decimals that it deserves.
  case number(Double, decimals: Int)
  /// A number with its interval, if it has one.
  case estimate(Double, ConfidenceInterval?, decimals: Int)
  /// The one end that the data bound, and about how many calls would bound both.
  case bound(ConfidenceInterval, decimals: Int, callsNeeded: Int?)
  /// The data bound neither end.
  case refused(callsNeeded: Int?)
  /// Not measured.
  case missing

  /// The cell of a quantile in units of `scale`.
  init(_ result: QuantileResult, scale: Double) {
    let interval = result.estimate.interval?.divided(by: scale)
    let value = result.estimate.value / scale
    let decimals = NumberText.decimals(of: value, interval: interval)
    if result.isBounded {
      self = .estimate(value, interval, decimals: decimals)
    } else if let interval, interval.lower != nil || interval.upper != nil {
      self = .bound(interval, decimals: decimals, callsNeeded: result.callsNeeded)
    } else {
      self = .refused(callsNeeded: result.callsNeeded)
    }
  }

  /// The cell of an estimate.
  init(_ estimate: Estimate) {
    self = .estimate(
      estimate.value, estimate.interval,
      decimals: NumberText.decimals(of: estimate.value, interval: estimate.interval))
  }

  /// The cell of a count that may be missing.
  init(_ count: Int?) { self = count.map { .count($0) } ?? .missing }

  /// The value, or the bounded end.
  public var number: Double? {
    switch self {
    case .count(let count): Double(count)
    case .number(let value, _), .estimate(let value, _, _): value
    case .bound(let interval, _, _): interval.lower ?? interval.upper
    case .text, .refused, .missing: nil
    }
  }

  /// The interval.
  public var interval: ConfidenceInterval? {
    switch self {
    case .estimate(_, let interval, _): interval
    case .bound(let interval, _, _): interval
    case .text, .count, .number, .refused, .missing: nil
    }
  }

  /// Decimals that are shown.
  var decimals: Int {
    switch self {
    case .number(_, let decimals), .estimate(_, _, let decimals), .bound(_, let decimals, _): decimals
    case .text, .count, .refused, .missing: 0
    }
  }

  /// The value as it is shown, without its interval.
  public var text: String {
    switch self {
    case .text(let text): text
    case .count(let count): NumberText.grouped(count)
    case .number(let value, let decimals), .estimate(let value, _, let decimals):
      NumberText.fixed(value, decimals: decimals)
    case .bound(let interval, let decimals, _): NumberText.interval(interval, decimals: decimals) ?? "–"
    case .refused: "refused"
    case .missing: "–"
    }
  }

  /// The interval, or what would give one, as it is shown beside the value.
  public var note: String? {
    switch self {
    case .estimate(_, let interval, let decimals): NumberText.interval(interval, decimals: decimals)
    case .bound(_, _, let needed), .refused(let needed):
      needed.map { "(n ≈ \(NumberText.grouped($0)))" }
    case .text, .count, .number, .missing: nil
    }
  }

  /// The value with its interval.
  public var whole: String { note.map { "\(text) \($0)" } ?? text }
}

extension ConfidenceInterval {
  /// The interval in a larger unit.
  func divided(by scale: Double) -> ConfidenceInterval {
    ConfidenceInterval(lower: lower.map { $0 / scale }, upper: upper.map { $0 / scale }, level: level)
  }
}
