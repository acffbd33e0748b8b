/// Where the parts of an interval chart stand: label, plot and text columns in one line, or text above the plot.
struct IntervalTable {
  /// Text of one column with the edge at which it is anchored.
  struct ColumnPlace: Sendable {
    var x: Double
    var width: Double
    var alignment: IntervalChart.Column.Alignment

    var anchor: Scene.TextLine.Anchor { alignment == .leading ? .start : .end }
    var anchorX: Double { alignment == .leading ? x : x + width }
  }

  var labelX: Double
  var labelWidth: Double
  var plot: ClosedRange<Double>
  var columns: [ColumnPlace]
  /// Whether the text of a row stands above its interval.
  var isStacked: Bool
  var rowHeight: Double

  /// - Parameters:
  ///   - labels: the row labels and their heading, with whether they are bold.
  ///   - cells: the texts of each column with its heading, and whether they are bold.
  init(
    width: Double, typography: Typography, labels: [(String, isBold: Bool)],
    cells: [(texts: [(String, isBold: Bool)], alignment: IntervalChart.Column.Alignment)]
  ) {
    let text = typography.text
    let edge = text * 0.35
    let gap = text * 1.3
    func widest(_ texts: [(String, isBold: Bool)]) -> Double {
      texts.map { TextMetrics.width($0.0, size: text, bold: $0.isBold) }.max() ?? 0
    }
    let labelsWidth = widest(labels)
    let cellWidths = cells.map {
      widest($0.texts) * ($0.alignment == .leading ? TextMetrics.fallbackReserve : 1)
    }
    let columnsWidth = cellWidths.reduce(0) { $0 + $1 + gap }
    let inner = width - 2 * edge
    let beside = inner - min(labelsWidth, inner * 0.32) - gap - columnsWidth
    labelX = edge
    if beside >= text * 15 {
      isStacked = false
      rowHeight = text * 1.75
      labelWidth = min(labelsWidth, inner * 0.32)
      var x = width - edge - columnsWidth
      plot = (edge + labelWidth + gap)...x
      columns = []
      for (width, cell) in zip(cellWidths, cells) {
        x += gap
        columns.append(ColumnPlace(x: x, width: width, alignment: cell.alignment))
        x += width
      }
    } else {
      isStacked = true
      plot = (edge + text * 0.6)...(width - edge - text * 0.6)
      let fits = labelsWidth + columnsWidth <= inner
      rowHeight = text * (cells.isEmpty || fits ? 3 : 4.3)
      labelWidth = fits ? inner - columnsWidth : inner
      columns = Self.stackedColumns(
        cellWidths, cells.map(\.alignment), edge: edge, inner: inner, gap: gap, isRight: fits)
    }
  }

  /// Columns that share the line of the label stand at the right; on a line of their own they start at the left, and
  /// columns that do not fit share the room in proportion.
  private static func stackedColumns(
    _ widths: [Double], _ alignments: [IntervalChart.Column.Alignment], edge: Double, inner: Double,
    gap: Double,
    isRight: Bool
  ) -> [ColumnPlace] {
    let gaps = Double(max(0, widths.count - 1)) * gap
    let total = widths.reduce(0, +)
    let share = total + gaps > inner && total > 0 ? max(0.01, (inner - gaps) / total) : 1
    var x = isRight ? edge + inner - total - gaps : edge
    return zip(widths, alignments).map { width, alignment in
      defer { x += width * share + gap }
      return ColumnPlace(x: x, width: width * share, alignment: isRight ? alignment : .leading)
    }
  }

  /// Whether stacked columns need a line of their own.
  var hasCellLine: Bool { isStacked && labelWidth > plot.upperBound - plot.lowerBound && !columns.isEmpty }
}
