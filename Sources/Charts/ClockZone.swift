/// A time zone as a rule: the offset from UTC in winter and in summer, and when they change each year.
///
/// No time zone database of the machine is read, so the same figure comes out everywhere. The rules are those in force
/// now; for years with other rules give the offset of the data with ``init(name:secondsFromUTC:)``.
public struct ClockZone: Sendable, Hashable {
  /// The name, as shown on axes.
  public let name: String
  private let standard: Int
  private let summer: Summer?

  private struct Summer: Sendable, Hashable {
    var offset: Int
    var start: Change
    var end: Change
  }

  /// A weekday of a month: the `week`-th, the last for 5; 0 is Sunday. Seconds are after local midnight.
  private struct Change: Sendable, Hashable {
    var month: Int
    var week: Int
    var weekday: Int
    var seconds: Int

    /// Local seconds since 1970 of the change in a year.
    func moment(year: Int) -> Int {
      let first = Int(CalendarTime(year: year, month: month, day: 1).seconds) / 86_400
      // 1 January 1970 was a Thursday.
      let firstWeekday = ((first + 4) % 7 + 7) % 7
      var day = first + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      let next = month == 12 ? (year + 1, 1) : (year, month + 1)
      let end = Int(CalendarTime(year: next.0, month: next.1, day: 1).seconds) / 86_400
      while day >= end { day -= 7 }
      return day * 86_400 + seconds
    }
  }

  /// Coordinated Universal Time.
  public static let utc = ClockZone(name: "UTC", secondsFromUTC: 0)

  /// A zone with one offset.
  public init(name: String, secondsFromUTC: Int) {
    self.name = LabelText.cleaned(name)
    standard = secondsFromUTC.clamped(-86_400, 86_400)
    summer = nil
  }

  /// A zone of the tz database by its name, such as "Europe/Berlin"; `nil` for a name that is not in the list.
  public init?(identifier: String) {
    guard let rule = ClockZone.rules[identifier] else { return nil }
    self.init(name: identifier, rule: rule)
  }

  /// A zone from a POSIX rule, such as "CET-1CEST,M3.5.0,M10.5.0/3"; `nil` for a rule that cannot be read.
  ///
  /// Source: IEEE Std 1003.1, environment variable TZ, form `std offset dst [offset],Mm.w.d[/time],Mm.w.d[/time]`.
  public init?(name: String, rule: String) {
    var reader = RuleReader(rule)
    guard reader.name(), let west = reader.time() else { return nil }
    self.name = LabelText.cleaned(name)
    standard = -west
    if reader.isAtEnd {
      summer = nil
      return
    }
    guard reader.name() else { return nil }
    let offset = reader.time().map { -$0 } ?? standard + 3_600
    guard let start = reader.change(), let end = reader.change(), reader.isAtEnd else { return nil }
    summer = Summer(offset: offset, start: start, end: end)
  }

  /// The offset from UTC in seconds at a moment in seconds since 1970.
  func offset(at seconds: Double) -> Double {
    guard let summer, seconds.magnitude <= CalendarTime.largestSecond else { return Double(standard) }
    let year = CalendarTime(seconds: seconds + Double(standard)).year
    let start = Double(summer.start.moment(year: year) - standard)
    let end = Double(summer.end.moment(year: year) - summer.offset)
    let isSummer =
      start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end
    return Double(isSummer ? summer.offset : standard)
  }

  /// The wall clock at a moment.
  func local(_ seconds: Double) -> Double { seconds + offset(at: seconds) }

  /// A moment as the clock shows it, such as "10 Jun 02:00".
  public func text(of seconds: Double) -> String {
    guard seconds.magnitude <= CalendarTime.largestSecond else { return "" }
    let time = CalendarTime(seconds: local(seconds))
    return "\(time.day) \(time.monthName) \(time.clock)"
  }

  /// The first moment at which the clock shows a time; `nil` for one that is skipped.
  func moment(local: Double) -> Double? {
    let offsets = [summer?.offset, standard].compactMap(\.self).sorted(by: >)
    return offsets.map { local - Double($0) }.first { self.local($0) == local }
  }

  /// The name with the offsets that hold in a stretch of time, such as "Europe/Berlin, UTC+1 and UTC+2".
  func title(over domain: ClosedRange<Double>?) -> String {
    guard self != .utc else { return name }
    guard let domain else { return name }
    var offsets: [Double] = []
    let steps = 400.0
    for step in 0...Int(steps) {
      let offset = offset(
        at: domain.lowerBound + (domain.upperBound - domain.lowerBound) * Double(step) / steps)
      if !offsets.contains(offset) { offsets.append(offset) }
    }
    return name + ", " + offsets.map(Self.name(ofOffset:)).joined(separator: " and ")
  }

  private static func name(ofOffset offset: Double) -> String {
    let minutes = Int(offset.magnitude) / 60
    let rest = minutes % 60
    let sign = offset < 0 ? FixedDecimal.minus : "+"
    return "UTC\(sign)\(minutes / 60)" + (rest == 0 ? "" : rest < 10 ? ":0\(rest)" : ":\(rest)")
  }

  /// Reads the parts of a rule from left to right.
  private struct RuleReader {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func name() -> Bool {
      if rest.first == "<" {
        guard let end = rest.firstIndex(of: ">") else { return false }
        rest = rest[rest.index(after: end)...]
        return true
      }
      let letters = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(letters.count)
      return letters.count >= 3
    }

    /// Hours with minutes and seconds, in seconds.
    mutating func time() -> Int? {
      var sign = 1
      if rest.first == "-" || rest.first == "+" {
        sign = rest.removeFirst() == "-" ? -1 : 1
      }
      guard var total = number(most: 167).map({ $0 * 3_600 }) else { return nil }
      for unit in [60, 1] where rest.first == ":" {
        rest.removeFirst()
        guard let part = number(most: 59) else { return nil }
        total += part * unit
      }
      return sign * total
    }

    mutating func change() -> Change? {
      guard take(","), take("M"), let month = number(most: 12), month >= 1, take("."),
        let week = number(most: 5), week >= 1, take("."), let weekday = number(most: 6)
      else { return nil }
      var seconds = 7_200
      if rest.first == "/" {
        rest.removeFirst()
        guard let time = time() else { return nil }
        seconds = time
      }
      return Change(month: month, week: week, weekday: weekday, seconds: seconds)
    }

    private mutating func take(_ character: Character) -> Bool {
      guard rest.first == character else { return false }
      rest.removeFirst()
      return true
    }

    private mutating func number(most: Int) -> Int? {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let value = Int(digits), value <= most else { return nil }
      rest = rest.dropFirst(digits.count)
      return value
    }
  }
}

extension ClockZone {
  /// The zones of the regions in which providers have data centres, under the rules in force since 2023.
  static let rules: [String: String] = {
    var rules = [
      "UTC": "UTC0", "Europe/London": "GMT0BST,M3.5.0/1,M10.5.0", "Europe/Dublin": "GMT0IST,M3.5.0/1,M10.5.0",
      "Europe/Lisbon": "WET0WEST,M3.5.0/1,M10.5.0", "Europe/Istanbul": "<+03>-3",
      "America/New_York": "EST5EDT,M3.2.0,M11.1.0", "America/Toronto": "EST5EDT,M3.2.0,M11.1.0",
      "America/Chicago": "CST6CDT,M3.2.0,M11.1.0", "America/Denver": "MST7MDT,M3.2.0,M11.1.0",
      "America/Phoenix": "MST7", "America/Los_Angeles": "PST8PDT,M3.2.0,M11.1.0",
      "America/Vancouver": "PST8PDT,M3.2.0,M11.1.0", "America/Sao_Paulo": "<-03>3",
      "America/Mexico_City": "CST6",
      "Asia/Tokyo": "JST-9", "Asia/Seoul": "KST-9", "Asia/Shanghai": "CST-8", "Asia/Hong_Kong": "HKT-8",
      "Asia/Taipei": "CST-8", "Asia/Singapore": "<+08>-8", "Asia/Kolkata": "IST-5:30",
      "Asia/Dubai": "<+04>-4",
      "Asia/Jakarta": "WIB-7", "Asia/Jerusalem": "IST-2IDT,M3.4.4/26,M10.5.0", "Asia/Bahrain": "<+03>-3",
      "Africa/Johannesburg": "SAST-2", "Africa/Lagos": "WAT-1",
      "Australia/Sydney": "AEST-10AEDT,M10.1.0,M4.1.0/3",
      "Australia/Melbourne": "AEST-10AEDT,M10.1.0,M4.1.0/3",
      "Pacific/Auckland": "NZST-12NZDT,M9.5.0,M4.1.0/3",
    ]
    let central = [
      "Amsterdam", "Berlin", "Brussels", "Copenhagen", "Madrid", "Oslo", "Paris", "Prague", "Rome",
      "Stockholm", "Vienna", "Warsaw", "Zurich",
    ]
    for city in central { rules["Europe/\(city)"] = "CET-1CEST,M3.5.0,M10.5.0/3" }
    for city in ["Athens", "Bucharest", "Helsinki", "Kyiv", "Riga", "Sofia", "Tallinn", "Vilnius"] {
      rules["Europe/\(city)"] = "EET-2EEST,M3.5.0/3,M10.5.0/4"
    }
    return rules
  }()

  /// The names that ``init(identifier:)`` knows.
  public static let identifiers = rules.keys.sorted()
}
