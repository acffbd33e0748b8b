/// What is counted and charged for.
public enum Meter: String, Codable, CaseIterable, Hashable, Sendable {
  /// 1024 MB of memory for a second.
  case memory = "memory_gb_seconds"
  /// A processor of 1 GHz for a second.
  case clockRate = "processor_ghz_seconds"
  /// A virtual processor for a second.
  case virtualProcessors = "processor_vcpu_seconds"
  /// A millisecond of processor time.
  case processorTime = "processor_ms"
  /// A call.
  case requests
  /// 1024 MB of temporary storage for a second.
  case ephemeralStorage = "ephemeral_storage_gb_seconds"
  /// 1024 MB of sandboxes kept ready for a second, used or not.
  case provisioned = "provisioned_gb_seconds"
  /// 1024 MB for a second of execution in a sandbox that was kept ready.
  case provisionedExecution = "provisioned_execution_gb_seconds"
  /// A step of a workflow.
  case transitions
  /// A step of a workflow that calls something outside of the provider.
  case externalTransitions = "external_transitions"
  /// Writing or listing objects.
  case storageWrites = "storage_writes"
  /// Reading an object.
  case storageReads = "storage_reads"
  /// 1024³ bytes sent to the Internet.
  case egress = "egress_gb"

  /// The meters that a call's computing runs on.
  public static let compute: [Meter] = [.memory, .clockRate, .virtualProcessors, .processorTime]

  /// Line of the bill on which it stands.
  public var line: BillLine.Kind {
    switch self {
    case .memory, .clockRate, .virtualProcessors, .processorTime: .compute
    case .requests: .requests
    case .ephemeralStorage: .storage
    case .provisioned, .provisionedExecution: .provisioned
    case .transitions, .externalTransitions: .transitions
    case .storageWrites, .storageReads: .storageOperations
    case .egress: .egress
    }
  }

  /// The unit for people.
  public var unit: String {
    switch self {
    case .memory, .ephemeralStorage, .provisioned, .provisionedExecution: "GB-seconds"
    case .clockRate: "GHz-seconds"
    case .virtualProcessors: "vCPU-seconds"
    case .processorTime: "ms of processor time"
    case .requests: "requests"
    case .transitions: "transitions"
    case .externalTransitions: "external transitions"
    case .storageWrites: "writes"
    case .storageReads: "reads"
    case .egress: "GB sent"
    }
  }

  /// Whole counts that make a unit, so that usage adds up exactly: MB·ms of a GB-second, thousandths of a GHz or
  /// of a virtual processor times ms, bytes of a GB, millionths of a step or an operation, which calls may share.
  var countsPerUnit: Int128 {
    switch self {
    case .memory, .ephemeralStorage, .provisioned, .provisionedExecution: 1_024_000
    case .clockRate, .virtualProcessors: 1_000_000
    case .egress: 1_073_741_824
    case .transitions, .externalTransitions, .storageWrites, .storageReads: 1_000_000
    case .processorTime, .requests: 1
    }
  }
}
