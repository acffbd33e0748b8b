/// Draws single distributions into their bands.
struct DistributionPainter {
  let valueScale: Scale
  let bandScale: Scale
  let isUp: Bool
  let typography: Typography
  /// How many series share a band.
  let slots: Int
  let largestDensity: Double?
  /// The most raw values drawn one by one for a distribution.
  let dotBudget: Int

  /// The part of a band that one distribution has, in shares of the band.
  private struct Slot {
    /// Where density and raw values part.
    var base: Double
    /// How far the density reaches from the base, with its direction as sign.
    var reach: Double
    /// The raw values of a half-eye.
    var dots: ClosedRange<Double>
    var whole: ClosedRange<Double>
    var centre: Double { (whole.lowerBound + whole.upperBound) / 2 }
  }

  /// Two series stand back to back around the middle; otherwise all look the same way.
  private func slot(_ series: Int) -> Slot {
    if slots == 1 { return Slot(base: 0.38, reach: 0.5, dots: 0.14...0.31, whole: 0.14...0.86) }
    if slots == 2 {
      return series % 2 == 0
        ? Slot(base: 0.38, reach: -0.32, dots: 0.41...0.485, whole: 0.08...0.48)
        : Slot(base: 0.62, reach: 0.32, dots: 0.515...0.59, whole: 0.52...0.92)
    }
    let width = 0.92 / Double(slots)
    let start = 0.04 + Double(series % slots) * width
    return Slot(
      base: start + width * 0.36, reach: width * 0.56, dots: (start + width * 0.08)...(start + width * 0.28),
      whole: (start + width * 0.06)...(start + width * 0.94))
  }

  func draw(
    _ distribution: DistributionChart.Distribution, as form: DistributionChart.Form, band: Int,
    style: SeriesStyle, key: String, in drawing: inout Drawing
  ) {
    let slot = slot(max(0, distribution.series))
    let pen = Pen(painter: self, band: Double(band), paint: style.paint, key: key)
    switch form {
    case .halfEye:
      drawDots(
        distribution.values, across: slot.dots, pen, in: &drawing,
        density: distribution.density.sorted { ($0.value, $0.density) < ($1.value, $1.density) })
      drawDensity(distribution, slot, isMirrored: false, pen, in: &drawing)
      drawQuartiles(distribution.quartiles, at: slot.base, pen, in: &drawing)
    case .violin:
      drawDensity(distribution, slot, isMirrored: true, pen, in: &drawing)
      drawQuartiles(distribution.quartiles, at: slot.centre, pen, in: &drawing)
    case .box: drawBox(distribution, slot, pen, in: &drawing)
    case .letterValues: drawLetterValues(distribution, slot, pen, in: &drawing)
    case .strip:
      drawDots(distribution.values, across: slot.whole, pen, in: &drawing, isLarge: true)
      if let median = distribution.quartiles?.median {
        pen.line(from: slot.whole.lowerBound, to: slot.whole.upperBound, at: median, .ink, in: &drawing)
      }
    case .histogram: drawHistogram(distribution, slot, pen, in: &drawing)
    case .ridge: drawRidge(distribution, pen, in: &drawing)
    }
  }

  /// Turns shares of a band and values into places, in either orientation.
  private struct Pen {
    let painter: DistributionPainter
    let band: Double
    let paint: Scene.Paint
    let key: String

    func point(_ share: Double, _ value: Double) -> Scene.Point {
      let across = painter.bandScale.position(band + share)
      let along = painter.valueScale.position(value)
      return painter.isUp ? Scene.Point(x: across, y: along) : Scene.Point(x: along, y: across)
    }

    func box(_ shares: ClosedRange<Double>, _ lower: Double, _ upper: Double) -> Scene.Box {
      Scene.Box(around: [point(shares.lowerBound, lower), point(shares.upperBound, upper)])
    }

    func line(
      from start: Double, to end: Double, at value: Double, _ paint: Scene.Paint, in drawing: inout Drawing
    ) {
      drawing.segment(
        point(start, value), point(end, value), .stroked(paint, painter.typography.dataLine), .data,
        series: key)
    }
  }

  // MARK: Shapes

  /// Values spread quasi-randomly across a part of the band, less where the density is small.
  private func drawDots(
    _ values: [Double], across shares: ClosedRange<Double>, _ pen: Pen, in drawing: inout Drawing,
    isLarge: Bool = false, density: [DistributionChart.DensityPoint] = []
  ) {
    guard !values.isEmpty else { return }
    let most = dotBudget
    let every = max(1, (values.count + most - 1) / most)
    let shown = values.indices.filter { $0 % every == 0 || $0 == values.count - 1 }
    let centre = (shares.lowerBound + shares.upperBound) / 2
    let span = shares.upperBound - shares.lowerBound
    let largest = density.map(\.density).max() ?? 0
    var place = 0
    let points = shown.enumerated().map { order, index -> Scene.Point in
      while place + 1 < density.count, density[place + 1].value <= values[index] { place += 1 }
      let spread = largest > 0 ? (density[place].density / largest).squareRoot().clamped(0.15, 1) : 1
      return pen.point(centre + span * spread * (QuasiRandom.share(order) - 0.5), values[index])
    }
    let scale = isLarge && points.count <= 100 ? 0.55 : points.count > 300 ? 0.24 : 0.32
    drawing.add(
      .dots(points, radius: typography.symbol * scale),
      .filled(pen.paint, opacity: isLarge && points.count <= 100 ? 0.75 : 0.5), .data, series: pen.key)
  }

  private func drawDensity(
    _ distribution: DistributionChart.Distribution, _ slot: Slot, isMirrored: Bool, _ pen: Pen,
    in drawing: inout Drawing
  ) {
    let points = distribution.density.sorted { ($0.value, $0.density) < ($1.value, $1.density) }
    let largest = largestDensity ?? points.map(\.density).max() ?? 0
    guard largest > 0, let first = points.first, let last = points.last else { return }
    let half = (slot.whole.upperBound - slot.whole.lowerBound) / 2
    let base = isMirrored ? slot.centre : slot.base
    let reach = isMirrored ? half : slot.reach
    func outline(_ sign: Double) -> [Scene.Point] {
      let chain = points.map { pen.point(base + sign * reach * $0.density / largest, $0.value) }
      return CurveReduction.reduced([chain], isStepped: false, tolerance: typography.text / 120, budget: 400)[
        0]
    }
    let side = outline(1)
    let other =
      isMirrored ? outline(-1).reversed() : [pen.point(base, last.value), pen.point(base, first.value)]
    drawing.add(
      .lines([side + other], isClosed: true), .filled(pen.paint, opacity: 0.28), .band, series: pen.key)
    drawing.add(
      .lines(isMirrored ? [side + other] : [side], isClosed: isMirrored),
      .stroked(pen.paint, typography.dataLine * 0.6), .data, series: pen.key)
  }

  /// How far a ridge reaches over the band above, in bands.
  static let ridgeOverlap = 0.7
  /// The room above the plot for the first ridge, in font sizes.
  static let ridgeRoom = 1.8
  private static let ridgeFloor = 0.94

  /// A shape that hides what is behind it, with a line at the median.
  private func drawRidge(
    _ distribution: DistributionChart.Distribution, _ pen: Pen, in drawing: inout Drawing
  ) {
    let points = distribution.density.sorted { ($0.value, $0.density) < ($1.value, $1.density) }
    let largest = largestDensity ?? points.map(\.density).max() ?? 0
    guard largest > 0, let first = points.first, let last = points.last else { return }
    // The first ridge has only the room above the plot.
    let band = (bandScale.position(1) - bandScale.position(0)).magnitude
    let overlap = min(Self.ridgeOverlap, typography.text * Self.ridgeRoom / max(band, 1e-9))
    let reach = Self.ridgeFloor + overlap - 0.06
    func height(_ density: Double) -> Double { Self.ridgeFloor - reach * density / largest }
    let chain = points.map { pen.point(height($0.density), $0.value) }
    let crest = CurveReduction.reduced(
      [chain], isStepped: false, tolerance: typography.text / 120, budget: 400)[0]
    let floor = [pen.point(Self.ridgeFloor, last.value), pen.point(Self.ridgeFloor, first.value)]
    if slots == 1 {
      drawing.add(.lines([crest + floor], isClosed: true), .filled(.background, opacity: 0.8), .band)
    }
    drawing.add(
      .lines([crest + floor], isClosed: true), .filled(pen.paint, opacity: 0.34), .band, series: pen.key)
    drawing.add(
      .lines([crest], isClosed: false), .stroked(pen.paint, typography.dataLine * 0.7), .data, series: pen.key
    )
    guard let median = distribution.quartiles?.median,
      let after = points.firstIndex(where: { $0.value >= median })
    else { return }
    drawing.segment(
      pen.point(Self.ridgeFloor, median), pen.point(height(points[after].density), median),
      .stroked(.ink, typography.dataLine * 0.8), .data, series: pen.key)
  }

  /// The median in digits beside a shape, where nothing else is drawn.
  func drawMedian(
    of distribution: DistributionChart.Distribution, as form: DistributionChart.Form, band: Int,
    style: SeriesStyle,
    key: String, free: inout Occupancy, in drawing: inout Drawing
  ) {
    guard let shape = shape(of: distribution, as: form, band: band, style: style, key: key),
      let median = distribution.quartiles?.median
    else { return }
    let label = FixedDecimal.shortest(median, digits: 3)
    let text = typography.text
    let place = valueScale.position(median)
    let near = shape.points.filter {
      (valueScale.position($0.value) - place).magnitude <= (isUp ? text * 0.8 : text * 1.5)
    }
    let widest = near.map(\.density).max() ?? shape.largest
    let edge = shape.pen.point(shape.base + shape.reach * widest / shape.largest, median)
    let width = TextMetrics.width(label, size: text)
    let direction = shape.reach < 0 ? -1.0 : 1.0
    let slot = slot(max(0, distribution.series))
    let behind = direction < 0 ? slot.dots.upperBound : slot.dots.lowerBound
    let back = form == .violin ? shape.base - shape.reach * widest / shape.largest : behind
    for (edge, direction) in [(edge, direction), (shape.pen.point(back, median), -direction)] {
      let middle =
        isUp
        ? Scene.Point(x: edge.x + direction * (text * 0.45 + width / 2), y: place)
        : Scene.Point(x: place, y: edge.y + direction * text * 0.85)
      let box = Scene.Box(
        minX: middle.x - width / 2, minY: middle.y - text * 0.5, maxX: middle.x + width / 2,
        maxY: middle.y + text * 0.5)
      guard free.isFree(box) else { continue }
      free.take(box.grown(by: text * 0.2))
      drawing.text(label, x: middle.x, middle: middle.y, anchor: .middle, hasHalo: true, series: key)
      return
    }
  }

  /// Marks what a shape covers.
  func cover(
    _ distribution: DistributionChart.Distribution, as form: DistributionChart.Form, band: Int,
    style: SeriesStyle,
    key: String, in free: inout Occupancy
  ) {
    guard let shape = shape(of: distribution, as: form, band: band, style: style, key: key) else { return }
    let back = form == .violin ? -1.0 : 0
    for point in shape.points {
      let reach = shape.reach * point.density / shape.largest
      free.take(
        chain: [
          shape.pen.point(shape.base + back * reach, point.value),
          shape.pen.point(shape.base + reach, point.value),
        ],
        margin: typography.axisLine)
    }
    let slot = slot(max(0, distribution.series))
    guard form == .halfEye, let first = distribution.values.first, let last = distribution.values.last else {
      return
    }
    free.take(
      Scene.Box(around: [
        shape.pen.point(slot.dots.lowerBound, first), shape.pen.point(slot.dots.upperBound, last),
      ]))
  }

  private struct DensityShape {
    var pen: Pen
    var points: [DistributionChart.DensityPoint]
    var base: Double
    var reach: Double
    var largest: Double
  }

  private func shape(
    of distribution: DistributionChart.Distribution, as form: DistributionChart.Form, band: Int,
    style: SeriesStyle,
    key: String
  ) -> DensityShape? {
    guard form == .halfEye || form == .violin else { return nil }
    let largest = largestDensity ?? distribution.density.map(\.density).max() ?? 0
    guard largest > 0 else { return nil }
    let slot = slot(max(0, distribution.series))
    let half = (slot.whole.upperBound - slot.whole.lowerBound) / 2
    return DensityShape(
      pen: Pen(painter: self, band: Double(band), paint: style.paint, key: key), points: distribution.density,
      base: form == .violin ? slot.centre : slot.base, reach: form == .violin ? half : slot.reach,
      largest: largest)
  }

  private func drawQuartiles(
    _ quartiles: DistributionChart.Quartiles?, at share: Double, _ pen: Pen, in drawing: inout Drawing
  ) {
    guard let quartiles else { return }
    drawing.segment(
      pen.point(share, quartiles.lower), pen.point(share, quartiles.upper),
      .stroked(.ink, typography.dataLine * 1.9), .data, series: pen.key)
    drawing.symbol(
      .circle, at: pen.point(share, quartiles.median), paint: .ink, isHollow: true, scale: 0.85,
      series: pen.key)
  }

  private func drawBox(
    _ distribution: DistributionChart.Distribution, _ slot: Slot, _ pen: Pen, in drawing: inout Drawing
  ) {
    guard let quartiles = distribution.quartiles else { return }
    let width = slot.whole.upperBound - slot.whole.lowerBound
    let shares = (slot.whole.lowerBound + width * 0.12)...(slot.whole.upperBound - width * 0.12)
    var beyond: [Double] = []
    if let whiskers = distribution.whiskers, valueScale.domain.contains(whiskers.lowerBound),
      valueScale.domain.contains(whiskers.upperBound)
    {
      drawing.segments(
        [
          (pen.point(slot.centre, whiskers.lowerBound), pen.point(slot.centre, quartiles.lower)),
          (pen.point(slot.centre, quartiles.upper), pen.point(slot.centre, whiskers.upperBound)),
        ], .stroked(pen.paint, typography.dataLine * 0.75), .data)
      beyond = distribution.values.filter { !whiskers.contains($0) }
    }
    drawing.add(
      .box(pen.box(shares, quartiles.lower, quartiles.upper)), .filled(.background), .band, series: pen.key)
    drawing.add(
      .box(pen.box(shares, quartiles.lower, quartiles.upper)),
      Scene.Style(fill: pen.paint, opacity: 0.35), .band, series: pen.key)
    pen.line(from: shares.lowerBound, to: shares.upperBound, at: quartiles.median, .ink, in: &drawing)
    drawDots(
      beyond, across: (slot.centre - width * 0.12)...(slot.centre + width * 0.12), pen, in: &drawing)
  }

  private func drawLetterValues(
    _ distribution: DistributionChart.Distribution, _ slot: Slot, _ pen: Pen, in drawing: inout Drawing
  ) {
    let boxes = distribution.letterValues.sorted { ($0.share, $0.lower) > ($1.share, $1.lower) }
    guard let outermost = boxes.first else { return }
    let half = (slot.whole.upperBound - slot.whole.lowerBound) / 2
    for (depth, box) in boxes.enumerated() {
      let part = Double(depth + 1) / Double(boxes.count)
      let shares = (slot.centre - half * part)...(slot.centre + half * part)
      drawing.add(.box(pen.box(shares, box.lower, box.upper)), .filled(.background), .band, series: pen.key)
      drawing.add(
        .box(pen.box(shares, box.lower, box.upper)), .filled(pen.paint, opacity: 0.28 + 0.62 * part), .band,
        series: pen.key)
    }
    if let median = distribution.quartiles?.median {
      pen.line(
        from: slot.centre - half, to: slot.centre + half, at: median, .background, in: &drawing)
    }
    let beyond = distribution.values.filter { $0 < outermost.lower || $0 > outermost.upper }
    guard !beyond.isEmpty else { return }
    let most = dotBudget
    let every = max(1, (beyond.count + most - 1) / most)
    let marks = beyond.indices.filter { $0 % every == 0 || $0 == beyond.count - 1 }.map { index in
      [
        pen.point(slot.centre - half * 0.35, beyond[index]),
        pen.point(slot.centre + half * 0.35, beyond[index]),
      ]
    }
    drawing.add(
      .lines(marks, isClosed: false), .stroked(pen.paint, typography.axisLine, opacity: 0.8), .data,
      series: pen.key)
  }

  private func drawHistogram(
    _ distribution: DistributionChart.Distribution, _ slot: Slot, _ pen: Pen, in drawing: inout Drawing
  ) {
    let largest = distribution.bins.map(\.height).max() ?? 0
    guard largest > 0 else { return }
    let base = slot.reach < 0 ? slot.whole.upperBound : slot.whole.lowerBound
    let reach = (slot.whole.upperBound - slot.whole.lowerBound) * (slot.reach < 0 ? -1 : 1)
    for bin in distribution.bins where bin.height > 0 {
      let end = base + reach * bin.height / largest
      drawing.add(
        .box(pen.box(min(base, end)...max(base, end), bin.lower, bin.upper)),
        Scene.Style(
          fill: pen.paint, stroke: .background, strokeWidth: typography.gridLine * 0.8, opacity: 0.75),
        .band, series: pen.key)
    }
    guard let median = distribution.quartiles?.median else { return }
    pen.line(from: min(base, base + reach), to: max(base, base + reach), at: median, .ink, in: &drawing)
  }
}
