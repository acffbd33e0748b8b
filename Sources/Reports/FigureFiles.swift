public import Charts

/// The figures of a document as files that go into a paper unchanged.
public enum FigureFiles {
  /// Each figure as a stand-alone SVG with plain attributes and a white ground, by its name.
  public static func svg(_ document: Document, width: FigureWidth) -> [(name: String, svg: String)] {
    document.figures.map { figure in
      (figure.slug, SVG.portable(figure.chart.scene(width: width, height: nil), theme: .light))
    }
  }
}
