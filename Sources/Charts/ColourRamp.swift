/// A sequence of colours for ordered values, the same in light and in dark.
public enum ColourRamp: String, Sendable, Hashable, CaseIterable {
  /// Dark blue over grey to yellow; rising lightness, readable with every colour vision (Nuñez, Anderton and Renslow,
  /// 2018).
  case cividis
  /// Violet over green to yellow; rising lightness (Smith and van der Walt, 2015).
  case viridis
  /// Blue over light grey to vermillion, for values on two sides of a centre.
  case blueVermillion

  /// Whether the ramp has a centre with a meaning.
  public var isDiverging: Bool { self == .blueVermillion }

  /// One of the 64 colours of a ramp.
  public struct Step: Sendable, Hashable {
    let ramp: ColourRamp
    let index: Int

    /// The colour as `#RRGGBB`.
    public var colour: String { ramp.colour(at: Double(index) / Double(ColourRamp.steps - 1)) }
  }

  static let steps = 64

  /// The step for a share of the ramp; shares outside 0 ... 1 take its ends.
  func step(at share: Double) -> Step {
    let share = share.isNaN ? 0 : share.clamped(0, 1)
    return Step(ramp: self, index: Int((share * Double(Self.steps - 1)).rounded()))
  }

  /// Linear interpolation between the recorded colours.
  func colour(at share: Double) -> String {
    let anchors = anchors
    let place = share.clamped(0, 1) * Double(anchors.count - 1)
    let lower = min(Int(place), anchors.count - 2)
    return RGB(anchors[lower]).mixed(with: RGB(anchors[lower + 1]), share: place - Double(lower)).hexadecimal
  }

  private var anchors: [UInt32] {
    switch self {
    case .cividis:
      [
        0x00204D, 0x00336F, 0x39486B, 0x575C6D, 0x707173, 0x8A8779, 0xA69D75, 0xC4B56C, 0xE4CF5B, 0xFFEA46,
      ]
    case .viridis:
      [
        0x440154, 0x482576, 0x414487, 0x35608D, 0x2A788E, 0x21908C, 0x22A884, 0x43BF71, 0x7AD151, 0xBBDF27,
        0xFDE725,
      ]
    case .blueVermillion: [0x1B4F9C, 0x6F9BDD, 0xDDE0E4, 0xE38B75, 0xA82204]
    }
  }
}

/// A colour in sRGB.
struct RGB: Sendable, Hashable {
  var red: Double
  var green: Double
  var blue: Double

  init(_ value: UInt32) {
    red = Double(value >> 16 & 255)
    green = Double(value >> 8 & 255)
    blue = Double(value & 255)
  }

  /// A colour from `#RRGGBB`; anything else is black.
  init(hexadecimal text: String) { self.init(UInt32(text.dropFirst(), radix: 16) ?? 0) }

  var hexadecimal: String {
    let digits = [red, green, blue].map { component in
      let text = String(Int(component.rounded().clamped(0, 255)), radix: 16, uppercase: true)
      return text.count == 1 ? "0" + text : text
    }
    return "#" + digits.joined()
  }

  func mixed(with other: RGB, share: Double) -> RGB {
    var result = self
    result.red += (other.red - red) * share
    result.green += (other.green - green) * share
    result.blue += (other.blue - blue) * share
    return result
  }

  /// The relative luminance of WCAG 2.
  var luminance: Double {
    func linear(_ component: Double) -> Double {
      let share = component / 255
      return share <= 0.04045 ? share / 12.92 : Mathematics.power((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Black or white, whichever has the larger contrast on a colour.
  static func readable(on colour: String) -> String {
    let luminance = RGB(hexadecimal: colour).luminance
    let dark = "#000000"
    let onWhite = 1.05 / (luminance + 0.05)
    let onDark = (luminance + 0.05) / (RGB(hexadecimal: dark).luminance + 0.05)
    return onWhite >= onDark ? "#FFFFFF" : dark
  }
}

/// How values become colours.
public struct ColourScale: Sendable, Hashable {
  /// The colours.
  public var ramp: ColourRamp
  /// The values at the two ends of the ramp; values beyond take the end colours, which the key shows as arrows. `nil`
  /// takes the smallest and the largest value.
  public var domain: ClosedRange<Double>?
  /// The value in the middle of a diverging ramp.
  public var centre: Double

  /// How values become colours.
  ///
  /// - Parameters:
  ///   - ramp: the colours.
  ///   - domain: the values at the two ends of the ramp, `nil` for those of the data.
  ///   - centre: the value in the middle of a diverging ramp.
  public init(_ ramp: ColourRamp = .cividis, domain: ClosedRange<Double>? = nil, centre: Double = 0) {
    self.ramp = ramp
    self.domain = domain
    self.centre = centre
  }

  /// The domain for data, symmetric about the centre where the ramp diverges.
  func domain(of values: [Double]) -> ClosedRange<Double> {
    let lower = domain?.lowerBound ?? values.min() ?? 0
    let upper = domain?.upperBound ?? values.max() ?? 1
    let drawn = Scale.drawable(lower...max(lower, upper), kind: .linear)
    guard ramp.isDiverging, centre.isDrawable else { return drawn }
    let reach = max((drawn.lowerBound - centre).magnitude, (drawn.upperBound - centre).magnitude)
    return (centre - reach)...(centre + reach)
  }
}

/// The key of a colour scale: a level bar with its ends and with arrows where values lie beyond.
struct ColourKey: Sendable {
  var title: String
  var scale: ColourScale
  var domain: ClosedRange<Double>
  var isCutBelow: Bool
  var isCutAbove: Bool
  /// What a hatched cell means, `nil` where there is none.
  var missingLabel: String?
  var typography: Typography

  var height: Double { typography.text * 3.2 }

  func draw(in drawing: inout Drawing, x: Double, y: Double, width: Double) {
    let text = typography.text
    let bar = min(width * 0.5, text * 22)
    let half = text * 0.36
    let middle = y + text * 0.7
    let titleWidth = min(TextMetrics.width(title, size: text) * TextMetrics.fallbackReserve, width * 0.4)
    drawing.text(title, x: x, middle: middle, limit: titleWidth, role: .legend)
    let left = x + (title.isEmpty ? 0 : titleWidth + text * 0.8) + text * 0.8
    let right = min(left + bar, x + width - text * 2)
    let count = ColourRamp.steps / 2
    for index in 0..<count {
      let step = (right - left) / Double(count)
      let box = Scene.Box(
        minX: left + Double(index) * step, minY: middle - half,
        maxX: left + Double(index + 1) * step + (index + 1 < count ? 0.3 : 0), maxY: middle + half)
      let share = (Double(index) + 0.5) / Double(count)
      drawing.add(.box(box), .filled(.ramp(scale.ramp.step(at: share))), .legend)
    }
    for (edge, isCut, sign, share) in [(left, isCutBelow, -1.0, 0.0), (right, isCutAbove, 1.0, 1.0)]
    where isCut {
      let tip = [
        Scene.Point(x: edge, y: middle - half), Scene.Point(x: edge + sign * text * 0.7, y: middle),
        Scene.Point(x: edge, y: middle + half),
      ]
      drawing.add(.lines([tip], isClosed: true), .filled(.ramp(scale.ramp.step(at: share))), .legend)
    }
    drawTicks(in: &drawing, from: left, to: right, y: middle + half)
    if let missingLabel {
      let boxLeft = right + text * 1.6
      let room = x + width - boxLeft - text * 2
      guard room > text * 3 else { return }
      let box = Scene.Box(
        minX: boxLeft, minY: middle - half, maxX: boxLeft + text * 1.4, maxY: middle + half)
      drawing.hatch(box, role: .legend)
      drawing.text(missingLabel, x: boxLeft + text * 1.9, middle: middle, limit: room, role: .legend)
    }
  }

  private func drawTicks(in drawing: inout Drawing, from left: Double, to right: Double, y: Double) {
    let text = typography.text
    let axis = Scale(.linear, domain: domain, from: left, to: right)
    let ticks = Ticks.of(axis, room: Ticks.Room(fontSize: text, isHorizontal: true))
    for (value, label) in zip(ticks.values, ticks.labels) {
      let place = axis.position(value)
      drawing.segment(
        Scene.Point(x: place, y: y), Scene.Point(x: place, y: y + typography.minorTick),
        .stroked(.rule, typography.axisLine), .legend)
      drawing.text(
        label.text, x: place, middle: y + typography.minorTick + text * 0.75, anchor: .middle, paint: .muted,
        exponent: ticks.multiplier == 0 ? label.exponent : "·10^\(ticks.multiplier)", role: .legend)
    }
  }
}

extension Drawing {
  /// Diagonal lines over a box, which mean that there is no value.
  mutating func hatch(_ box: Scene.Box, role: Scene.Role = .band) { hatch([box], role: role) }

  /// Hatches several boxes in one path.
  mutating func hatch(_ boxes: [Scene.Box], role: Scene.Role = .band) {
    let chains = boxes.flatMap(hatching)
    guard !chains.isEmpty else { return }
    add(.lines(chains, isClosed: false), .stroked(.muted, typography.gridLine, opacity: 0.6), role)
  }

  private func hatching(_ box: Scene.Box) -> [[Scene.Point]] {
    let step = typography.text * 0.4
    var chains: [[Scene.Point]] = []
    var offset = step
    while offset < box.width + box.height, chains.count < 400 {
      let start = Scene.Point(
        x: box.minX + max(0, offset - box.height), y: box.minY + min(offset, box.height))
      let end = Scene.Point(x: box.minX + min(offset, box.width), y: box.minY + max(0, offset - box.width))
      chains.append([start, end])
      offset += step
    }
    return chains
  }
}
