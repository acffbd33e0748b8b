/// A moment in UTC as calendar fields, without a time zone database: days have 86 400 seconds.
struct CalendarTime: Sendable, Hashable {
  var year: Int
  var month: Int
  var day: Int
  var hour = 0
  var minute = 0
  var second = 0

  /// The largest number of seconds from 1970 that is shown, in the year 9999 or before the common era.
  static let largestSecond = 253_402_300_799.0
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The fields of a number of seconds since the start of 1970 (Hinnant's civil-from-days algorithm).
  init(seconds: Double) {
    let total = Int(seconds.rounded(.down).clamped(-Self.largestSecond, Self.largestSecond))
    let days = Self.floorDivided(total, 86_400)
    let rest = total - days * 86_400
    let shifted = days + 719_468
    let era = Self.floorDivided(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    hour = rest / 3_600
    minute = rest / 60 % 60
    second = rest % 60
  }

  /// The start of a day.
  init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The seconds since the start of 1970.
  var seconds: Double {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = Self.floorDivided(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    return Double(days * 86_400 + hour * 3_600 + minute * 60 + second)
  }

  var monthName: String { Self.months[(month - 1).clamped(0, 11)] }
  var clock: String { Self.two(hour) + ":" + Self.two(minute) }
  var clockWithSeconds: String { clock + ":" + Self.two(second) }
  var date: String { "\(day) \(monthName) \(year)" }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static func floorDivided(_ value: Int, _ divisor: Int) -> Int {
    (value - (value % divisor + divisor) % divisor) / divisor
  }
}
