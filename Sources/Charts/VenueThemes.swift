extension Theme {
  /// ACM conference papers (`acmart`, format `sigconf`): columns of 84.7 mm, text of 9 pt around the figure.
  public static let acm = Theme.light.sized(
    Sizes(text: 8), column: .acmColumn, page: .millimetres(177.9))

  /// IEEE papers: columns of 88.9 mm; text in figures has 9 pt in print.
  public static let ieee = Theme.light.sized(
    Sizes(text: 9, axisLine: 0.7, gridLine: 0.45, dataLine: 1.2), column: .ieeeColumn, page: .ieeePage)

  /// Springer's Lecture Notes in Computer Science: one column of 122 mm.
  public static let lncs = Theme.light.sized(Sizes(text: 8), column: .lncsPage, page: .lncsPage)

  /// Nature: columns of 89 mm, text of 5 to 7 pt, no grid behind the data.
  public static let nature = Theme.light.sized(
    Sizes(text: 7, axisLine: 0.5, dataLine: 1, hasGrid: false), column: .millimetres(89),
    page: .millimetres(183))

  /// Slides of 254 × 143 mm: text that can be read from the last row.
  public static let slides = Theme.light.sized(
    Sizes(text: 16, axisLine: 1.2, gridLine: 0.8, dataLine: 2.4), column: .millimetres(124),
    page: .millimetres(254))

  /// The themes by name, in the order in which they are listed.
  public static let named: [(name: String, theme: Theme)] = [
    ("light", .light), ("dark", .dark), ("grey", .grey), ("acm", .acm), ("ieee", .ieee), ("lncs", .lncs),
    ("nature", .nature), ("slides", .slides),
  ]

  private func sized(_ sizes: Sizes, column: FigureWidth, page: FigureWidth) -> Theme {
    var theme = self
    theme.sizes = sizes
    theme.columnWidth = column
    theme.pageWidth = page
    return theme
  }
}
