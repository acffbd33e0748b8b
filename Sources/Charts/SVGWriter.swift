/// Writes the items of a scene as SVG elements.
struct SVGWriter {
  /// How paints become colours.
  enum Colours {
    /// Class names that a style sheet resolves.
    case classes
    /// Presentation attributes.
    case resolved(Theme)
  }

  static let paints: [Scene.Paint] =
    [.ink, .muted, .rule, .grid, .background] + (0..<6).map { Scene.Paint.palette($0) }
  /// The paints that web figures name by class without a custom property that pages set.
  static let derivedPaints = (0..<6).map { Scene.Paint.onPalette($0) }

  var colours: Colours

  /// Writes items in order; neighbours of one role and series share a group.
  func write(_ items: [Scene.Item], to text: inout String) {
    var start = items.startIndex
    while start < items.endIndex {
      let first = items[start]
      let end =
        items[start...].firstIndex { $0.role != first.role || $0.series != first.series } ?? items.endIndex
      text += "<g"
      if case .classes = colours { text += " class=\"\(first.role.rawValue)\"" }
      if let series = first.series, case .classes = colours {
        text += " data-k=\"\(LabelText.escaped(series))\""
      }
      text += ">\n"
      for item in items[start..<end] { write(item, to: &text) }
      text += "</g>\n"
      start = end
    }
  }

  private func write(_ item: Scene.Item, to text: inout String) {
    switch item.shape {
    case .lines(let chains, let isClosed):
      var path = SVGPath()
      for chain in chains { path.chain(chain, isClosed: isClosed) }
      text += "<path d=\"\(path.data)\"\(paint(item.style))/>\n"
    case .dots(let points, let radius):
      var path = SVGPath()
      for point in points { path.dot(at: point) }
      var style = item.style
      style.stroke = style.fill
      style.fill = nil
      style.strokeWidth = radius * 2
      text += "<path d=\"\(path.data)\"\(paint(style)) stroke-linecap=\"round\"/>\n"
    case .box(let box):
      text += "<rect x=\"\(number(box.minX))\" y=\"\(number(box.minY))\" width=\"\(number(box.width))\""
      text += " height=\"\(number(box.height))\"\(paint(item.style))/>\n"
    case .symbol(let symbol, let centre, let radius):
      write(symbol, at: centre, radius: radius, style: item.style, to: &text)
    case .text(let line):
      write(line, style: item.style, to: &text)
    }
  }

  private func write(
    _ symbol: Symbol, at centre: Scene.Point, radius: Double, style: Scene.Style, to text: inout String
  ) {
    if symbol.isRound {
      text +=
        "<circle cx=\"\(number(centre.x))\" cy=\"\(number(centre.y))\" r=\"\(number(radius))\"\(paint(style))/>\n"
    } else {
      var path = SVGPath()
      path.chain(symbol.outline(at: centre, radius: radius), isClosed: true)
      text += "<path d=\"\(path.data)\"\(paint(style))/>\n"
    }
  }

  private func write(_ line: Scene.TextLine, style: Scene.Style, to text: inout String) {
    guard !line.string.isEmpty else { return }
    if line.isVertical {
      text +=
        "<text transform=\"translate(\(number(line.position.x)) \(number(line.position.y)))rotate(-90)\""
    } else {
      text += "<text x=\"\(number(line.position.x))\" y=\"\(number(line.position.y))\""
    }
    text += " font-size=\"\(number(line.size))\""
    if line.isBold { text += " font-weight=\"bold\"" }
    if line.anchor != .start { text += " text-anchor=\"\(line.anchor.rawValue)\"" }
    text += textPaint(style, size: line.size)
    text += ">"
    if let full = line.fullString { text += "<title>\(LabelText.escaped(full))</title>" }
    text += LabelText.escaped(line.string)
    if let exponent = line.exponent {
      let size = number(line.size * TextMetrics.raisedScale)
      text +=
        "<tspan dy=\"\(number(-line.size * 0.36))\" font-size=\"\(size)\">\(LabelText.escaped(exponent))</tspan>"
    }
    text += "</text>\n"
  }

  private func textPaint(_ style: Scene.Style, size: Double) -> String {
    switch colours {
    case .classes:
      var names: [String] = []
      if case .onRamp(let step) = style.fill {
        return " class=\"\(RGB.readable(on: step.colour) == "#FFFFFF" ? "w" : "k")\""
      }
      if let fill = style.fill, fill != .ink { names.append("f" + Self.className(of: fill)) }
      if style.hasHalo { names.append("h") }
      return names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
    case .resolved(let theme):
      var text = " fill=\"\(theme.colour(of: style.fill ?? .ink))\""
      if style.hasHalo {
        text += " stroke=\"\(theme.colour(of: .background))\" stroke-width=\"\(number(size * 0.25))\""
        text += " stroke-linejoin=\"round\" paint-order=\"stroke\""
      }
      return text
    }
  }

  private func paint(_ style: Scene.Style) -> String {
    var text = ""
    switch colours {
    case .classes:
      var names: [String] = []
      for (attribute, paint) in [("fill", style.fill), ("stroke", style.stroke)] {
        guard let paint else { continue }
        if case .ramp(let step) = paint {
          text += " \(attribute)=\"\(step.colour)\""
        } else {
          names.append(attribute.prefix(1) + Self.className(of: paint))
        }
      }
      if !names.isEmpty { text += " class=\"\(names.joined(separator: " "))\"" }
      if style.fill == nil { text += " fill=\"none\"" }
    case .resolved(let theme):
      text += " fill=\"\(style.fill.map(theme.colour(of:)) ?? "none")\""
      if let stroke = style.stroke { text += " stroke=\"\(theme.colour(of: stroke))\"" }
    }
    if style.stroke != nil {
      text += " stroke-width=\"\(number(style.strokeWidth))\""
      if !style.dash.isEmpty {
        let dashes = style.dash.map { number($0 * style.strokeWidth) }
        text += " stroke-dasharray=\"\(dashes.joined(separator: " "))\""
      }
    }
    if style.opacity < 1 {
      text += style.stroke == nil ? " fill-opacity" : style.fill == nil ? " stroke-opacity" : " opacity"
      text += "=\"\(number(style.opacity))\""
    }
    return text
  }

  static func className(of paint: Scene.Paint) -> String {
    switch paint {
    case .ink: "i"
    case .muted: "m"
    case .rule: "r"
    case .grid: "g"
    case .background: "b"
    case .palette(let index): String(index + 1)
    case .onPalette(let index): "o\(index + 1)"
    case .ramp, .onRamp: ""
    }
  }

  private func number(_ value: Double) -> String { FixedDecimal.attribute(value) }
}
