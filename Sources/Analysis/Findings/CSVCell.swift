extension String {
  /// The text as a cell of a comma-separated table, for every table that analyses write.
  var csvCell: String {
    // A cell that begins like a formula would be run by spreadsheets.
    let safe = first.map { "=+@".contains($0) } == true ? "'" + self : self
    guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
    return "\"" + safe.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}
