/// The benchmark functions that can be measured.
public struct WorkloadCatalogue: Sendable {
  /// All workloads, sorted by their identifier.
  public let workloads: [any Workload]

  /// The benchmarks that come with the tool.
  public static let standard = WorkloadCatalogue([
    DynamicHTML(), Compression(), GraphBreadthFirstSearch(),
  ])

  /// Creates a catalogue; of workloads with the same identifier the last one counts.
  public init(_ workloads: [any Workload]) {
    var byID: [String: any Workload] = [:]
    for workload in workloads { byID[workload.id] = workload }
    self.workloads = byID.values.sorted { $0.id < $1.id }
  }

  /// The workload with an identifier.
  ///
  /// - Throws: ``UnknownWorkload`` with the identifiers that exist.
  public func workload(_ id: String) throws(UnknownWorkload) -> any Workload {
    guard let found = workloads.first(where: { $0.id == id }) else {
      throw UnknownWorkload(id: id, known: workloads.map(\.id))
    }
    return found
  }

  /// Identifiers of the workloads that need no package index.
  public var selfContained: [String] { workloads.filter { !$0.needsPackageIndex }.map(\.id) }
}

/// A benchmark was asked for that does not exist.
public struct UnknownWorkload: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was asked for.
  public var id: String
  /// What exists.
  public var known: [String]

  /// Creates an error.
  public init(id: String, known: [String]) {
    self.id = id
    self.known = known
  }

  /// The whole message.
  public var description: String {
    "There is no benchmark \"\(id)\". Choose one of: \(known.joined(separator: ", "))."
  }
}
