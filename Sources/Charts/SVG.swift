/// The two ways to write a scene.
///
/// Both give the same bytes for the same scene: at most two decimals, no locale, no clock.
public enum SVG {
  /// An `<svg>` element for inline use in HTML. Colours come from the custom properties `--ink`, `--muted`, `--grid`,
  /// `--rule`, `--bg` and `--c1` to `--c6`, so the page's theme applies; the page must contain ``webStyleSheet``.
  ///
  /// Every group of a series carries `data-k` with the series key.
  ///
  /// - Parameters:
  ///   - scene: the figure.
  ///   - idPrefix: the figure's slug, unique in the page; characters that are not allowed in an identifier become `-`.
  public static func web(_ scene: Scene, idPrefix: String) -> String {
    let prefix = identifier(idPrefix)
    let width = FixedDecimal.attribute(scene.width)
    let height = FixedDecimal.attribute(scene.height)
    let size =
      scene.unit == .pixel
      ? "width=\"\(width)\" height=\"\(height)\""
      : "width=\"\(millimetres(scene.width, scene.unit))mm\" height=\"\(millimetres(scene.height, scene.unit))mm\""
    var text =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" viewBox=\"0 0 \(width) \(height)\" \(size)"
    text += " aria-labelledby=\"\(prefix)-title\" aria-describedby=\"\(prefix)-desc\">"
    text += "<title id=\"\(prefix)-title\">\(LabelText.escaped(scene.title))</title>"
    text += "<desc id=\"\(prefix)-desc\">\(LabelText.escaped(scene.description))</desc>\n"
    SVGWriter(colours: .classes).write(scene.items, to: &text)
    return text + "</svg>\n"
  }

  /// A stand-alone file for papers and other programs: presentation attributes only, resolved colours, size in
  /// millimetres, no style sheet and no script.
  ///
  /// - Parameters:
  ///   - scene: the figure.
  ///   - theme: the colours.
  ///   - metadata: a line of provenance, such as the hash of the input.
  public static func portable(_ scene: Scene, theme: Theme = .light, metadata: String? = nil) -> String {
    let width = FixedDecimal.attribute(scene.width)
    let height = FixedDecimal.attribute(scene.height)
    var text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\""
    text +=
      " width=\"\(millimetres(scene.width, scene.unit))mm\" height=\"\(millimetres(scene.height, scene.unit))mm\""
    text += " viewBox=\"0 0 \(width) \(height)\" direction=\"ltr\">"
    text +=
      "<title>\(LabelText.escaped(scene.title))</title><desc>\(LabelText.escaped(scene.description))</desc>\n"
    if let metadata { text += "<metadata>\(LabelText.escaped(LabelText.cleaned(metadata)))</metadata>\n" }
    if let background = theme.background {
      text += "<rect width=\"\(width)\" height=\"\(height)\" fill=\"\(LabelText.escaped(background))\"/>\n"
    }
    text += "<g font-family=\"Arial, &quot;Liberation Sans&quot;, Helvetica, sans-serif\">\n"
    SVGWriter(colours: .resolved(theme)).write(scene.items, to: &text)
    return text + "</g>\n</svg>\n"
  }

  static func identifier(_ text: String) -> String {
    let allowed = text.unicodeScalars.map { scalar -> Character in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_")
        ? Character(scalar) : "-"
    }
    guard let first = allowed.first, first.isLetter else { return "figure-" + String(allowed) }
    return String(allowed)
  }

  private static func millimetres(_ length: Double, _ unit: Scene.Unit) -> String {
    FixedDecimal.attribute(length * unit.millimetres)
  }
}
