public import Measurements

/// A place where functions run and can be invoked.
///
/// The protocol is as small as the experiments need. A platform that cannot do a thing says so in its
/// ``capabilities``; it never pretends. All platforms pass one conformance suite.
public protocol Platform: Sendable {
  /// Name in configurations and on the command line, such as `local`.
  var name: String { get }
  /// What the platform can do.
  var capabilities: PlatformCapabilities { get }
  /// Remarks that a reader of the results must see, such as limits that could not be set.
  var notices: [String] { get }
  /// Facts about the machine or service for the report's provenance.
  var environment: [String: String] { get }

  /// Makes a package callable and returns when it is ready.
  func deploy(_ package: FunctionPackage, settings: FunctionSettings) async throws -> DeployedFunction
  /// Calls a function once and returns what is known about the call.
  ///
  /// Failures of the function, the platform or the way there are not thrown: they are records with a
  /// status. `runID`, `batch` and `sequence` of the record are left to the caller. When the calling task is
  /// cancelled it returns at once.
  func invoke(_ function: DeployedFunction, payload: [UInt8]) async -> InvocationOutcome
  /// Makes sure that the next calls of the function meet new sandboxes.
  func forceColdStart(_ function: DeployedFunction) async throws
  /// Removes a function and all that it left behind; does nothing when it is not there.
  func remove(_ function: DeployedFunction) async throws
  /// Releases everything; the platform is not used afterwards.
  func shutDown() async
}

/// What a platform can do.
public struct PlatformCapabilities: Hashable, Sendable {
  /// Whether `forceColdStart` works.
  public var forcesColdStarts: Bool
  /// Whether replies show if a new sandbox served the call.
  public var showsStart: Bool
  /// Whether the memory size can be chosen.
  public var choosesMemory: Bool
  /// Whether packages are deployed by the tool; `false` where only an existing address is called.
  public var deploys: Bool
  /// How strongly functions are separated, for `Configuration.isolation`.
  public var isolation: String?

  /// Creates a description.
  public init(
    forcesColdStarts: Bool, showsStart: Bool, choosesMemory: Bool, deploys: Bool, isolation: String? = nil
  ) {
    self.forcesColdStarts = forcesColdStarts
    self.showsStart = showsStart
    self.choosesMemory = choosesMemory
    self.deploys = deploys
    self.isolation = isolation
  }
}

/// Code that is ready to be deployed.
public struct FunctionPackage: Hashable, Sendable {
  /// Benchmark or name of the function.
  public var name: String
  /// Folder that holds the code and its dependencies.
  public var folder: String
  /// Runtime family.
  public var runtime: FunctionRuntime
  /// Entry point in the runtime's own notation, such as `function.handler`.
  public var handler: String
  /// Version of code and inputs.
  public var version: String

  /// Creates a package.
  public init(name: String, folder: String, runtime: FunctionRuntime, handler: String, version: String) {
    self.name = name
    self.folder = folder
    self.runtime = runtime
    self.handler = handler
    self.version = version
  }
}

/// Runtime families that packages are written for.
public enum FunctionRuntime: String, Codable, CaseIterable, Hashable, Sendable {
  /// CPython with the package's own runtime client.
  case python
  /// An executable named `bootstrap` that speaks the Lambda Runtime API.
  case provided
}

/// How a function is to be deployed.
public struct FunctionSettings: Hashable, Sendable {
  /// Memory size in MB.
  public var memoryMB: Int?
  /// Time limit of one call in ms.
  public var timeoutMilliseconds: Int
  /// Environment of the function.
  public var environment: [String: String]

  /// Creates settings.
  public init(memoryMB: Int?, timeoutMilliseconds: Int, environment: [String: String] = [:]) {
    self.memoryMB = memoryMB
    self.timeoutMilliseconds = timeoutMilliseconds
    self.environment = environment
  }
}

/// A function that can be called.
public struct DeployedFunction: Hashable, Sendable {
  /// Identifier on the platform.
  public var id: String
  /// What the platform fixed: platform, region, function, runtime, architecture, memory, isolation.
  public var configuration: Configuration

  /// Creates a handle.
  public init(id: String, configuration: Configuration) {
    self.id = id
    self.configuration = configuration
  }
}

/// What came of a call.
public struct InvocationOutcome: Hashable, Sendable {
  /// The record; `runID`, `batch` and `sequence` are still to be filled in.
  public var record: Invocation
  /// Body of the reply when there is one, for the workload's validation.
  public var body: [UInt8]?

  /// Creates an outcome.
  public init(record: Invocation, body: [UInt8]?) {
    self.record = record
    self.body = body
  }
}

/// Why a platform could not do what was asked.
public struct PlatformError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  public var reason: String
  /// Request or step that failed.
  public var request: String
  /// What the user can do about it.
  public var remedy: String

  /// Creates an error.
  public init(_ reason: String, request: String, remedy: String) {
    self.reason = reason
    self.request = request
    self.remedy = remedy
  }

  /// The whole message.
  public var description: String { "\(request): \(reason). \(remedy)" }
}
