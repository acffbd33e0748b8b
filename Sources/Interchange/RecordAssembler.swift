import Measurements

/// Takes violations; throws to stop at the first.
typealias ViolationReport = (Violation) throws(InterchangeError) -> Void

/// Puts runs and invocations of the native formats together and checks what concerns several of them.
struct RecordAssembler {
  private(set) var runs: [Run] = []
  private var positionOfRun: [String: Int] = [:]
  private var requestIDs: [Set<String>] = []
  private let keepsRecords: Bool
  private let report: ViolationReport

  /// - Parameter keepsRecords: `false` to check a file without holding its invocations in memory.
  init(keepsRecords: Bool, report: @escaping ViolationReport) {
    self.keepsRecords = keepsRecords
    self.report = report
  }

  func configuration(ofRun id: String) -> Configuration? { positionOfRun[id].map { runs[$0].configuration } }

  mutating func add(_ run: Run, line: Int) throws(InterchangeError) {
    guard positionOfRun[run.id] == nil else {
      return try report(
        Violation(
          .error, line: line, field: "run_id", expected: "every run once", found: "\(excerpt(run.id)) again"))
    }
    positionOfRun[run.id] = runs.count
    runs.append(run)
    requestIDs.append([])
  }

  mutating func add(_ record: Invocation, line: Int) throws(InterchangeError) {
    for doubt in record.implausibilities {
      try report(
        Violation(
          doubt.severity, line: line, field: doubt.field, expected: doubt.expected, found: doubt.found))
    }
    guard let position = positionOfRun[record.runID] else {
      return try report(
        Violation(
          .error, line: line, field: "run_id", expected: "a run that an earlier line describes",
          found: excerpt(record.runID)))
    }
    if let requestID = record.requestID, !requestIDs[position].insert(requestID).inserted {
      try report(
        Violation(
          .error, line: line, field: "request_id", expected: "every request once in a run",
          found: "\(excerpt(requestID)) again"))
    }
    if keepsRecords { runs[position].invocations.append(record) }
  }
}

/// The fields of a record with what is needed to find them by name.
struct FieldTable<Root> {
  let fields: [Field<Root>]
  private let names: [(name: String, length: Int)]

  init(_ fields: [Field<Root>]) {
    self.fields = fields
    names = fields.map { ($0.name, $0.name.utf8.count) }
  }

  /// Position of a field; looks first at `hint`, since files keep the order of the table.
  func position(of name: String, hint: Int) -> Int? {
    let length = name.utf8.count
    for position in names.indices {
      let shifted = position + hint < names.count ? position + hint : position + hint - names.count
      if names[shifted].length == length, names[shifted].name == name { return shifted }
    }
    return nil
  }
}

extension FieldValue {
  /// The value for messages.
  var summary: String {
    switch self {
    case .integer(let number): "\(number)"
    case .real(let number): shortestText(number)
    case .text(let text): excerpt(text)
    }
  }
}
