import Measurements

/// Which columns a tool records, by the name of the open format.
enum Columns {
  /// A choice as tools make it: always the client time, the rest in groups that come together.
  static func draw(_ scenario: LatencyScenario, _ draws: inout Draws) -> [String] {
    var columns: Set = ["client_us"]
    func add(_ names: [String], _ probability: Double, _ draws: inout Draws) {
      if draws.chance(probability) { columns.formUnion(names) }
    }
    if scenario.load.batchSize > 1 { add(["batch"], 0.9, &draws) }
    add(["sequence"], 0.7, &draws)
    add(["sent_unix_ns", "done_unix_ns"], 0.85, &draws)
    if scenario.load.arrival == .open {
      add(["scheduled_unix_ns", "sent_unix_ns", "response_lateness_us"], 0.7, &draws)
    }
    add(["request_id"], 0.5, &draws)
    add(["dns_us", "connect_us", "tls_us", "first_byte_us"], 0.5, &draws)
    add(["provider_us", "billed_ms"], 0.6, &draws)
    add(["function_us"], 0.5, &draws)
    add(["start", "start_evidence"], 0.8, &draws)
    add(["init_us"], 0.5, &draws)
    add(["queue_us"], 0.25, &draws)
    add(["download_us", "compute_us", "upload_us"], 0.35, &draws)
    add(["container_id"], 0.5, &draws)
    add(["host_id", "cpu_model"], 0.25, &draws)
    add([LatencyScenario.attemptsColumn], 0.2, &draws)
    return columns.sorted()
  }

  /// The columns with those that tell a cause, and without those that would tell more than its name says.
  static func telling(_ planting: Planting, among chosen: Set<String>, _ draws: inout Draws) -> [String] {
    var columns = chosen
    switch planting.cause {
    case .coldStart:
      columns.insert("start")
      columns.subtract(["init_us", "queue_us"])
    case .sandboxCreation:
      columns.formUnion(["start", "init_us"])
      columns.insert(draws.chance(0.7) ? "queue_us" : "provider_us")
    case .runtimeInit: columns.formUnion(["start", "init_us"])
    case .clientConnection:
      columns.formUnion(
        draws.chance(0.8) ? ["dns_us", "connect_us", "tls_us"] : [connectionColumn(planting)])
    case .throttling:
      // Refusals tell of calls that were retried only where both gather, so single retries must be counted.
      if planting.placement == .scattered || draws.chance(0.6) {
        columns.insert(LatencyScenario.attemptsColumn)
      }
      if !columns.contains(LatencyScenario.attemptsColumn) {
        columns.formUnion(["batch", "sequence", "sent_unix_ns", "done_unix_ns", "provider_us"])
      }
    case .noisyHost:
      columns.insert("host_id")
      columns.insert(draws.chance(0.5) ? "provider_us" : "function_us")
    case .processorQuota: columns.insert(draws.pick("provider_us", "function_us", "compute_us"))
    case .storage: columns.formUnion(["download_us", "compute_us", "upload_us"])
    case .clockError: columns.formUnion(["batch", "sequence", "sent_unix_ns", "done_unix_ns"])
    case .loadGenerator:
      columns.formUnion(
        draws.pick(["scheduled_unix_ns", "sent_unix_ns"], ["response_lateness_us"]))
    case .firstBatch: columns.formUnion(["batch", "sequence", "sent_unix_ns", "done_unix_ns"])
    }
    return columns.sorted()
  }

  private static func connectionColumn(_ planting: Planting) -> String {
    switch planting.segment {
    case .dns: "dns_us"
    case .tls: "tls_us"
    default: "connect_us"
    }
  }
}
