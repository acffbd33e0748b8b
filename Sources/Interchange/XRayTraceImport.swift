import Measurements

/// Reads traces of AWS X-Ray: as `aws xray batch-get-traces` gives them, as a list, or listed by memory size.
///
/// A call is a function's pair of segments: that of the service (`AWS::Lambda`) and that of the function
/// (`AWS::Lambda::Function`). The service's length becomes `client_us`, what passes before the initialisation, or
/// before a warm function begins, `queue_us`, the subsegments `init_us`, `function_us` and the measurement
/// `overhead`. A call is cold when its trace has an initialisation.
enum XRayTraceImport {
  private static let remedy = "A trace is an object with Id and Segments, as X-Ray gives it."

  /// Whether an item of a list is a trace, or a memory size with its traces.
  static func isItem(_ value: JSONValue) -> Bool { value["Segments"] != nil || value["traces"] != nil }

  static func read(_ sources: [SourceFile]) throws(InterchangeError) -> ImportResult {
    var listings = Listings()
    for source in sources { try list(source.json(), file: source.name, into: &listings) }
    var omitted = Omitted()
    var runs = RunTable()
    for (trace, sizes) in zip(listings.traces, listings.sizes) {
      let memory = sizes.count == 1 ? sizes.first ?? nil : nil
      for call in try XRayCall.calls(of: trace.value, file: trace.file, &omitted) {
        var configuration = Configuration()
        configuration.platform = "aws"
        configuration.function = call.function
        configuration.memoryMB = memory
        let id = RunTable.id([call.function, memory.map(String.init)])
        runs.add(try call.record(run: id, trace: trace.id, &omitted), configuration)
      }
    }
    runs.sortBySending()
    var campaign = Importer.importedCampaign(title: "Traces of X-Ray", sources)
    campaign.notices =
      [
        "client_us is the length of the service's segment, as the platform saw it; the way from and to the client is not in it."
      ] + listings.notices + omitted.notices
    return ImportResult(
      dataSet: DataSet(campaign: campaign, runs: runs.runs), warnings: campaign.notices)
  }

  private static func list(
    _ root: JSONValue, file: String, into listings: inout Listings
  ) throws(InterchangeError) {
    guard let items = root["Traces"]?.items ?? root.items else {
      throw root.error("a list of traces", file: file, remedy: remedy)
    }
    for item in items {
      guard let group = item["traces"] else {
        try listings.add(item, memoryMB: nil, file: file)
        continue
      }
      guard let traces = group.items else {
        throw group.error("a list of traces", file: file, remedy: remedy)
      }
      let size = try item.integer("memorySize", file: file)
      guard size.map({ $0 > 0 }) ?? true else {
        throw item.error("a memory size in MB, at least 1", file: file, remedy: "Repair the memory size.")
      }
      for trace in traces { try listings.add(trace, memoryMB: size, file: file) }
    }
  }

  /// Traces by their identifier, with the memory sizes under which they are listed.
  private struct Listings {
    private(set) var traces: [(id: String, value: JSONValue, file: String)] = []
    private(set) var sizes: [Set<Int?>] = []
    private var positions: [String: Int] = [:]
    private var repeated = 0

    mutating func add(_ value: JSONValue, memoryMB: Int?, file: String) throws(InterchangeError) {
      guard let id = value["Id"]?.string, value["Segments"]?.items != nil else {
        throw value.error("a trace with Id and a list Segments", file: file, remedy: remedy)
      }
      if let position = positions[id] {
        sizes[position].insert(memoryMB)
        repeated += 1
        return
      }
      positions[id] = traces.count
      traces.append((id, value, file))
      sizes.append([memoryMB])
    }

    var notices: [String] {
      var notices: [String] = []
      let ambiguous = sizes.count { $0.count > 1 }
      if repeated > 0 {
        notices.append("Repetitions of a trace, left out: \(repeated); different traces: \(traces.count).")
      }
      if ambiguous > 0 {
        notices.append(
          "Traces that are listed under several memory sizes, so that their size is not known: \(ambiguous).")
      }
      return notices
    }
  }

  /// What was not taken over, by reason.
  struct Omitted {
    var unfinished = 0
    var unpaired = 0
    var otherSegments = 0
    var clocks = 0

    var notices: [String] {
      [
        ("Segments that had not ended, left out", unfinished),
        ("Segments of further calls of a function in one trace, left out", unpaired),
        ("Segments of other services, left out", otherSegments),
        ("Calls that begin before the service has them, so that their waiting is not known", clocks),
      ].compactMap { $0.1 > 0 ? "\($0.0): \($0.1)." : nil }
    }
  }
}
