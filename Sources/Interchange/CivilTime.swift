/// Days and instants of the Gregorian calendar in UTC, without a time zone or locale of the machine.
enum CivilTime {
  static let nanosecondsPerSecond = 1_000_000_000
  static let secondsPerDay = 86_400

  /// Days since 1970-01-01; `nil` when there is no such day.
  ///
  /// Source: the algorithm `days_from_civil` of Howard Hinnant, "chrono-compatible low-level date algorithms".
  static func day(year: Int, month: Int, day: Int) -> Int? {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let number = era * 146_097 + dayOfEra - 719_468
    return civil(day: number) == (year, month, day) ? number : nil
  }

  private static func civil(day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// A day as `2026-01-31`.
  static func text(day: Int) -> String {
    let (year, month, date) = civil(day: day)
    let padded = { (number: Int, width: Int) in
      String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(date, 2))"
  }

  /// Reads `2026-01-31` as days since 1970-01-01.
  static func day(_ text: some StringProtocol) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
      let year = digits(parts[0]), let month = digits(parts[1]), let date = digits(parts[2])
    else { return nil }
    return day(year: year, month: month, day: date)
  }

  /// Reads `2026-01-31T14:00:07.131Z` or `2026-01-31 14:00:07.131021`, as if in UTC, in nanoseconds since 1970.
  static func instant(_ text: some StringProtocol) -> Int? {
    let parts = text.split(maxSplits: 1) { $0 == "T" || $0 == " " }
    guard parts.count == 2, let day = day(parts[0]) else { return nil }
    let clock = parts[1].hasSuffix("Z") ? parts[1].dropLast() : parts[1]
    let time = clock.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(time.count) else { return nil }
    let units = time[0].split(separator: ":", omittingEmptySubsequences: false)
    guard units.count == 3, units.allSatisfy({ $0.utf8.count == 2 }),
      let hour = digits(units[0]), let minute = digits(units[1]), let second = digits(units[2]),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    var nanoseconds = 0
    if time.count == 2 {
      guard (1...9).contains(time[1].utf8.count), let fraction = digits(time[1]) else { return nil }
      nanoseconds = (time[1].utf8.count..<9).reduce(fraction) { value, _ in value * 10 }
    }
    let seconds = day * secondsPerDay + hour * 3600 + minute * 60 + second
    let (product, overflowed) = seconds.multipliedReportingOverflow(by: nanosecondsPerSecond)
    return overflowed ? nil : product + nanoseconds
  }

  /// Reads `Wed Jun 07 2017 02:05:00 GMT+0100 (BST)`, as JavaScript writes instants, in nanoseconds since 1970.
  ///
  /// The name of the zone, which depends on the machine that wrote it, is not needed.
  static func scriptInstant(_ text: some StringProtocol) -> Int? {
    let words = text.split(separator: " ", maxSplits: 6, omittingEmptySubsequences: false)
    guard words.count >= 6, words[2].utf8.count == 2, words[3].utf8.count == 4,
      let month = months.firstIndex(of: String(words[1])), let date = digits(words[2]),
      let year = digits(words[3]), let day = day(year: year, month: month + 1, day: date),
      weekdays[((day % 7) + 7) % 7] == words[0], words[4].utf8.count == 8,
      let local = instant("\(CivilTime.text(day: day))T\(words[4])"), let offset = minutesEast(words[5])
    else { return nil }
    return local - offset * 60 * nanosecondsPerSecond
  }

  /// Reads `GMT+0100`.
  private static func minutesEast(_ text: some StringProtocol) -> Int? {
    guard text.hasPrefix("GMT"), text.utf8.count == 8, let number = digits(text.dropFirst(4)) else {
      return nil
    }
    let minutes = number / 100 * 60 + number % 100
    guard number / 100 <= 14, number % 100 < 60 else { return nil }
    return text.dropFirst(3).hasPrefix("+") ? minutes : text.dropFirst(3).hasPrefix("-") ? -minutes : nil
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  /// From that of 1970-01-01 on.
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

  private static func digits(_ text: some StringProtocol) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }
}
