public import Charts

/// A figure that is drawn from the columns of a table: what it is called, what it needs, and how it is made.
public struct FigureKind: Sendable {
  /// What a column is for.
  public struct Role: Sendable, Hashable {
    /// The name by which a column is assigned.
    public let name: String
    /// What the column holds.
    public let meaning: String
    /// Whether the figure cannot do without it.
    public let isRequired: Bool

    static func required(_ name: String, _ meaning: String) -> Role {
      Role(name: name, meaning: meaning, isRequired: true)
    }

    static func optional(_ name: String, _ meaning: String) -> Role {
      Role(name: name, meaning: meaning, isRequired: false)
    }
  }

  /// The name, such as "tail".
  public let name: String
  /// What the figure shows, in one line.
  public let summary: String
  /// The columns that it reads.
  public let roles: [Role]
  let make: @Sendable (FigureTable, FigureOptions) throws -> Figure

  /// Draws the figure of this kind.
  ///
  /// - Parameters:
  ///   - table: the table with its columns assigned to ``roles``.
  ///   - options: levels, axes and marks.
  /// - Throws: ``FigureError`` where columns are missing or unfit, `StatisticsError` where there are too few data.
  public func figure(of table: FigureTable, _ options: FigureOptions = FigureOptions()) throws -> Figure {
    for role in roles where role.isRequired && !table.has(role.name) {
      throw FigureError.missingColumn(role: role.name, kind: name, known: table.names)
    }
    if table.rowCount == 0 { throw FigureError.noRows }
    return try make(table, options)
  }

  /// Every kind, in the order in which they are listed.
  public static let all: [FigureKind] =
    quantileKinds + distributionKinds + comparisonKinds + costKinds + timeKinds + causeKinds + lifetimeKinds
    + diagnosticKinds

  /// The kind of a name.
  ///
  /// - Throws: ``FigureError/unknownKind(_:)``.
  public static func named(_ name: String) throws -> FigureKind {
    guard let kind = all.first(where: { $0.name == name }) else { throw FigureError.unknownKind(name) }
    return kind
  }
}

/// A chart with the words that belong to it.
public struct Figure: Sendable {
  /// What the data show, as a sentence that follows from them.
  public var title: String
  /// The chart.
  public var chart: any Chart
  /// Numbers of values, statistics, intervals and levels.
  public var caption: String

  init(_ title: String, _ chart: any Chart, caption: [String]) {
    self.title = title
    self.chart = chart
    self.caption = caption.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

/// What is wanted of a figure beyond its columns.
public struct FigureOptions: Sendable {
  /// The nominal level of intervals.
  public var level = 0.95
  /// The seed of resampling.
  public var seed: UInt64 = 1
  /// Axes with logarithmic spacing, by role; an axis that is not named gets what suits its kind.
  public var isLogarithmic: [String: Bool] = [:]
  /// Titles of axes by role, such as "Latency (ms)".
  public var labels: [String: String] = [:]
  /// Marked values with their words.
  public var marks: [ReferenceLine] = []
  /// Moments at which the level changed, in seconds since 1970; `nil` finds them in the data.
  public var changes: [Double]?
  /// The relative or absolute change that does not matter.
  public var margin: Double?
  /// Whose clock an axis of time shows.
  public var zone: ClockZone?
  /// The number of values after which a pattern repeats, such as 24 hours.
  public var season: Int?

  /// The usual options.
  public init() {}

  var percent: String { Words.setting(level * 100) + " %" }

  /// The axis of a role, named after its column.
  func axis(_ role: String, of table: FigureTable, logarithmic: Bool = false) -> ValueAxis {
    let (title, unit) =
      labels[role].map(Words.titleAndUnit(ofLabel:)) ?? Words.titleAndUnit(ofColumn: table.column(role))
    return ValueAxis(
      title, unit: unit, spacing: isLogarithmic[role] ?? logarithmic ? .logarithmic : .linear)
  }

  /// The title of an axis without a scale of its own.
  func title(_ role: String, of table: FigureTable) -> String {
    if let label = labels[role] { return label }
    let (title, unit) = Words.titleAndUnit(ofColumn: table.column(role))
    return unit.map { "\(title) (\($0))" } ?? title
  }
}

/// Why a figure cannot be drawn.
public enum FigureError: Error, Hashable, CustomStringConvertible {
  case unknownKind(String)
  case missingColumn(role: String, kind: String, known: [String])
  case noRows
  case notATime(column: String, row: Int, text: String)
  case unfit(String)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownKind(let name):
      "There is no chart \(name). The charts are: \(FigureKind.all.map(\.name).joined(separator: ", "))."
    case .missingColumn(let role, let kind, let known):
      "The chart \(kind) needs a column for \(role). Assign one of \(known.joined(separator: ", ")) with "
        + "--column \(role)=NAME."
    case .noRows: "The table has no rows."
    case .notATime(let column, let row, let text):
      "Column \(column), data row \(row): \(text) is no time such as 2024-06-03T10:00:00Z or seconds since 1970."
    case .unfit(let reason): reason
    }
  }
}
