/// A column of the open format: its published name, unit and meaning, and how to reach it in `Root`.
///
/// One table of fields drives every reader and writer, the database, the schema and the data dictionary,
/// so that they cannot disagree.
public struct Field<Root>: Sendable {
  /// Name in files, with the unit in it.
  public let name: String
  /// Unit: `µs`, `ns`, `ms`, `MB`, `GB·ms`, `USD`, `bytes`, `1/s`, or empty.
  public let unit: String
  /// What it means, one sentence.
  public let meaning: String
  /// Type and place.
  public let access: Access

  /// Type of a field and the key path to its value.
  public enum Access: Sendable {
    /// A whole number, at least `minimum`.
    case integer(any WritableKeyPath<Root, Int?> & Sendable, minimum: Int?)
    /// A finite number, at least `minimum`.
    case real(any WritableKeyPath<Root, Double?> & Sendable, minimum: Double?)
    /// Any text.
    case text(any WritableKeyPath<Root, String?> & Sendable)
    /// One of a fixed set of words.
    case choice(any WritableKeyPath<Root, String?> & Sendable, of: [String])
  }

  /// Creates a field.
  public init(_ name: String, unit: String = "", _ meaning: String, _ access: Access) {
    self.name = name
    self.unit = unit
    self.meaning = meaning
    self.access = access
  }
}

extension Field.Access {
  /// A word of `choices` or any text, for the names of enumerations.
  static func choice<Value: CaseIterable & RawRepresentable<String>>(
    _ path: any WritableKeyPath<Root, String?> & Sendable, _: Value.Type
  ) -> Self {
    .choice(path, of: Value.allCases.map(\.rawValue))
  }
}

extension Configuration {
  /// The columns of a configuration.
  public static let fields: [Field<Configuration>] = [
    Field("platform", "Platform that ran the function.", .text(\.platform)),
    Field("region", "Region or location.", .text(\.region)),
    Field("function", "Name or address of the deployed function.", .text(\.function)),
    Field("benchmark", "Benchmark that the function implements.", .text(\.benchmark)),
    Field("workload_version", "Version of the workload's code and inputs.", .text(\.workloadVersion)),
    Field("language", "Programming language.", .text(\.language)),
    Field("runtime", "Runtime as the platform names it.", .text(\.runtime)),
    Field("runtime_version", "Exact version of the runtime.", .text(\.runtimeVersion)),
    Field("architecture", "Processor architecture.", .text(\.architecture)),
    Field("memory_mb", unit: "MB", "Memory size.", .integer(\.memoryMB, minimum: 1)),
    Field("vcpu", "Virtual processors.", .real(\.vcpu, minimum: 0)),
    Field("package", "How the code is packaged.", .choice(\.packageName, PackageKind.self)),
    Field("trigger", "What starts an invocation.", .choice(\.triggerName, Trigger.self)),
    Field("input_size", "Size of the generated input.", .text(\.inputSize)),
    Field("concurrency", "Invocations in flight at once.", .integer(\.concurrency, minimum: 1)),
    Field("arrival", "Law of arrivals.", .choice(\.arrivalName, Arrival.self)),
    Field(
      "arrival_rate_per_s", unit: "1/s", "Arrivals per second of an open law.",
      .real(\.arrivalRatePerSecond, minimum: 0)),
    Field(
      "expected_start", "State in which the experiment wants the function.",
      .choice(\.expectedStartName, ExpectedStart.self)),
    Field(
      "pattern", "How the experiment fires its invocations.",
      .choice(\.patternName, InvocationPattern.self)),
    Field("isolation", "How strongly the platform separates functions.", .text(\.isolation)),
  ]

  var packageName: String? {
    get { package?.rawValue }
    set { package = newValue.flatMap(PackageKind.init(rawValue:)) }
  }
  var triggerName: String? {
    get { trigger?.rawValue }
    set { trigger = newValue.flatMap(Trigger.init(rawValue:)) }
  }
  var arrivalName: String? {
    get { arrival?.rawValue }
    set { arrival = newValue.flatMap(Arrival.init(rawValue:)) }
  }
  var expectedStartName: String? {
    get { expectedStart?.rawValue }
    set { expectedStart = newValue.flatMap(ExpectedStart.init(rawValue:)) }
  }
  var patternName: String? {
    get { pattern?.rawValue }
    set { pattern = newValue.flatMap(InvocationPattern.init(rawValue:)) }
  }
}

extension Invocation {
  /// The columns of an invocation, but for `run_id` and the free-form `measurements`.
  ///
  /// `status` is the only one that must be present.
  public static let fields: [Field<Invocation>] = [
    Field("batch", "Batch within the run, from 0.", .integer(\.batch, minimum: 0)),
    Field("sequence", "Order of sending within the run, from 0.", .integer(\.sequence, minimum: 0)),
    Field("request_id", "Identifier of the request.", .text(\.requestID)),
    Field(
      "scheduled_unix_ns", unit: "ns", "When the schedule wanted the call to be sent.",
      .integer(\.scheduledUnixNanoseconds, minimum: 0)),
    Field(
      "sent_unix_ns", unit: "ns", "When the call was sent.",
      .integer(\.sentUnixNanoseconds, minimum: 0)),
    Field(
      "done_unix_ns", unit: "ns", "When the reply was complete.",
      .integer(\.doneUnixNanoseconds, minimum: 0)),
    duration("dns_us", "Name resolution.", \.dnsMicroseconds),
    duration("connect_us", "TCP connection, without name resolution.", \.connectMicroseconds),
    duration("tls_us", "TLS handshake.", \.tlsMicroseconds),
    duration("first_byte_us", "From sending to the first byte of the reply.", \.firstByteMicroseconds),
    duration("client_us", "From sending to the complete reply, as the client saw it.", \.clientMicroseconds),
    Field(
      "response_lateness_us", unit: "µs", "How late the load generator sent the call.",
      .integer(\.responseLatenessMicroseconds, minimum: nil)),
    duration("function_us", "Inside the handler, by the function's clock.", \.functionMicroseconds),
    duration("provider_us", "Execution as the billed source reports it.", \.providerMicroseconds),
    duration("init_us", "Initialisation of runtime and code, for cold starts.", \.initMicroseconds),
    duration("queue_us", "Waiting before a sandbox took the call.", \.queueMicroseconds),
    duration("download_us", "Fetching inputs inside the function.", \.downloadMicroseconds),
    duration("compute_us", "Computing inside the function.", \.computeMicroseconds),
    duration("upload_us", "Storing results inside the function.", \.uploadMicroseconds),
    Field("start", "Whether a new sandbox served the call.", .choice(\.startName, Start.self)),
    Field("start_evidence", "What `start` rests on.", .text(\.startEvidence)),
    Field("container_id", "Sandbox that served the call.", .text(\.containerID)),
    Field("host_id", "Machine that held the sandbox.", .text(\.hostID)),
    Field("cpu_model", "Processor model.", .text(\.cpuModel)),
    Field("memory_used_mb", unit: "MB", "Peak memory of the sandbox.", .real(\.memoryUsedMB, minimum: 0)),
    Field("billed_ms", unit: "ms", "Time that is billed.", .integer(\.billedMilliseconds, minimum: 0)),
    Field(
      "billed_gb_ms", unit: "GB·ms", "Billed time multiplied by memory.",
      .real(\.billedGBMilliseconds, minimum: 0)),
    Field("cost_usd", unit: "USD", "Price as reported by the platform.", .real(\.costUSD, minimum: 0)),
    Field("status", "How the call ended.", .choice(\.statusName, Status.self)),
    Field("error_class", "Short, stable name of the error.", .text(\.errorClass)),
    Field("message", "The error's message, bounded.", .text(\.message)),
    Field("bytes_in", unit: "bytes", "Bytes received.", .integer(\.bytesIn, minimum: 0)),
    Field("bytes_out", unit: "bytes", "Bytes sent.", .integer(\.bytesOut, minimum: 0)),
    Field("trace_id", "Trace that the call belongs to.", .text(\.traceID)),
    Field("parent_id", "Call that caused this one.", .text(\.parentID)),
  ]

  private static func duration(
    _ name: String, _ meaning: String, _ path: any WritableKeyPath<Invocation, Int?> & Sendable
  ) -> Field<Invocation> {
    Field(name, unit: "µs", meaning, .integer(path, minimum: 0))
  }

  var startName: String? {
    get { start?.rawValue }
    set { start = newValue.flatMap(Start.init(rawValue:)) }
  }
  var statusName: String? {
    get { status.rawValue }
    set { status = newValue.flatMap(Status.init(rawValue:)) ?? .ok }
  }
}
