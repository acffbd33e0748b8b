import Charts
import Foundation
import Statistics

extension FigureKind {
  static let distributionKinds: [FigureKind] = [
    ("half-eye", DistributionChart.Form.halfEye, "densities with the raw values and quartiles"),
    ("violin", .violin, "densities on both sides with quartiles"),
    ("ridgeline", .ridge, "densities below each other, with medians"),
    ("box", .box, "quartiles with Tukey's fences"),
    ("letter-values", .letterValues, "nested boxes that keep the tail"),
    ("strip", .strip, "the raw values"), ("histogram", .histogram, "counts in bins"),
  ].map { name, form, summary in
    FigureKind(
      name: name, summary: summary,
      roles: [
        .required("value", "the measured values"), .optional("category", "what stands on the axis"),
        .optional("group", "what has a colour of its own"),
      ]
    ) { try DistributionFigures.figure($0, $1, form: form) }
  }
}

/// Figures of distributions.
enum DistributionFigures {
  static func figure(_ table: FigureTable, _ options: FigureOptions, form: DistributionChart.Form) throws
    -> Figure
  {
    let values = try table.numbers("value")
    let categories = try table.optionalTexts("category") ?? Array(repeating: "", count: values.count)
    let groups = try table.optionalTexts("group") ?? Array(repeating: "", count: values.count)
    let categoryNames = FigureTable.order(categories)
    let groupNames = FigureTable.order(groups)
    var cells: [[String]: [Double]] = [:]
    for index in values.indices where values[index].isFinite {
      cells[[categories[index], groups[index]], default: []].append(values[index])
    }
    let axis = options.axis("value", of: table, logarithmic: true)
    let drawn = try categoryNames.map { category in
      DistributionChart.Category(
        label: category,
        distributions: try groupNames.enumerated().compactMap { index, group in
          try cells[[category, group]].map { try distribution($0, series: index, form, axis) }
        })
    }
    let styles = groupNames.count == 2 ? [0, 4] : Array(groupNames.indices)
    let isAcross = [.letterValues, .box, .ridge].contains(form)
    let chart = DistributionChart(
      valueAxis: axis, categoryTitle: table.has("category") ? options.title("category", of: table) : "",
      categories: drawn, series: groupNames.enumerated().map { .init($0.element, style: styles[$0.offset]) },
      form: form, orientation: isAcross ? .across : .up)
    return Figure(
      try title(cells, categoryNames, groupNames, axis, form: form), chart,
      caption: [Words.sizes(cells.values.map(\.count), "distribution"), note(form, axis)])
  }

  private static func distribution(
    _ values: [Double], series: Int, _ form: DistributionChart.Form, _ axis: ValueAxis
  ) throws -> DistributionChart.Distribution {
    let sample = try SortedSample(values)
    let quartiles = DistributionChart.Quartiles(
      lower: try sample.quantile(0.25), median: try sample.quantile(0.5), upper: try sample.quantile(0.75))
    let reach = 1.5 * (quartiles.upper - quartiles.lower)
    let inside = sample.values.filter { $0 >= quartiles.lower - reach && $0 <= quartiles.upper + reach }
    var letters: [DistributionChart.LetterValue] = []
    var tail = 0.25
    while Double(sample.count) * tail >= 8 {
      letters.append(
        .init(lower: try sample.quantile(tail), upper: try sample.quantile(1 - tail), share: 1 - 2 * tail))
      tail /= 2
    }
    let needsDensity = [.halfEye, .violin, .ridge].contains(form)
    return DistributionChart.Distribution(
      series: series, values: sample.values, density: needsDensity ? Density.drawn(values, on: axis) : [],
      quartiles: quartiles, whiskers: inside.first.flatMap { low in inside.last.map { low...$0 } },
      letterValues: letters, bins: form == .histogram ? bins(sample.values, axis) : [])
  }

  /// Bins of equal length on the axis, after Freedman and Diaconis, at most 60.
  private static func bins(_ sorted: [Double], _ axis: ValueAxis) -> [DistributionChart.Bin] {
    let isLogarithmic = axis.spacing == .logarithmic
    let places = sorted.filter { !isLogarithmic || $0 > 0 }.map { isLogarithmic ? log10($0) : $0 }
    guard let first = places.first, let last = places.last, first < last else { return [] }
    let middle = places[places.count * 3 / 4] - places[places.count / 4]
    let width = max(2 * middle * pow(Double(places.count), -1.0 / 3), (last - first) / 60)
    let count = max(1, min(60, Int(((last - first) / width).rounded(.up))))
    var heights = Array(repeating: 0.0, count: count)
    for place in places {
      heights[min(count - 1, Int((place - first) / (last - first) * Double(count)))] += 1
    }
    func edge(_ index: Int) -> Double {
      let place = first + (last - first) * Double(index) / Double(count)
      return isLogarithmic ? pow(10, place) : place
    }
    return heights.enumerated().map {
      .init(lower: edge($0.offset), upper: edge($0.offset + 1), height: $0.element)
    }
  }

  // MARK: Titles

  /// What the form is best at showing: tails or medians.
  private static func title(
    _ cells: [[String]: [Double]], _ categories: [String], _ groups: [String], _ axis: ValueAxis,
    form: DistributionChart.Form
  ) throws -> String {
    let tails = form == .letterValues ? try tailsTitle(cells, axis) : nil
    return try tails ?? mediansTitle(cells, categories, groups, axis)
  }

  /// How much longer the upper tail is than the lower one, by the outermost letter values.
  private static func tailsTitle(_ cells: [[String]: [Double]], _ axis: ValueAxis) throws -> String? {
    var longer = 0
    var count = 0
    var largest = (ratio: 0.0, name: "")
    for (key, values) in cells.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let sample = try SortedSample(places(values, axis))
      guard sample.count >= 64 else { continue }
      var tail = 0.25
      while Double(sample.count) * tail / 2 >= 8 { tail /= 2 }
      let median = try sample.quantile(0.5)
      let below = try median - sample.quantile(tail)
      guard below > 0 else { continue }
      let ratio = try (sample.quantile(1 - tail) - median) / below
      count += 1
      if ratio > 1 { longer += 1 }
      if ratio > largest.ratio {
        largest = (ratio, key.filter { !$0.isEmpty }.joined(separator: ", "))
      }
    }
    guard count > 0, longer > 0 else { return nil }
    let most = "\(Words.number(largest.ratio, digits: 2)) times"
    if count == 1 { return "The upper tail is \(most) as long as the lower one" }
    return
      "The upper tail is the longer one in \(longer) of \(count) distributions, most at \(largest.name): \(most)"
  }

  /// The values in the space of the axis.
  private static func places(_ values: [Double], _ axis: ValueAxis) -> [Double] {
    axis.spacing == .logarithmic ? values.filter { $0 > 0 }.map { log($0) } : values
  }

  /// The range of medians of each group, or of all.
  private static func mediansTitle(
    _ cells: [[String]: [Double]], _ categories: [String], _ groups: [String], _ axis: ValueAxis
  ) throws -> String {
    let parts = try groups.map { group in
      "\(group.isEmpty ? "the median" : "\(group) median") \(try medianWords(cells, categories, group, axis))"
    }
    let sentence = parts.joined(separator: ", ")
    return sentence.prefix(1).uppercased() + sentence.dropFirst()
  }

  /// "falls from 160 to 23.0 ms".
  private static func medianWords(
    _ cells: [[String]: [Double]], _ categories: [String], _ group: String, _ axis: ValueAxis
  ) throws -> String {
    let unit = axis.unit.map { " \($0)" } ?? ""
    let medians = try categories.compactMap { category in
      try cells[[category, group]].map { try SortedSample($0).quantile(0.5) }
    }
    guard let first = medians.first, let last = medians.last else { return "is not known" }
    if medians.count == 1 { return "is \(Words.number(first))\(unit)" }
    let falls = zip(medians, medians.dropFirst()).allSatisfy { $0 > $1 }
    let rises = zip(medians, medians.dropFirst()).allSatisfy { $0 < $1 }
    if falls || rises {
      return "\(falls ? "falls" : "rises") from \(Words.number(first)) to \(Words.number(last))\(unit)"
    }
    return
      "lies between \(Words.number(medians.min() ?? first)) and \(Words.number(medians.max() ?? last))\(unit)"
  }

  private static func note(_ form: DistributionChart.Form, _ axis: ValueAxis) -> String {
    let space = axis.spacing == .logarithmic ? "of the logarithm" : "of the value"
    return switch form {
    case .halfEye, .violin, .ridge:
      "Gaussian kernel densities \(space), Silverman's bandwidth, cut at the data, scaled to equal width."
    case .box: "Whiskers reach to the last value within 1.5 interquartile ranges of the box."
    case .letterValues:
      "Boxes go as deep as at least 8 values lie beyond. Lengths of tails from the median, \(space)."
    case .histogram: "Bins of equal length on the axis, after Freedman and Diaconis."
    case .strip: "Every value is one point; their spread across the band has no meaning."
    }
  }
}
