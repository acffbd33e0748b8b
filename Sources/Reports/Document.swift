public import Analysis
public import Charts

/// A report as data: what every writer writes from.
public struct Document: Sendable {
  /// Title of the page.
  public var title: String
  /// One line on what was measured.
  public var subtitle: String
  /// Counts that stand on top of everything else.
  public var strip: [StripItem]
  /// Sections in order.
  public var sections: [Section]
  /// Line that names the tool, for the foot of the page.
  public var generator: String

  /// Creates a document.
  public init(title: String, subtitle: String, strip: [StripItem], sections: [Section], generator: String) {
    self.title = title
    self.subtitle = subtitle
    self.strip = strip
    self.sections = sections
    self.generator = generator
  }
}

/// A count with its name.
public struct StripItem: Hashable, Sendable {
  /// The count as text.
  public var value: String
  /// What is counted.
  public var label: String
  /// Whether a reader should worry.
  public var isAlarming: Bool
}

/// A part of a document with a heading.
public struct Section: Sendable {
  /// Anchor, unique in the document.
  public var id: String
  /// Heading.
  public var heading: String
  /// Contents in order.
  public var blocks: [Block]
}

/// Contents of a section.
public enum Block: Sendable {
  /// Prose with bound numbers.
  case sentences([Sentence])
  /// Prose without numbers of the study.
  case prose(String)
  /// The list of findings.
  case findings([Finding])
  /// A chart.
  case figure(Figure)
  /// A table.
  case table(Table)
  /// Names with their values.
  case facts([(name: String, value: String)])
  /// A list of remarks.
  case remarks([String])
  /// A command line or other text to copy.
  case code(String)
}

/// A chart with what a reader needs to read it.
public struct Figure: Sendable {
  /// Anchor and file name, unique in the document.
  public var slug: String
  /// What the figure shows, how it was computed and from how many calls.
  public var caption: String
  /// How to read this kind of chart.
  public var guide: String
  /// The chart.
  public var chart: any Chart
}

/// A table whose cells are text with a value to sort by.
public struct Table: Sendable {
  /// Anchor, unique in the document.
  public var slug: String
  /// What the table shows.
  public var caption: String
  /// Columns.
  public var columns: [TableColumn]
  /// Rows; as many cells as columns.
  public var rows: [[TableCell]]
  /// Whether the table opens only on demand.
  public var isCollapsed = false
}

/// A column of a table.
public struct TableColumn: Sendable {
  /// Heading with unit.
  public var title: String
  /// Whether the column holds numbers, aligned to the right.
  public var isNumeric: Bool
}

/// A cell of a table.
public struct TableCell: Sendable {
  /// The estimate or name; emphasised in numeric columns that have an interval.
  public var text: String
  /// The interval, in a muted tone.
  public var interval: String?
  /// Value to sort by.
  public var sortValue: Double?

  /// Creates a cell.
  public init(_ text: String, interval: String? = nil, sortValue: Double? = nil) {
    self.text = text
    self.interval = interval
    self.sortValue = sortValue
  }
}
