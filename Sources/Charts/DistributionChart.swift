/// Distributions side by side: half-eyes, violins, boxes, letter values, strips or histograms, with the raw values.
///
/// The chart estimates nothing: densities, quartiles, whiskers, letter values and bins come from the caller. A
/// distribution with fewer than 30 values, or without what its form needs, is drawn as a strip of its values.
public struct DistributionChart: Chart {
  /// How a distribution is drawn.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// The density on one side, the raw values on the other, the quartiles between.
    case halfEye
    /// The density on both sides, the quartiles inside.
    case violin
    /// Quartiles, median and whiskers; values beyond the whiskers one by one.
    case box
    /// Nested boxes, each for a larger share of the values; values beyond the outermost one by one.
    case letterValues
    /// The raw values, spread across the band.
    case strip
    /// Bars for the counts of bins.
    case histogram
    /// Densities that stand on their bands and reach over the ones above, with the medians; values always grow to the
    /// right.
    case ridge
  }

  /// Whether values grow upwards, with the categories side by side, or to the right, with the categories below each other.
  public enum Orientation: Sendable, Hashable {
    case up
    case across
  }

  /// What the widths of densities mean.
  public enum Scaling: Sendable, Hashable {
    /// Every shape is as wide as its band where its density is largest.
    case equalWidth
    /// All shapes have the same area on the drawn axis, so that widths compare densities.
    case equalArea
  }

  /// A point of a density.
  public struct DensityPoint: Sendable, Hashable {
    /// The value, in the unit of the axis.
    public var value: Double
    /// The density per unit of the drawn axis: of the logarithm where the axis is logarithmic.
    public var density: Double

    /// A point of a density.
    public init(value: Double, density: Double) {
      self.value = value
      self.density = density
    }
  }

  /// The quartiles.
  public struct Quartiles: Sendable, Hashable {
    /// A quarter of the values lie below.
    public var lower: Double
    /// Half of the values lie below.
    public var median: Double
    /// A quarter of the values lie above.
    public var upper: Double

    /// The quartiles.
    public init(lower: Double, median: Double, upper: Double) {
      self.lower = lower
      self.median = median
      self.upper = upper
    }
  }

  /// A pair of letter values.
  public struct LetterValue: Sendable, Hashable {
    /// The lower letter value.
    public var lower: Double
    /// The upper letter value.
    public var upper: Double
    /// The share of the values between the two, in 0 ... 1.
    public var share: Double

    /// A pair of letter values.
    public init(lower: Double, upper: Double, share: Double) {
      self.lower = lower
      self.upper = upper
      self.share = share
    }
  }

  /// A bin of a histogram.
  public struct Bin: Sendable, Hashable {
    /// The lower edge.
    public var lower: Double
    /// The upper edge.
    public var upper: Double
    /// The count, or the count per length for bins of different lengths.
    public var height: Double

    /// A bin of a histogram.
    public init(lower: Double, upper: Double, height: Double) {
      self.lower = lower
      self.upper = upper
      self.height = height
    }
  }

  /// One distribution.
  public struct Distribution: Sendable, Hashable {
    /// The place of its series in ``DistributionChart/series``.
    public var series: Int
    /// The raw values.
    public var values: [Double]
    /// The density, for half-eyes and violins, over the range of the values.
    public var density: [DensityPoint]
    /// The quartiles.
    public var quartiles: Quartiles?
    /// The ends of the whiskers, for boxes.
    public var whiskers: ClosedRange<Double>?
    /// The letter values, without the median.
    public var letterValues: [LetterValue]
    /// The bins, for histograms.
    public var bins: [Bin]

    /// One distribution.
    public init(
      series: Int = 0, values: [Double], density: [DensityPoint] = [], quartiles: Quartiles? = nil,
      whiskers: ClosedRange<Double>? = nil, letterValues: [LetterValue] = [], bins: [Bin] = []
    ) {
      self.series = series
      self.values = values
      self.density = density
      self.quartiles = quartiles
      self.whiskers = whiskers
      self.letterValues = letterValues
      self.bins = bins
    }
  }

  /// The distributions of one category, such as a memory size.
  public struct Category: Sendable, Hashable {
    /// The name on the axis.
    public var label: String
    /// Its distributions, at most one for each series.
    public var distributions: [Distribution]

    /// The distributions of one category.
    public init(label: String, distributions: [Distribution]) {
      self.label = label
      self.distributions = distributions
    }
  }

  /// What distributions of one colour have in common.
  public struct Series: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The place in the palette; `nil` takes the place in the chart.
    public var style: Int?
    /// The key for linked highlighting; `nil` takes the label.
    public var key: String?

    /// What distributions of one colour have in common.
    public init(_ label: String, style: Int? = nil, key: String? = nil) {
      self.label = label
      self.style = style
      self.key = key
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The axis of the values.
  public var valueAxis: ValueAxis
  /// The title of the axis of categories.
  public var categoryTitle: String
  /// The categories in order.
  public var categories: [Category]
  /// The series; a single one needs no name.
  public var series: [Series]
  /// How distributions are drawn.
  public var form: Form
  /// Where values grow.
  public var orientation: Orientation
  /// What widths mean.
  public var scaling: Scaling
  /// Whether medians are written beside half-eyes and violins where there is room.
  public var showsMedians: Bool

  /// A chart of distributions.
  public init(
    title: String? = nil, description: String? = nil, valueAxis: ValueAxis, categoryTitle: String,
    categories: [Category], series: [Series] = [Series("")], form: Form = .halfEye,
    orientation: Orientation = .up, scaling: Scaling = .equalWidth, showsMedians: Bool = true
  ) {
    self.title = title
    self.description = description
    self.valueAxis = valueAxis
    self.categoryTitle = categoryTitle
    self.categories = categories
    self.series = series
    self.form = form
    self.orientation = orientation
    self.scaling = scaling
    self.showsMedians = showsMedians
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    DistributionFigure(self).scene(canvas)
  }
}
