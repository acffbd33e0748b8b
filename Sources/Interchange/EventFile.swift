public import Measurements

/// Reads what happened and when: a table of events, or what `git log` prints.
///
/// A table has the columns `date`, `kind`, `text` and `url`, and may have `scope`. A date is a day (taken as its start,
/// UTC) or an instant with an offset. A scope names the factors that an event can touch, such as
/// `runtime=java11;runtime=java17`; without one it can touch everything. Of `git log`, its default form with any
/// `--date=iso`, `iso-strict`, `rfc`, `unix` or none is read, and one line a commit as
/// `git log --format='%cI %h %s'` gives.
public enum EventFile {
  /// Reads a file.
  ///
  /// - Throws: ``InterchangeError`` with file and line where something is not understood.
  /// - Complexity: Linear in the bytes.
  public static func read(_ bytes: [UInt8], name: String) throws(InterchangeError) -> [Event] {
    try withBytes(bytes) { (buffer) throws(InterchangeError) in
      let text = String(decoding: buffer, as: UTF8.self)
      let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
      guard let first = lines.first(where: { !$0.allSatisfy(\.isWhitespace) }) else {
        throw InterchangeError(
          file: name, line: 1, expected: "events", found: "an empty file", remedy: remedy)
      }
      let events: [Event]
      if first.hasPrefix("commit ") {
        events = try GitLog.read(lines, file: name)
      } else if EventTime(first.prefix { $0 != " " && $0 != "\t" }) != nil, !first.contains(",kind") {
        events = try GitLog.readOneLine(lines, file: name)
      } else {
        events = try table(buffer, name)
      }
      return events
    }
  }

  private static let remedy =
    "Give a table with the columns date,kind,text,url[,scope], or what git log prints."

  private static func table(
    _ buffer: UnsafeBufferPointer<UInt8>, _ name: String
  ) throws(InterchangeError) -> [Event] {
    var reader = try CSVReader(buffer, file: name)
    var columns: [String: Int] = [:]
    for (position, column) in reader.header.enumerated() { columns[column] = position }
    for column in ["date", "kind", "text"] where columns[column] == nil {
      throw InterchangeError(
        file: name, line: reader.line, expected: "a column \(column)",
        found: "the columns \(excerpt(reader.header.joined(separator: ", ")))", remedy: remedy)
    }
    var events: [Event] = []
    while let cells = try reader.next() {
      func text(_ column: String) -> String? {
        columns[column].map { cells[$0].text }.flatMap { $0.isEmpty ? nil : $0 }
      }
      func column(_ name: String) -> Int? { columns[name].map { cells[$0].column } }
      let date = text("date") ?? ""
      guard let time = EventTime(date) else {
        throw InterchangeError(
          file: name, line: reader.line, column: column("date"),
          expected: "a date such as 2026-01-31 or 2026-01-31T14:00:00Z", found: excerpt(date),
          remedy: "Write dates in this order, with an offset where there is a time.")
      }
      let scope: [String: Set<String>]
      do throws(ScopeError) {
        scope = try Self.scope(text("scope") ?? "")
      } catch {
        throw InterchangeError(
          file: name, line: reader.line, column: column("scope"),
          expected: "factors with values such as runtime=java11;memory_mb=128", found: excerpt(error.part),
          remedy: "The factors are \(Configuration.fields.map(\.name).joined(separator: ", ")).")
      }
      events.append(
        Event(
          unixNanoseconds: time.unixNanoseconds, kind: text("kind") ?? "event", text: text("text") ?? "",
          url: text("url"), scope: scope))
    }
    return events
  }

  private struct ScopeError: Error {
    var part: String
  }

  private static func scope(_ text: String) throws(ScopeError) -> [String: Set<String>] {
    var scope: [String: Set<String>] = [:]
    for part in text.split(separator: ";") {
      let words = part.split(separator: "=", maxSplits: 1).map { trimmed(String($0)) }
      guard words.count == 2, !words[1].isEmpty, Configuration.fields.contains(where: { $0.name == words[0] })
      else { throw ScopeError(part: String(part)) }
      scope[words[0], default: []].insert(words[1])
    }
    return scope
  }
}

/// An instant in one of the forms that tables and `git log` have.
struct EventTime {
  let unixNanoseconds: Int

  /// `2026-01-31`, `2026-01-31T14:00:07Z`, `2026-01-31T14:00:07+02:00`, `2026-01-31 14:00:07 +0200`,
  /// `Sat Jan 31 14:00:07 2026 +0200`, `Sat, 31 Jan 2026 14:00:07 +0200`, or seconds since 1970.
  init?(_ text: some StringProtocol) {
    let words = String(text).split { $0 == " " || $0 == "," }.map(String.init)
    switch words.count {
    case 1:
      if let day = CivilTime.day(words[0]) {
        self.init(day: day, clock: "00:00:00", offset: "Z")
      } else if let seconds = Int(words[0]), seconds >= 0, seconds < 100_000_000_000 {
        self.init(unixNanoseconds: seconds * CivilTime.nanosecondsPerSecond)
      } else {
        let parts = words[0].split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, let day = CivilTime.day(parts[0]) else { return nil }
        let clock = parts[1].prefix { $0 != "Z" && $0 != "+" && $0 != "-" }
        let offset = parts[1].dropFirst(clock.count)
        self.init(day: day, clock: String(clock), offset: offset.isEmpty ? "Z" : String(offset))
      }
    case 2, 3:
      guard let day = CivilTime.day(words[0]) else { return nil }
      self.init(day: day, clock: words[1], offset: words.count == 3 ? words[2] : "Z")
    case 6:
      // Day of the week, then month and day or day and month.
      let isMonthFirst = Self.months.contains(words[1])
      let (month, date) = isMonthFirst ? (words[1], words[2]) : (words[2], words[1])
      let (year, clock) = isMonthFirst ? (words[4], words[3]) : (words[3], words[4])
      guard let number = Self.months.firstIndex(of: month), let date = Int(date), let year = Int(year),
        let day = CivilTime.day(year: year, month: number + 1, day: date)
      else { return nil }
      self.init(day: day, clock: clock, offset: words[5])
    default: return nil
    }
  }

  private init(unixNanoseconds: Int) { self.unixNanoseconds = unixNanoseconds }

  private init?(day: Int, clock: String, offset: String) {
    guard let instant = CivilTime.instant("\(CivilTime.text(day: day))T\(clock)Z"),
      let seconds = Self.seconds(offset)
    else { return nil }
    self.init(unixNanoseconds: instant - seconds * CivilTime.nanosecondsPerSecond)
  }

  private static func seconds(_ offset: String) -> Int? {
    if offset == "Z" { return 0 }
    let digits = offset.dropFirst().filter { $0 != ":" }
    guard let sign = offset.first, "+-".contains(sign), digits.count == 4, let number = Int(digits),
      number % 100 < 60, number < 2400
    else { return nil }
    return (sign == "-" ? -1 : 1) * (number / 100 * 3600 + number % 100 * 60)
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
