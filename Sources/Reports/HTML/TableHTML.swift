import Analysis

/// A table as markup: estimates and intervals in columns of their own, aligned on the decimal point.
struct TableHTML {
  private let table: Table
  private let number: Int
  /// The most decimals of each column; numbers with fewer are padded by as much room.
  private let decimals: [Int]

  init(_ table: Table, number: Int) {
    self.table = table
    self.number = number
    decimals = table.columns.indices.map { column in
      table.rows.map { $0.cells[column].decimals }.max() ?? 0
    }
  }

  func html() -> HTML {
    let head = tag(
      "tr", [:],
      table.columns.map { column in
        var attributes = [("scope", "col"), ("class", column.kind == .text ? "name" : "number")]
        if column.kind == .estimate { attributes.append(("colspan", "2")) }
        return .element("th", attributes, [.text(column.heading)])
      })
    let grid = tag(
      "div",
      [
        "class": "scroll", "role": "region", "tabindex": "0", "aria-label": "Table \(number)",
        "id": "table-\(table.slug)",
      ],
      [
        tag(
          "table", [:],
          [
            tag("caption", [:], [tag("b", [:], "Table \(number)."), .text(" ")] + prose(table.caption)),
            tag("thead", [:], [head]), tag("tbody", [:], table.rows.map(row)),
          ])
      ])
    guard table.isCollapsed else { return grid }
    return tag(
      "details", ["class": "long"],
      [tag("summary", [:], "Table \(number), \(table.rows.count) rows"), grid])
  }

  private func row(_ row: TableRow) -> HTML {
    let cells = zip(row.cells, table.columns).enumerated().flatMap { index, pair in
      self.cells(pair.0, pair.1, column: index)
    }
    return .element("tr", row.key.map { [("data-k", $0)] } ?? [], cells)
  }

  private func cells(_ cell: TableCell, _ column: TableColumn, column index: Int) -> [HTML] {
    if index == 0 {
      return [.element("th", [("class", "name"), ("scope", "row")], [tag("bdi", [:], cell.text)])]
    }
    if column.kind == .text {
      // Only letters that could turn the direction of the row need to be kept apart.
      let isPlain = cell.text.unicodeScalars.allSatisfy(\.isASCII)
      return [tag("td", ["class": "name"], [isPlain ? .text(cell.text) : tag("bdi", [:], cell.text)])]
    }
    var attributes: [(String, String)] = []
    if let value = cell.number { attributes.append(("data-value", machineNumber(value))) }
    let text = cell.text + padding(cell, to: decimals[index])
    guard column.kind == .estimate else { return [.element("td", attributes, [.text(text)])] }
    var content: [HTML] = [.text(text)]
    if case .estimate = cell { content = [tag("b", [:], text)] }
    return [
      .element("td", attributes, content),
      tag("td", ["class": "i"], cell.note.map { [.text($0)] } ?? []),
    ]
  }

  /// Blanks as wide as the missing decimals.
  private func padding(_ cell: TableCell, to most: Int) -> String {
    guard most > cell.decimals, cell.number != nil else { return "" }
    return (cell.decimals == 0 ? "\u{2008}" : "")
      + String(repeating: "\u{2007}", count: most - cell.decimals)
  }
}
