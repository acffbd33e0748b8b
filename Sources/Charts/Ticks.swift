/// The divisions of an axis: labelled ticks in one format, and unlabelled ones between.
public struct Ticks: Sendable, Hashable {
  /// The label of a tick; `exponent` stands raised behind `text`.
  public struct Label: Sendable, Hashable {
    /// The label on the baseline.
    public var text: String
    /// The raised rest, such as the power of ten.
    public var exponent: String?
    /// A second line below, such as the day to which hours belong; shown on horizontal axes only.
    public var second: String?
  }

  /// The labelled values in ascending order.
  public var values: [Double]
  /// One label for each value.
  public var labels: [Label]
  /// Unlabelled values.
  public var minor: [Double] = []
  /// The power of ten by which every label must be multiplied; belongs into the axis title. 0 for none.
  public var multiplier = 0

  /// What is known of the room that labels have.
  public struct Room: Sendable, Hashable {
    /// The font size.
    public var fontSize: Double
    /// Whether the labels stand side by side rather than one above another.
    public var isHorizontal: Bool

    /// The room of an axis.
    public init(fontSize: Double, isHorizontal: Bool) {
      self.fontSize = fontSize
      self.isHorizontal = isHorizontal
    }

    /// The number of ticks to aim for on an axis of a length: one in 5 em across and one in 4.5 em down, 3 to 9.
    func target(length: Double) -> Double {
      (length / (fontSize * (isHorizontal ? 5 : 4.5))).clamped(3, 9)
    }

    /// How much of the axis a label takes.
    func extent(of label: Label) -> Double {
      guard isHorizontal else { return fontSize * (TextMetrics.ascent + TextMetrics.descent) * 0.85 }
      return TextMetrics.width(label.text, size: fontSize)
        + TextMetrics.width(label.exponent ?? "", size: fontSize * TextMetrics.raisedScale)
    }

    /// The least distance between two labels.
    var gap: Double { fontSize * (isHorizontal ? 0.6 : 0.3) }
  }

  /// Ticks for a scale, never outside its domain and never fewer than two labels, without overlap of labels as far as the
  /// axis has room for two at all.
  ///
  /// - Parameters:
  ///   - scale: the scale.
  ///   - room: the room that labels have.
  ///   - zone: whose clock the labels of a time scale show.
  public static func of(_ scale: Scale, room: Room, zone: ClockZone = .utc) -> Ticks {
    switch scale.kind {
    case .linear: LinearTicks.of(scale, room: room)
    case .logarithmic: LogarithmicTicks.of(scale, room: room)
    case .symmetricLogarithmic: SymmetricTicks.of(scale, room: room)
    case .time: TimeTicks.of(scale, room: room, zone: zone)
    case .percentileTail: PercentileTicks.of(scale, room: room)
    }
  }

  /// The configured memory sizes that lie inside a logarithmic scale, thinned where labels would touch.
  ///
  /// The sizes are the ticks: nothing can be configured between them. Falls back to ``of(_:room:)`` when fewer than two
  /// sizes are inside.
  public static func memorySizes(_ sizes: [Double], scale: Scale, room: Room) -> Ticks {
    let inside = Set(sizes.filter { scale.domain.contains($0) }).sorted()
    let decimals = FixedDecimal.decimals(for: inside, step: inside.first ?? 1)
    var ticks = Ticks(values: [], labels: [])
    for size in doublingsFirst(inside) {
      let place = ticks.values.firstIndex { $0 > size } ?? ticks.values.endIndex
      var more = ticks
      more.values.insert(size, at: place)
      more.labels.insert(
        Label(text: FixedDecimal.label(size, decimals: decimals, groupingFrom: 4)), at: place)
      if more.fit(scale, room: room) { ticks = more }
    }
    return ticks.values.count >= 2 ? ticks : of(scale, room: room)
  }

  /// Sizes in the order of their claim to a label: the least and its doublings, then the others.
  private static func doublingsFirst(_ sizes: [Double]) -> [Double] {
    guard let least = sizes.first, least > 0 else { return sizes }
    let isDoubling = { (size: Double) in (size / least).significand == 1 }
    return sizes.filter(isDoubling) + sizes.filter { !isDoubling($0) }
  }

  /// Whether no two neighbouring labels come closer than the gap.
  func fit(_ scale: Scale, room: Room) -> Bool {
    let spans = zip(values, labels).map { value, label in (scale.position(value), room.extent(of: label) / 2)
    }
    return zip(spans, spans.dropFirst()).allSatisfy { first, second in
      (second.0 - first.0).magnitude >= first.1 + second.1 + room.gap
    }
  }

  func everySecond() -> Ticks {
    var ticks = self
    ticks.values = values.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    ticks.labels = labels.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    return ticks
  }
}
