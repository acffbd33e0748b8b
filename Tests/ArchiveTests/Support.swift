import Foundation
import Measurements

/// A folder that is removed with its owner.
final class ScratchFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "sebs-archive-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Path of a file in the folder.
  func file(_ name: String = "store.sqlite") -> String { path + "/" + name }
}

/// A record with a value in every field.
func fullRecord(run: String, sequence: Int) -> Invocation {
  var record = Invocation(runID: run)
  for (number, field) in Invocation.fields.enumerated() {
    let value: FieldValue
    switch field.access {
    case .integer: value = .integer(field.name == "sequence" ? sequence : number * 1_000_003 + sequence)
    case .real: value = .real(Double(number) / 3)
    case .text: value = .text("text µ \(number) '\"\n")
    case .choice(_, let words): value = .text(words[number % words.count])
    }
    _ = field.store(value, in: &record)
  }
  record.measurements = [
    "load": Measurement(value: 0.1, unit: "1"), "a.b": Measurement(value: -5, unit: "MB"),
  ]
  return record
}

/// A record such as an import has.
func smallRecord(run: String, batch: Int, sequence: Int) -> Invocation {
  var record = Invocation(runID: run)
  record.batch = batch
  record.sequence = sequence
  record.initMicroseconds = 80_000 + sequence % 1000
  record.start = .cold
  record.startEvidence = "the platform reported an initialisation"
  record.scheduledUnixNanoseconds = 1_767_276_000_000_000_000
  record.measurements = [
    "day_average_duration": Measurement(value: 12.5, unit: "ms"),
    "day_average_memory_used": Measurement(value: 94, unit: "MB"),
  ]
  return record
}
