extension SVG {
  /// The rules that every page with ``web(_:idPrefix:)`` figures needs once. Colours fall back to the light theme where the
  /// page sets no custom properties.
  public static let webStyleSheet: String = {
    var rules = """
      .chart{display:block;font-family:Arial,"Liberation Sans",Helvetica,sans-serif;font-kerning:none;\
      font-variant-ligatures:none;direction:ltr}
      .chart text{fill:var(--ink,\(Theme.light.ink))}
      .chart .h{paint-order:stroke;stroke:var(--bg,#FFFFFF);stroke-width:3px;stroke-linejoin:round}
      .chart .k{fill:#000000}.chart .w{fill:#FFFFFF}

      """
    for paint in SVGWriter.paints {
      let name = SVGWriter.className(of: paint)
      let value = "var(\(property(of: paint)),\(Theme.light.colour(of: paint)))"
      rules += ".chart .f\(name){fill:\(value)}.chart .s\(name){stroke:\(value)}\n"
    }
    for paint in SVGWriter.derivedPaints {
      rules += ".chart .f\(SVGWriter.className(of: paint)){fill:var(\(property(of: paint)))}\n"
    }
    rules += themed(
      light: variables(.light, SVGWriter.derivedPaints), dark: variables(.dark, SVGWriter.derivedPaints))
    rules += """
      @media (forced-colors:active){.chart{--ink:CanvasText;--muted:CanvasText;--rule:CanvasText;\
      --grid:GrayText;--bg:Canvas}}

      """
    return rules
  }()

  /// The custom properties of the light and the dark theme, for pages that do not set their own: dark follows the
  /// reader's preference unless the root element has `data-theme="light"` or `"dark"`.
  public static let webThemeVariables: String = {
    themed(light: variables(.light, SVGWriter.paints), dark: variables(.dark, SVGWriter.paints))
  }()

  private static func themed(light: String, dark: String) -> String {
    """
    :root,:root[data-theme=light]{\(light)}
    @media (prefers-color-scheme:dark){:root:not([data-theme=light]){\(dark)}}
    :root[data-theme=dark]{\(dark)}
    @media print{:root:root{\(light)}}

    """
  }

  private static func variables(_ theme: Theme, _ paints: [Scene.Paint]) -> String {
    paints.map { "\(property(of: $0)):\(theme.colour(of: $0))" }.joined(separator: ";")
  }

  private static func property(of paint: Scene.Paint) -> String {
    switch paint {
    case .ink: "--ink"
    case .muted: "--muted"
    case .rule: "--rule"
    case .grid: "--grid"
    case .background: "--bg"
    case .palette(let index): "--c\(index + 1)"
    case .onPalette(let index): "--o\(index + 1)"
    case .ramp, .onRamp: ""
    }
  }
}
