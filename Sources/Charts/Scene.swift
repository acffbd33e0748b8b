/// A laid-out figure: typed primitives with their roles and bounding boxes, ready to be checked and written.
///
/// A scene carries no colours: every paint is a named role that a style sheet or a ``Theme`` resolves.
public struct Scene: Sendable, Hashable {
  /// What one scene unit is.
  public enum Unit: Sendable, Hashable {
    /// A CSS pixel, 1/96 inch.
    case pixel
    /// A printer's point, 1/72 inch.
    case point

    /// The length of one unit.
    public var millimetres: Double {
      switch self {
      case .pixel: 25.4 / 96
      case .point: 25.4 / 72
      }
    }
  }

  /// The width in scene units.
  public let width: Double
  /// The height in scene units.
  public let height: Double
  /// What one scene unit is.
  public let unit: Unit
  /// The short accessible name.
  public var title: String
  /// The accessible description: chart type, axes, series; at most 2000 characters.
  public var description: String
  /// What is drawn, from back to front.
  public let items: [Item]
  /// What was left out or simplified, in sentences for the caption; empty when all data are shown one by one.
  public let notes: [String]
  /// The plot areas with their axes, in reading order.
  public let panels: [PanelDescription]

  /// A plot area and its axes, for a read-out that inverts positions.
  public struct PanelDescription: Sendable, Hashable {
    /// The panel's title, where it has one.
    public let title: String?
    /// The area between the axes.
    public let area: Box
    /// The horizontal scale; `nil` for an axis of categories.
    public let x: Scale?
    /// The vertical scale; `nil` for an axis of categories.
    public let y: Scale?
  }

  /// What an item is there for.
  public enum Role: String, Sendable, Hashable {
    case data
    case band
    case axis
    case grid
    case label
    case annotation
    case legend
  }

  /// A named colour.
  public enum Paint: Sendable, Hashable {
    case ink
    case muted
    case rule
    case grid
    case background
    /// One of the six colours of the palette, 0 to 5.
    case palette(Int)
    /// Black or white, whichever is easier to read on a colour of the palette.
    case onPalette(Int)
    /// A fixed colour of a ramp, the same in every theme.
    case ramp(ColourRamp.Step)
    /// Black or white, whichever is easier to read on a colour of a ramp.
    case onRamp(ColourRamp.Step)
  }

  /// How a shape is painted.
  public struct Style: Sendable, Hashable {
    var fill: Paint?
    var stroke: Paint?
    var strokeWidth = 1.0
    var dash: [Double] = []
    var opacity = 1.0
    /// Draws the outline in the background colour behind the fill, so that text stays readable over data.
    var hasHalo = false

    static func filled(_ paint: Paint, opacity: Double = 1) -> Style { Style(fill: paint, opacity: opacity) }

    static func stroked(_ paint: Paint, _ width: Double, dash: [Double] = [], opacity: Double = 1) -> Style {
      Style(stroke: paint, strokeWidth: width, dash: dash, opacity: opacity)
    }
  }

  /// One primitive.
  public enum Shape: Sendable, Hashable {
    /// Chains of straight segments in one style.
    case lines([[Point]], isClosed: Bool)
    case box(Box)
    /// Discs of one radius.
    case dots([Point], radius: Double)
    case symbol(Symbol, at: Point, radius: Double)
    case text(TextLine)
  }

  /// A shape with its style, purpose and bounding box.
  public struct Item: Sendable, Hashable {
    /// What is drawn.
    public let shape: Shape
    /// How it is painted.
    public let style: Style
    /// What it is there for.
    public let role: Role
    /// The key of the series that it belongs to.
    public let series: String?
    /// The smallest upright rectangle around its ink; for text, around its line box of ascent and descent.
    public let bounds: Box

    init(_ shape: Shape, _ style: Style, role: Role, series: String? = nil) {
      self.shape = shape
      self.style = style
      self.role = role
      self.series = series
      bounds = Item.bounds(of: shape, style: style)
    }

    private static func bounds(of shape: Shape, style: Style) -> Box {
      let margin = style.stroke == nil ? 0 : style.strokeWidth / 2
      switch shape {
      case .lines(let chains, _): return Box(around: chains.joined(), margin: margin)
      case .box(let box): return box.grown(by: margin)
      case .dots(let points, let radius): return Box(around: points, margin: radius)
      case .symbol(let symbol, let point, let radius):
        return Box(around: symbol.outline(at: point, radius: radius), margin: margin)
      case .text(let line): return line.bounds
      }
    }
  }

  /// One line of text.
  public struct TextLine: Sendable, Hashable {
    /// Which end of the text stands at the position.
    public enum Anchor: String, Sendable, Hashable {
      case start
      case middle
      case end
    }

    /// The text as drawn.
    public var string: String
    /// A raised suffix, such as the exponent of a power of ten.
    public var exponent: String?
    /// The whole text where ``string`` is shortened.
    public var fullString: String?
    /// The place of the anchor on the baseline.
    public var position: Point
    /// The font size in scene units.
    public var size: Double
    var isBold = false
    var anchor = Anchor.start
    /// Turned by a quarter, reading upwards.
    var isVertical = false

    /// The advance width in scene units.
    public var width: Double {
      TextMetrics.width(string, size: size, bold: isBold)
        + TextMetrics.width(exponent ?? "", size: size * TextMetrics.raisedScale, bold: isBold)
    }

    var bounds: Box {
      let start: Double
      switch anchor {
      case .start: start = 0
      case .middle: start = -width / 2
      case .end: start = -width
      }
      let up = TextMetrics.ascent * size
      let down = TextMetrics.descent * size
      if isVertical {
        return Box(
          minX: position.x - up, minY: position.y - start - width, maxX: position.x + down,
          maxY: position.y - start)
      }
      return Box(
        minX: position.x + start, minY: position.y - up, maxX: position.x + start + width,
        maxY: position.y + down)
    }
  }
}
