/// What was held fixed while a run was measured: the factors of the experiment.
///
/// Every factor may be `nil`, which means "not known" or "does not apply", never zero.
/// The field names of the published schema are in ``Configuration/fields``.
public struct Configuration: Hashable, Sendable {
  /// Platform that ran the function, such as `local`, `http` or `aws`.
  public var platform: String?
  /// Region or location of the platform.
  public var region: String?
  /// Name of the deployed function, or its address.
  public var function: String?
  /// Benchmark that the function implements, such as `311.compression`.
  public var benchmark: String?
  /// Version of the workload's code and inputs.
  public var workloadVersion: String?
  /// Programming language of the function.
  public var language: String?
  /// Runtime as the platform names it, such as `python3.11`.
  public var runtime: String?
  /// Exact version of the runtime.
  public var runtimeVersion: String?
  /// Processor architecture, such as `x86_64` or `arm64`.
  public var architecture: String?
  /// Memory size in MB (the platform's own unit; 1024 MB are billed as 1 GB).
  public var memoryMB: Int?
  /// Virtual processors.
  public var vcpu: Double?
  /// How the code is packaged.
  public var package: PackageKind?
  /// What starts an invocation.
  public var trigger: Trigger?
  /// Size of the generated input: `test`, `small` or `large`, or the author's own word.
  public var inputSize: String?
  /// Invocations in flight at the same time.
  public var concurrency: Int?
  /// Law of arrivals.
  public var arrival: Arrival?
  /// Arrivals per second of an open law.
  public var arrivalRatePerSecond: Double?
  /// State in which the experiment wants the function.
  public var expectedStart: ExpectedStart?
  /// How the experiment fires its batches.
  public var pattern: InvocationPattern?
  /// How strongly the platform separates functions, such as `process` or `process+cgroup`.
  public var isolation: String?

  /// Creates a configuration in which nothing is known yet.
  public init() {}
}

/// How the code of a function is packaged.
public enum PackageKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// An archive of files.
  case zip
  /// A container image.
  case image
}

/// What starts an invocation.
public enum Trigger: String, Codable, CaseIterable, Hashable, Sendable {
  /// A request over HTTP.
  case http
  /// A call through the platform's own interface.
  case sdk
  /// A change in an object store.
  case storage
  /// A message in a queue.
  case queue
  /// A schedule.
  case timer
  /// A step of a workflow.
  case workflow
}

/// Law by which invocations arrive.
public enum Arrival: String, Codable, CaseIterable, Hashable, Sendable {
  /// The next invocation waits for an earlier one to end.
  case closed
  /// Invocations are sent by schedule, whatever became of earlier ones.
  case open
}

/// State in which an experiment wants the function to be when it is called.
public enum ExpectedStart: String, Codable, CaseIterable, Hashable, Sendable {
  /// A new sandbox.
  case cold
  /// A sandbox that has served before.
  case warm
  /// Either; what happened is recorded with each invocation.
  case any
}

/// How an experiment fires its invocations.
public enum InvocationPattern: String, Codable, CaseIterable, Hashable, Sendable {
  /// Batches of concurrent calls, each to a new sandbox; warm ones are not kept.
  case cold
  /// Batches of concurrent calls to warm sandboxes; cold ones are not kept.
  case warm
  /// Batches of concurrent calls after a forced cold start; whatever comes is kept.
  case burst
  /// One call at a time.
  case sequential
}
