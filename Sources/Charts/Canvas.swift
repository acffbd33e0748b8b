/// The room for a figure, with the sizes of what is drawn in it.
public struct Canvas: Sendable, Hashable {
  /// In scene units.
  var width: Double
  /// In scene units; `nil` for a height that suits the content.
  var height: Double?
  var typography: Typography

  /// The room for a figure.
  ///
  /// - Parameters:
  ///   - width: the width of the figure.
  ///   - height: the height in the unit of the width, or `nil` for a height that suits the content.
  ///   - theme: the sizes of text and lines on paper; on the screen, text has 12 px.
  public init(_ width: FigureWidth, height: Double? = nil, theme: Theme = .light) {
    let given: Double
    let smallest: Double
    let factor: Double
    switch width {
    case .pixels(let pixels):
      (given, smallest, factor) = (pixels, 200, 1)
      typography = .screen
      typography.hasGrid = theme.sizes.hasGrid
    case .millimetres(let millimetres):
      (given, smallest, factor) = (millimetres, 50, 1 / Scene.Unit.point.millimetres)
      typography = .paper(theme.sizes)
    }
    self.width = (given.isFinite ? given.clamped(smallest, 10_000) : smallest) * factor
    self.height = height.flatMap { $0.isFinite && $0 > 0 ? min($0, 100_000) * factor : nil }
  }
}
