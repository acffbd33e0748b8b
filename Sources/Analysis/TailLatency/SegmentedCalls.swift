import Measurements

/// The calls of a group, each split into parts that add up, in µs.
///
/// Parts of different clocks are combined as durations only. A part counts when nine in ten calls carry it;
/// calls without one of the parts are left out and counted. What is left of a call is a part itself and may be
/// negative, which tells of clocks that disagree.
struct SegmentedCalls: Sendable {
  /// The calls, run after run in the order of time.
  private(set) var calls: [Invocation] = []
  /// Configuration of each call, from 0.
  private(set) var configuration: [Int] = []
  /// Cluster of each call, from 0: its batch, or a stretch of time.
  private(set) var cluster: [Int] = []
  /// Whether the platform refused a call of the same batch, or one of the three before or after.
  private(set) var isNearRefused: [Bool] = []
  /// Run of each cluster.
  private(set) var runOfCluster: [Int] = []
  /// Whether each cluster is the first of its run.
  private(set) var isFirstOfRun: [Bool] = []
  /// Whether clusters are recorded batches.
  private(set) var hasBatches = true
  /// The parts, in the order in which they happen.
  let segments: [CallSegment]
  /// Times of each part, by call.
  private(set) var times: [[Double]]
  /// Calls that lack one of the parts.
  private(set) var incomplete = 0
  let metric: Metric
  let configurationCount: Int

  var count: Int { calls.count }
  var clusterCount: Int { runOfCluster.count }
  /// Calls in a stretch of time that stands for a batch.
  private static let stretch = 20

  init(_ runs: [Run], metric: Metric) {
    self.metric = metric
    let refused = runs.map { Self.nearRefused($0.invocations) }
    let usable = runs.map { run in
      run.invocations.filter { $0.status == .ok && metric.microseconds(of: $0) != nil }
    }
    let split = CallSplit(usable.flatMap { $0 }, metric: metric)
    segments = split.segments
    times = segments.map { _ in [] }
    configurationCount = Set(runs.map(\.configuration)).count
    var configurations: [Configuration: Int] = [:]
    for (index, run) in runs.enumerated() {
      let known = configurations.count
      let configuration = configurations[run.configuration, default: known]
      configurations[run.configuration] = configuration
      add(usable[index], run: index, configuration: configuration, split, refused[index])
    }
  }

  private mutating func add(
    _ usable: [Invocation], run: Int, configuration: Int, _ split: CallSplit, _ refused: Set<Invocation>
  ) {
    var kept: [(call: Invocation, parts: [Double])] = []
    for call in usable {
      if let parts = split.parts(of: call) { kept.append((call, parts)) } else { incomplete += 1 }
    }
    let isTimed = kept.allSatisfy { $0.call.sentUnixNanoseconds != nil }
    let ordered = kept.enumerated().sorted { left, right in
      let (a, b) = (left.element.call, right.element.call)
      let first = isTimed ? a.sentUnixNanoseconds : a.sequence
      let second = isTimed ? b.sentUnixNanoseconds : b.sequence
      return (first ?? 0, left.offset) < (second ?? 0, right.offset)
    }.map(\.element)
    let batches = ordered.map(\.call.batch)
    let distinct = Set(batches)
    let isBatched = !distinct.contains(nil) && 2 * distinct.count <= ordered.count
    hasBatches = hasBatches && isBatched
    var clusterOf: [Int: Int] = [:]
    for (position, entry) in ordered.enumerated() {
      let key = isBatched ? entry.call.batch ?? 0 : position / Self.stretch
      if clusterOf[key] == nil {
        clusterOf[key] = runOfCluster.count
        isFirstOfRun.append(clusterOf.count == 1)
        runOfCluster.append(run)
      }
      cluster.append(clusterOf[key] ?? 0)
      calls.append(entry.call)
      isNearRefused.append(refused.contains(entry.call))
      self.configuration.append(configuration)
      for index in segments.indices { times[index].append(entry.parts[index]) }
    }
  }

  /// The calls that were sent together with refused ones, or next to them.
  private static func nearRefused(_ calls: [Invocation]) -> Set<Invocation> {
    guard calls.contains(where: { $0.status == .throttled }) else { return [] }
    let ordered = calls.sorted {
      ($0.sentUnixNanoseconds ?? $0.sequence ?? 0) < ($1.sentUnixNanoseconds ?? $1.sequence ?? 0)
    }
    let batches = Set(ordered.filter { $0.status == .throttled }.compactMap(\.batch))
    let sizes = Dictionary(ordered.compactMap(\.batch).map { ($0, 1) }, uniquingKeysWith: +)
    var near: Set<Invocation> = []
    for (position, call) in ordered.enumerated() {
      if let batch = call.batch, sizes[batch, default: 0] > 1 {
        if batches.contains(batch) { near.insert(call) }
      } else if call.status == .throttled {
        near.formUnion(ordered[max(0, position - 3)..<min(ordered.count, position + 4)])
      }
    }
    return near
  }

  /// The whole of each call.
  var totals: [Double] { (0..<count).map { call in times.reduce(0) { $0 + $1[call] } } }

  /// The sum of some parts by call; `nil` when none of them is known.
  func sum(_ wanted: [CallSegment]) -> [Double]? {
    let indices = segments.indices.filter { wanted.contains(segments[$0]) }
    if indices.isEmpty { return nil }
    return (0..<count).map { call in indices.reduce(0) { $0 + times[$1][call] } }
  }

  /// Positions of the calls of each cluster.
  var members: [[Int]] {
    var members = [[Int]](repeating: [], count: clusterCount)
    for (call, cluster) in cluster.enumerated() { members[cluster].append(call) }
    return members
  }
}

/// Splits a call into the parts that are known for most calls of a group.
struct CallSplit: Sendable {
  let segments: [CallSegment]
  private let metric: Metric
  private let measured: Set<CallSegment>
  private let insideIsFunction: Bool
  private let hasInside: Bool
  private let hasBoth: Bool
  private let initIsInside: Bool
  private let hasReply: Bool

  /// Share of the calls that must carry a part.
  private static let enough = 0.9
  /// The parts of the handler that functions measure themselves.
  private static let inner: [CallSegment] = [.download, .compute, .upload]

  init(_ calls: [Invocation], metric: Metric) {
    self.metric = metric
    func isKnown(_ duration: (Invocation) -> Int?) -> Bool {
      let known = calls.reduce(0) { $0 + (duration($1) == nil ? 0 : 1) }
      return known > 0 && Double(known) >= Self.enough * Double(calls.count)
    }
    var measured: Set<CallSegment> = []
    let direct: [(CallSegment, (Invocation) -> Int?)] = [
      (.nameResolution, { $0.dnsMicroseconds }), (.connection, { $0.connectMicroseconds }),
      (.handshake, { $0.tlsMicroseconds }), (.queue, { $0.queueMicroseconds }),
      (.lateness, Self.lateness),
    ]
    if metric == .client {
      for (segment, duration) in direct where isKnown(duration) { measured.insert(segment) }
      // Only new sandboxes are initialised: a warm call without the part took none.
      if isKnown({ $0.initMicroseconds ?? ($0.start == .warm ? 0 : nil) }),
        calls.contains(where: { ($0.initMicroseconds ?? 0) > 0 })
      {
        measured.insert(.initialisation)
      }
    }
    let hasFunction = isKnown { $0.functionMicroseconds }
    let hasProvider = isKnown { $0.providerMicroseconds }
    let inner: [(CallSegment, (Invocation) -> Int?)] = [
      (.download, { $0.downloadMicroseconds }), (.compute, { $0.computeMicroseconds }),
      (.upload, { $0.uploadMicroseconds }),
    ]
    if metric != .initialisation {
      for (segment, duration) in inner where isKnown(duration) { measured.insert(segment) }
    }
    let hasBoth = hasFunction && hasProvider && metric != .function
    let hasInside = metric == .client ? hasFunction || hasProvider : metric != .initialisation
    hasReply =
      metric == .client && isKnown { $0.firstByteMicroseconds } && !Self.firstByteIsEarly(calls)
    insideIsFunction = metric == .function || (metric == .client && hasFunction && !hasBoth)
    self.hasBoth = hasBoth
    self.hasInside = hasInside
    self.measured = measured
    initIsInside =
      hasInside && measured.contains(.initialisation)
      && Self.containsInit(calls, usesFunction: insideIsFunction)
    var present = measured
    if metric == .initialisation { present.insert(.initialisation) }
    if metric == .client { present.insert(.gateway) }
    if hasBoth { present.insert(.runtime) }
    if hasInside { present.insert(.function) }
    if hasReply { present.insert(.reply) }
    segments = CallSegment.allCases.filter(present.contains)
  }

  private static func lateness(_ call: Invocation) -> Int? {
    if let measured = call.responseLatenessMicroseconds { return measured }
    guard let sent = call.sentUnixNanoseconds, let scheduled = call.scheduledUnixNanoseconds else {
      return nil
    }
    return (sent - scheduled) / 1000
  }

  /// Whether the time inside holds initialisation: then it alone, not both together, fits into the client's time.
  private static func containsInit(_ calls: [Invocation], usesFunction: Bool) -> Bool {
    var both = 0
    var alone = 0
    for call in calls {
      guard let start = call.initMicroseconds, start > 0, let client = call.clientMicroseconds,
        let inside = usesFunction ? call.functionMicroseconds : call.providerMicroseconds
      else { continue }
      if inside + start > client { alone += 1 } else { both += 1 }
    }
    return alone > both
  }

  /// Whether what is called the first byte comes, mostly, before the function can have answered, as when a client
  /// counts the first byte that it sent.
  private static func firstByteIsEarly(_ calls: [Invocation]) -> Bool {
    let early = calls.count { call in
      guard let first = call.firstByteMicroseconds else { return false }
      let before = (call.dnsMicroseconds ?? 0) + (call.connectMicroseconds ?? 0) + (call.tlsMicroseconds ?? 0)
      return first - before < max(call.functionMicroseconds ?? 0, call.providerMicroseconds ?? 0, 1)
    }
    return 2 * early > calls.count
  }

  /// The parts in µs, or `nil` when one is missing.
  func parts(of call: Invocation) -> [Double]? {
    guard let whole = metric.microseconds(of: call) else { return nil }
    var parts: [CallSegment: Int] = [:]
    for segment in measured {
      guard let time = duration(segment, call) else { return nil }
      parts[segment] = time
    }
    var rest = whole
    for segment in CallSegment.clientSide + [.queue] { rest -= parts[segment] ?? 0 }
    if hasReply {
      guard let first = call.firstByteMicroseconds else { return nil }
      parts[.reply] = whole - first
      rest -= whole - first
    }
    let start = parts[.initialisation] ?? 0
    if metric == .initialisation { return [Double(whole)] }
    if !initIsInside { rest -= start }
    if hasInside {
      guard var inside = insideIsFunction ? call.functionMicroseconds : outer(call) else { return nil }
      rest -= inside
      if initIsInside { inside -= start }
      if hasBoth {
        guard let handler = call.functionMicroseconds else { return nil }
        parts[.runtime] = inside - handler
        inside = handler
      }
      parts[.function] = Self.inner.reduce(inside) { $0 - (parts[$1] ?? 0) }
    } else {
      for segment in Self.inner { rest -= parts[segment] ?? 0 }
    }
    if metric == .client { parts[.gateway] = rest }
    return segments.map { Double(parts[$0] ?? 0) }
  }

  private func outer(_ call: Invocation) -> Int? {
    metric == .client || metric == .provider ? call.providerMicroseconds : metric.microseconds(of: call)
  }

  private func duration(_ segment: CallSegment, _ call: Invocation) -> Int? {
    switch segment {
    case .lateness: Self.lateness(call)
    case .nameResolution: call.dnsMicroseconds
    case .connection: call.connectMicroseconds
    case .handshake: call.tlsMicroseconds
    case .queue: call.queueMicroseconds
    case .initialisation: call.initMicroseconds ?? (call.start == .warm ? 0 : nil)
    case .download: call.downloadMicroseconds
    case .compute: call.computeMicroseconds
    case .upload: call.uploadMicroseconds
    case .gateway, .runtime, .function, .reply: nil
    }
  }
}
