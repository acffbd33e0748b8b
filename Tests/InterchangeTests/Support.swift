import Foundation
import Interchange
import Measurements

/// Bytes of a file among the fixtures.
func fixture(_ path: String) throws -> (name: String, bytes: [UInt8]) {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let file = root.appending(path: "fixtures").appending(path: path)
  return (file.lastPathComponent, Array(try Data(contentsOf: file)))
}

func read(_ text: String, name: String = "file") throws -> ImportResult {
  try Importer.read(files: [(name, Array(text.utf8))])
}

/// Message of the error that reading a text gives; `nil` when it can be read.
func message(_ text: String) -> String? {
  do {
    _ = try read(text)
    return nil
  } catch {
    return "\(error)"
  }
}

let campaignLine = #"{"kind":"campaign","schema":"sebs/1","id":"c","title":"","experiment":"import"}"# + "\n"
let runLine = #"{"kind":"run","run_id":"r"}"# + "\n"

/// A small generator with a fixed seed (SplitMix64, Steele et al. 2014).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Random data sets with every field, hostile texts and numbers of all sizes.
struct RandomData {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(state: seed) }

  mutating func text() -> String {
    let pieces = [
      "a", "Ω", "µs", "\"", "\\", ",", ";", "\n", "\r\n", "\t", "'", "😀", "e\u{301}", " ", ".", "%", "\u{1}",
      "\u{2028}", "0", "-",
    ]
    return (0..<Int.random(in: 0...6, using: &generator)).map { _ in
      pieces.randomElement(using: &generator) ?? ""
    }.joined()
  }

  mutating func integer(minimum: Int?) -> Int {
    let candidates = [0, 1, 7, 1 << 20, 1_700_000_000_123_456_789, Int.max]
    let drawn = candidates.randomElement(using: &generator) ?? 0
    guard let minimum else { return Bool.random(using: &generator) ? Int.min : -drawn }
    return max(minimum, drawn)
  }

  mutating func real() -> Double {
    let candidates = [
      0, 0.1, 1e300, Double.leastNonzeroMagnitude, 1.0 / 3, 12345.678, 1e16, 9_007_199_254_740_992,
    ]
    return Bool.random(using: &generator)
      ? candidates.randomElement(using: &generator) ?? 0 : Double.random(in: 0..<1e6, using: &generator)
  }

  mutating func fill<Root>(_ record: inout Root, _ fields: [Field<Root>]) {
    for field in fields where field.name == "status" || Bool.random(using: &generator) {
      let value: FieldValue
      switch field.access {
      case .integer(_, let minimum): value = .integer(integer(minimum: minimum))
      case .real: value = .real(real())
      case .text: value = .text(text())
      case .choice(_, let words): value = .text(words.randomElement(using: &generator) ?? "")
      }
      precondition(field.store(value, in: &record) == nil)
    }
  }

  mutating func invocation(run: String, number: Int) -> Invocation {
    var record = Invocation(runID: run)
    fill(&record, Invocation.fields)
    record.requestID = record.requestID.map { $0 + "\(number)" }
    // Instants that contradict each other would be refused, so they are drawn in order.
    let sent = 1_700_000_000_000_000_000 + number
    if record.scheduledUnixNanoseconds != nil { record.scheduledUnixNanoseconds = sent - 5 }
    if record.sentUnixNanoseconds != nil { record.sentUnixNanoseconds = sent }
    if record.doneUnixNanoseconds != nil { record.doneUnixNanoseconds = sent + 9 }
    for _ in 0..<Int.random(in: 0...2, using: &generator) {
      record.measurements["name" + text()] = Measurement(value: -real(), unit: text())
    }
    return record
  }

  mutating func dataSet() -> DataSet {
    var campaign = Campaign(id: "campaign" + text(), title: text(), experiment: text())
    campaign.createdUnixNanoseconds = 1_700_000_000_000_000_000
    campaign.seed = UInt64.max
    campaign.command = [text(), text()]
    campaign.planJSON = "{\"a\": 1}"
    campaign.environment = ["machine": text(), text(): "value"]
    campaign.notices = [text()]
    campaign.sources = [Source(name: text(), format: text(), sha256: "00")]
    campaign.ending = Bool.random(using: &generator) ? nil : text()
    var runs: [Run] = []
    for number in 0..<3 {
      var run = Run(id: "run \(number)" + text(), configuration: Configuration())
      fill(&run.configuration, Configuration.fields)
      if Bool.random(using: &generator) { run.discarded = ["warm-up " + text(): 3] }
      run.invocations = (0..<8).map { invocation(run: run.id, number: $0) }
      runs.append(run)
    }
    return DataSet(campaign: campaign, runs: runs)
  }
}
