/// Writes a scene as a PDF of one page in the size of the figure: vectors, and text that can be searched and copied.
///
/// The same scene, theme and fonts give the same bytes.
public enum PDF {
  /// The faces that are embedded; only the glyphs that are used are.
  public struct Fonts: Sendable {
    /// For text.
    public var regular: TrueTypeFont
    /// For headings.
    public var bold: TrueTypeFont

    /// The faces that are embedded. Layout reckons with the widths of Liberation Sans, Arial and Helvetica.
    public init(regular: TrueTypeFont, bold: TrueTypeFont) {
      self.regular = regular
      self.bold = bold
    }
  }

  /// The bytes of a PDF file.
  ///
  /// - Parameters:
  ///   - scene: the figure.
  ///   - theme: the colours.
  ///   - fonts: the faces to embed; without them the file names Helvetica, which every viewer has but which many
  ///     publishers refuse, and characters outside of Western European ones become question marks.
  public static func document(_ scene: Scene, theme: Theme = .light, fonts: Fonts? = nil) -> [UInt8] {
    var page = PDFPage(scene, theme: theme, fonts: fonts)
    page.draw()
    return page.document(title: scene.title, subject: scene.description)
  }
}

/// The content of a page while it is written; y grows upwards.
private struct PDFPage {
  private let scene: Scene
  private let theme: Theme
  private let unit: Double
  private var content = ""
  private var opacities: [String] = []
  private var faces: [PDFFace]

  init(_ scene: Scene, theme: Theme, fonts: PDF.Fonts?) {
    self.scene = scene
    self.theme = theme
    unit = scene.unit.millimetres * 72 / 25.4
    faces = [
      PDFFace(name: "F1", isBold: false, font: fonts?.regular),
      PDFFace(name: "F2", isBold: true, font: fonts?.bold),
    ]
  }

  private var width: Double { scene.width * unit }
  private var height: Double { scene.height * unit }

  mutating func draw() {
    if let background = theme.background {
      content += "\(colour(background)) rg 0 0 \(number(width)) \(number(height)) re f\n"
    }
    for item in scene.items where item.bounds.isFinite { draw(item) }
  }

  private mutating func draw(_ item: Scene.Item) {
    switch item.shape {
    case .lines(let chains, let isClosed):
      let joined = chains.map { path($0, isClosed: isClosed) }.joined()
      paint(joined, item.style, isClosed: isClosed)
    case .box(let box):
      let origin = place(Scene.Point(x: box.minX, y: box.maxY))
      paint(
        "\(origin) \(number(box.width * unit)) \(number(box.height * unit)) re ", item.style, isClosed: false)
    case .dots(let points, let radius):
      var style = item.style
      style.stroke = style.fill
      style.fill = nil
      style.strokeWidth = radius * 2
      let path = points.map { "\(place($0)) m \(place($0)) l " }.joined()
      content += "1 J "
      paint(path, style, isClosed: false)
      content += "0 J\n"
    case .symbol(let symbol, let centre, let radius):
      let outline =
        symbol.isRound
        ? circle(centre, radius) : path(symbol.outline(at: centre, radius: radius), isClosed: true)
      paint(outline, item.style, isClosed: true)
    case .text(let line): write(line, item.style)
    }
  }

  private func path(_ chain: [Scene.Point], isClosed: Bool) -> String {
    guard let first = chain.first else { return "" }
    return "\(place(first)) m " + chain.dropFirst().map { "\(place($0)) l " }.joined()
      + (isClosed ? "h " : "")
  }

  /// Four cubic arcs, within 0.03 % of the radius.
  private func circle(_ centre: Scene.Point, _ radius: Double) -> String {
    func at(_ x: Double, _ y: Double) -> String {
      place(Scene.Point(x: centre.x + x * radius, y: centre.y + y * radius))
    }
    let k = 0.5523
    return "\(at(1, 0)) m \(at(1, k)) \(at(k, 1)) \(at(0, 1)) c \(at(-k, 1)) \(at(-1, k)) \(at(-1, 0)) c "
      + "\(at(-1, -k)) \(at(-k, -1)) \(at(0, -1)) c \(at(k, -1)) \(at(1, -k)) \(at(1, 0)) c h "
  }

  private mutating func paint(_ path: String, _ style: Scene.Style, isClosed: Bool) {
    guard !path.isEmpty, style.fill != nil || style.stroke != nil else { return }
    var text = graphicsState(style.opacity)
    if let fill = style.fill { text += "\(colour(theme.colour(of: fill))) rg " }
    if let stroke = style.stroke {
      text += "\(colour(theme.colour(of: stroke))) RG \(number(style.strokeWidth * unit)) w "
      let dashes = style.dash.map { number($0 * style.strokeWidth * unit) }.joined(separator: " ")
      text += "[\(dashes)] 0 d "
    }
    content += text + path + (style.fill == nil ? "S" : style.stroke == nil ? "f" : "B") + "\n"
  }

  private mutating func write(_ line: Scene.TextLine, _ style: Scene.Style) {
    guard !line.string.isEmpty else { return }
    let size = line.size * unit
    let shift =
      switch line.anchor {
      case .start: 0.0
      case .middle: -line.width / 2
      case .end: -line.width
      }
    let main = TextMetrics.width(line.string, size: line.size, bold: line.isBold)
    let ink = "\(colour(theme.colour(of: style.fill ?? .ink))) rg "
    var runs = [(text: line.string, size: size, along: shift, up: 0.0)]
    if let exponent = line.exponent {
      runs.append((exponent, size * TextMetrics.raisedScale, shift + main, line.size * 0.36))
    }
    content += graphicsState(1)
    for pass in style.hasHalo ? [1, 0] : [0] {
      let halo = "\(colour(theme.colour(of: .background))) RG \(number(size * 0.25)) w 1 j [] 0 d 1 Tr "
      content += "BT " + (pass == 1 ? halo : ink + "0 Tr ")
      for run in runs {
        let face = line.isBold ? 1 : 0
        let position =
          line.isVertical
          ? "0 1 -1 0 " + place(Scene.Point(x: line.position.x - run.up, y: line.position.y - run.along))
          : "1 0 0 1 " + place(Scene.Point(x: line.position.x + run.along, y: line.position.y - run.up))
        content +=
          "/\(faces[face].name) \(number(run.size)) Tf \(position) Tm \(faces[face].encoded(run.text)) Tj "
      }
      content += "ET\n"
    }
  }

  private mutating func graphicsState(_ opacity: Double) -> String {
    let value = number(opacity.clamped(0, 1))
    let index = opacities.firstIndex(of: value) ?? opacities.count
    if index == opacities.count { opacities.append(value) }
    return "/G\(index) gs "
  }

  private func place(_ point: Scene.Point) -> String {
    "\(number(point.x * unit)) \(number(height - point.y * unit))"
  }

  private func number(_ value: Double) -> String { FixedDecimal.attribute(value) }

  private func colour(_ text: String) -> String {
    let rgb = RGB(hexadecimal: text)
    return [rgb.red, rgb.green, rgb.blue].map { component in
      let thousandths = Int((component / 255 * 1_000).rounded())
      return "\(thousandths / 1_000).\(String(1_000 + thousandths % 1_000).dropFirst())"
    }.joined(separator: " ")
  }

  // MARK: Document

  mutating func document(title: String, subject: String) -> [UInt8] {
    var file = PDFFile()
    let catalogue = file.reserve()
    let pages = file.reserve()
    let page = file.reserve()
    let stream = file.add(stream: Array(content.utf8), "")
    var fonts = ""
    for index in faces.indices where faces[index].isUsed {
      fonts += "/\(faces[index].name) \(faces[index].write(to: &file)) 0 R "
    }
    let states = opacities.enumerated().map { "/G\($0.offset) << /ca \($0.element) /CA \($0.element) >>" }
      .joined(separator: " ")
    file.set(catalogue, "<< /Type /Catalog /Pages \(pages) 0 R >>")
    file.set(pages, "<< /Type /Pages /Kids [\(page) 0 R] /Count 1 >>")
    file.set(
      page,
      "<< /Type /Page /Parent \(pages) 0 R /MediaBox [0 0 \(number(width)) \(number(height))] /Contents \(stream) 0 R "
        + "/Group << /S /Transparency /CS /DeviceRGB >> /Resources << /Font << \(fonts)>> /ExtGState << \(states) >> >> >>"
    )
    let information = file.add(
      "<< /Title \(PDFFile.text(title)) /Subject \(PDFFile.text(subject)) /Creator \(PDFFile.text("sebs")) >>"
    )
    return file.bytes(root: catalogue, information: information)
  }
}
