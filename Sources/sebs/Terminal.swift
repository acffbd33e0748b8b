import Experiments
import Foundation
import Synchronization

/// Messages for people go to standard error, data to standard output.
enum Terminal {
  /// Whether standard error is a terminal that a line can be redrawn on.
  static let isInteractive = isatty(FileHandle.standardError.fileDescriptor) == 1

  /// A message for people.
  static func say(_ text: String) { write(text + "\n", to: .standardError) }

  /// A line that the next one takes the place of, where somebody watches.
  static func redraw(_ text: String) {
    if isInteractive { write("\r\u{1B}[K" + text, to: .standardError) }
  }

  /// Data.
  static func output(_ text: String) { write(text, to: .standardOutput) }

  /// A value as JSON with sorted keys.
  static func outputJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    output(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
  }

  /// A value as JSON with sorted keys on a line of its own.
  static func outputLine(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    output(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
  }

  /// Rows of text in aligned columns; the first row is the heading.
  static func table(_ rows: [[String]], numeric: Set<Int> = []) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return numeric.contains(column) ? padding + cell : cell + padding
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }

  private static func write(_ text: String, to handle: FileHandle) {
    // A closed pipe is the reader's decision, not an error of ours.
    try? handle.write(contentsOf: Data(text.utf8))
  }
}

/// Shows how far an experiment has come: one line that is redrawn, or a line now and then in a log.
final class ProgressLine: Sendable {
  private let state = Mutex(State())

  private struct State {
    var lastSecond = -10.0
    var isDrawn = false
    var width = 0
  }

  /// Shows the state; cheap enough to be called after every batch.
  func show(_ progress: ExperimentProgress) {
    let text = Self.text(progress)
    state.withLock { state in
      if Terminal.isInteractive {
        let padding = String(repeating: " ", count: max(0, state.width - text.count))
        FileHandle.standardError.write(Data("\r\(text)\(padding)".utf8))
        state.isDrawn = true
        state.width = text.count
      } else if progress.phase != .measuring || progress.elapsedSeconds - state.lastSecond >= 10 {
        state.lastSecond = progress.elapsedSeconds
        Terminal.say(text)
      }
    }
  }

  /// Ends the line.
  func finish() {
    state.withLock { state in
      if state.isDrawn { FileHandle.standardError.write(Data("\n".utf8)) }
      state.isDrawn = false
    }
  }

  private static func text(_ progress: ExperimentProgress) -> String {
    switch progress.phase {
    case .packaging: return "Building the function's package"
    case .deploying: return "Deploying"
    case .finished: return "Measured \(progress.keptCalls) calls in \(clock(progress.elapsedSeconds))"
    case .measuring:
      let left = progress.remainingSeconds.map { "at most \(clock($0)) left" } ?? "estimating the time left"
      return
        "\(progress.run ?? "") · \(progress.keptCalls) of at most \(progress.plannedCalls) calls · "
        + "\(progress.finishedRuns) of \(progress.totalRuns) runs done · \(clock(progress.elapsedSeconds)), \(left)"
    }
  }

  static func clock(_ seconds: Double) -> String {
    let whole = Int(max(0, seconds).rounded())
    return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }
}
