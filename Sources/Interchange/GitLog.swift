import Measurements

/// What `git log` prints.
enum GitLog {
  /// The default form: `commit`, headers, and the message indented.
  static func read(_ lines: [Substring], file: String) throws(InterchangeError) -> [Event] {
    var events: [Event] = []
    var commit: (hash: Substring, line: Int)?
    var time: EventTime?
    var subject = ""
    func finish() throws(InterchangeError) {
      guard let commit else { return }
      guard let time else {
        throw InterchangeError(
          file: file, line: commit.line, expected: "a commit with a line Date:", found: "none",
          remedy: "Leave the format of git log as it is, or use --format='%cI %h %s'.")
      }
      events.append(event(time, hash: commit.hash, subject: subject))
    }
    for (number, line) in lines.enumerated() {
      if line.hasPrefix("commit ") {
        try finish()
        commit = (line.dropFirst(7).prefix { $0 != " " }, number + 1)
        time = nil
        subject = ""
      } else if line.hasPrefix("Date:") || line.hasPrefix("CommitDate:") {
        let text = trimmed(String(line.drop { $0 != ":" }.dropFirst()))
        guard let found = EventTime(text) else {
          throw InterchangeError(
            file: file, line: number + 1, expected: "a date such as 2026-01-31T14:00:07+02:00",
            found: excerpt(text), remedy: "Run git log with --date=iso-strict.")
        }
        time = found
      } else if line.hasPrefix("    "), subject.isEmpty {
        subject = trimmed(String(line))
      }
    }
    try finish()
    return events
  }

  /// A time, an abbreviated hash and the subject on each line.
  static func readOneLine(_ lines: [Substring], file: String) throws(InterchangeError) -> [Event] {
    var events: [Event] = []
    for (number, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
      let words = line.split(maxSplits: 2) { $0 == " " || $0 == "\t" }
      guard words.count >= 2, let time = EventTime(words[0]) else {
        throw InterchangeError(
          file: file, line: number + 1, expected: "a time, a commit and its subject", found: excerpt(line),
          remedy: "Make the file with git log --format='%cI %h %s'.")
      }
      events.append(event(time, hash: words[1], subject: words.count > 2 ? String(words[2]) : ""))
    }
    return events
  }

  private static func event(_ time: EventTime, hash: Substring, subject: String) -> Event {
    Event(
      unixNanoseconds: time.unixNanoseconds, kind: "commit",
      text: subject.isEmpty ? String(hash.prefix(10)) : "\(hash.prefix(10)) \(subject)")
  }
}
