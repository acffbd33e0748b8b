public import Charts

/// The figures of a document as files that go into a paper unchanged.
public enum FigureFiles {
  /// Each figure laid out for a width, by its name.
  public static func scenes(_ document: Document, width: FigureWidth) -> [(name: String, scene: Scene)] {
    document.figures.map { ($0.slug, $0.chart.scene(width: width, height: nil)) }
  }

  /// Each figure as a stand-alone SVG with plain attributes and a white ground, by its name.
  public static func svg(_ document: Document, width: FigureWidth) -> [(name: String, svg: String)] {
    scenes(document, width: width).map { ($0.name, SVG.portable($0.scene, theme: .light)) }
  }
}
