import Measurements

extension LatencyScenario {
  /// Checks that the scenario can be simulated.
  ///
  /// - Throws: ``SimulationError`` with the first statement that makes no sense.
  public func validate() throws(SimulationError) {
    try require(Double(load.calls), "load.calls", 20...10_000_000)
    try require(Double(load.batchSize), "load.batch_size", 1...Double(load.calls))
    try require(load.gapMicroseconds, "load.gap_us", 0...1e12)
    for (segment, law) in segments.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try require(law.medianMicroseconds, "segments.\(segment.rawValue).median_us", 0...1e10)
      try require(law.spread, "segments.\(segment.rawValue).spread", 0...3)
      try require(law.fixedShare, "segments.\(segment.rawValue).fixed_share", 0...0.999)
    }
    if !segments.values.contains(where: { $0.medianMicroseconds > 0 }) {
      throw .contradiction(
        what: "No segment takes any time", remedy: "Give at least one of segments a median_us above 0.")
    }
    try require(effects.batch, "effects.batch", 0...3)
    try require(effects.batchCorrelation, "effects.batch_correlation", 0...0.999)
    try require(effects.sandbox, "effects.sandbox", 0...3)
    try require(effects.host, "effects.host", 0...3)
    try require(effects.drift, "effects.drift", -3...3)
    try require(Double(sandboxes.warm), "sandboxes.warm", 1...1_000_000)
    try require(Double(sandboxes.hosts), "sandboxes.hosts", 1...1_000_000)
    try require(Double(sandboxes.cpuModels), "sandboxes.cpu_models", 1...100)
    try require(sandboxes.coldShare, "sandboxes.cold_share", 0...1)
    try require(sandboxes.coldMicroseconds, "sandboxes.cold_us", 0...1e10)
    try require(failureShare, "failure_share", 0...0.5)
    try require(Double(resolutionMicroseconds), "resolution_us", 1...1_000_000)
    if let secondMode {
      try require(secondMode.share, "second_mode.share", 0...1)
      try require(secondMode.factor, "second_mode.factor", 0...1000)
    }
    let known = Set(Invocation.fields.map(\.name) + [Self.attemptsColumn])
    if let unknown = columns.first(where: { !known.contains($0) }) {
      throw .contradiction(
        what: "There is no column '\(unknown)'",
        remedy: "Columns are: \(known.sorted().joined(separator: ", ")).")
    }
    try planting?.validate(load)
  }
}

extension Planting {
  fileprivate func validate(_ load: LatencyScenario.Load) throws(SimulationError) {
    try require(share, "planting.share", 0.0001...0.5)
    try require(sizeMicroseconds, "planting.size_us", 1...1e10)
    try require(spread, "planting.spread", 0...3)
    try require(Double(episodes), "planting.episodes", 1...1_000_000)
    try require(creationShare, "planting.creation_share", 0...1)
    try require(refusedShare, "planting.refused_share", 0...1)
    try require(decay, "planting.decay", 0...1)
    let placements = Self.placements(of: cause)
    if !placements.contains(placement) {
      throw .contradiction(
        what: "The cause '\(cause.rawValue)' cannot be placed as '\(placement.rawValue)'",
        remedy: "Choose planting.placement from: \(placements.map(\.rawValue).joined(separator: ", ")).")
    }
    let segments = Self.segments(of: cause)
    if let segment, !segments.contains(segment) {
      throw .contradiction(
        what: "The cause '\(cause.rawValue)' does not lengthen '\(segment.rawValue)'",
        remedy: segments.isEmpty
          ? "Leave planting.segment out."
          : "Choose planting.segment from: \(segments.map(\.rawValue).joined(separator: ", ")).")
    }
    if cause == .loadGenerator, load.arrival == .closed {
      throw .contradiction(
        what: "Without a schedule no load generator is late", remedy: "Set load.arrival to open.")
    }
    if movesInstants, load.arrival == .open {
      throw .contradiction(
        what: "Instants that are set wrong would mix with the schedule",
        remedy: "Set load.arrival to closed, or planting.moves_instants to false.")
    }
  }
}

private func require(
  _ value: Double, _ parameter: String, _ range: ClosedRange<Double>
) throws(SimulationError) {
  if range.contains(value) { return }
  throw .outOfRange(
    parameter: parameter, value: value, range: "[\(plain(range.lowerBound)), \(plain(range.upperBound))]")
}

/// A bound as people write it.
private func plain(_ bound: Double) -> String {
  bound == bound.rounded() && abs(bound) < 1e15 ? "\(Int(bound))" : "\(bound)"
}
