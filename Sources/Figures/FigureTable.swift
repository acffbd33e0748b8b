public import Interchange

/// A table whose columns are assigned to what a figure needs of them.
public struct FigureTable: Sendable {
  private let table: ColumnTable
  private let assignment: [String: String]

  /// A table; a role without an assignment takes the column of its own name.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - columns: names of columns by role.
  /// - Throws: `InterchangeError` for an assigned column that the table does not have.
  public init(_ table: ColumnTable, columns: [String: String] = [:]) throws {
    for name in columns.values.sorted() { _ = try table.texts(of: name) }
    self.table = table
    assignment = columns
  }

  /// The same table with columns assigned anew.
  ///
  /// - Throws: `InterchangeError` for an assigned column that the table does not have.
  public func assigning(_ columns: [String: String]) throws -> FigureTable {
    try FigureTable(table, columns: columns)
  }

  /// The names of the columns.
  public var names: [String] { table.names }
  /// The number of rows.
  public var rowCount: Int { table.rowCount }

  /// Whether there is a column for a role.
  public func has(_ role: String) -> Bool { assignment[role] != nil || table.names.contains(role) }

  func column(_ role: String) -> String { assignment[role] ?? role }

  /// The cells of a role as text; a missing cell is "(missing)".
  func texts(_ role: String) throws -> [String] {
    try table.texts(of: column(role)).map { $0 ?? "(missing)" }
  }

  func optionalTexts(_ role: String) throws -> [String]? { has(role) ? try texts(role) : nil }

  /// The numbers of a role, `nil` where a cell is empty.
  func optionalNumbers(_ role: String) throws -> [Double?]? {
    has(role) ? try table.numbers(of: column(role)) : nil
  }

  /// The numbers of a role in rows that have all of them; NaN stands in for an empty cell and is left out by charts.
  func numbers(_ role: String) throws -> [Double] {
    try table.numbers(of: column(role)).map { $0 ?? .nan }
  }

  /// The moments of a role in seconds since 1970.
  func moments(_ role: String) throws -> [Double] {
    try table.texts(of: column(role)).enumerated().map { row, text in
      guard let text else { return .nan }
      guard let moment = Moment.seconds(of: text) else {
        throw FigureError.notATime(column: column(role), row: row + 1, text: String(text.prefix(60)))
      }
      return moment
    }
  }

  /// Yes or no of a role: 1, true and yes mean yes.
  func flags(_ role: String) throws -> [Bool]? {
    try optionalTexts(role)?.map { ["1", "true", "yes", "TRUE", "True", "Yes"].contains($0) }
  }

  /// Finite values by group, in the order of first appearance or, where all names are numbers, by size. Without a column
  /// for the groups there is one, without a name.
  func groups(_ value: String, by group: String) throws -> [(name: String, values: [Double])] {
    let values = try numbers(value)
    let names = try optionalTexts(group) ?? Array(repeating: "", count: values.count)
    var grouped: [String: [Double]] = [:]
    for (name, value) in zip(names, values) where value.isFinite { grouped[name, default: []].append(value) }
    let order = Self.order(names).filter { grouped[$0] != nil }
    if order.isEmpty { throw FigureError.unfit("Column \(column(value)) holds no number.") }
    return order.map { ($0, grouped[$0] ?? []) }
  }

  /// Names in the order of first appearance or, where all are numbers, by size.
  static func order(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    let order = names.filter { seen.insert($0).inserted }
    let numbers = order.compactMap(Double.init)
    guard numbers.count == order.count else { return order }
    return zip(order, numbers).sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
  }
}

/// A moment as text.
public enum Moment {
  /// Seconds since 1970 of "2024-06-03", "2024-06-03 10:00", "2024-06-03T10:00:00.5Z", "…+02:00" or a number; a time
  /// without an offset is in UTC. `nil` for anything else.
  public static func seconds(of text: String) -> Double? {
    if let number = Double(text) { return number.isFinite ? number : nil }
    let parts = text.split(maxSplits: 1, whereSeparator: { $0 == "T" || $0 == " " }).map(String.init)
    guard let date = parts.first.map({ $0.split(separator: "-").compactMap { Int($0) } }), date.count == 3,
      (1...12).contains(date[1]), (1...31).contains(date[2])
    else { return nil }
    let day = Double(daysSince1970(date[0], date[1], date[2]) * 86_400)
    guard parts.count == 2 else { return day }
    var clock = parts[1]
    var offset = 0.0
    if clock.hasSuffix("Z") {
      clock.removeLast()
    } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      let zone = clock[clock.index(after: sign)...].filter { $0 != ":" }
      guard let digits = Int(zone), zone.count == 4 || zone.count == 2 else { return nil }
      let minutes = zone.count == 2 ? digits * 60 : digits / 100 * 60 + digits % 100
      offset = Double(minutes * 60) * (clock[sign] == "-" ? -1 : 1)
      clock = String(clock[..<sign])
    }
    let fields = clock.split(separator: ":").map { Double($0) }
    guard (2...3).contains(fields.count), let hour = fields[0], let minute = fields[1],
      let second = fields.count == 3 ? fields[2] : 0, (0..<25).contains(hour), (0..<60).contains(minute),
      (0..<61).contains(second)
    else { return nil }
    return day + hour * 3_600 + minute * 60 + second - offset
  }

  /// Hinnant's days from civil.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
