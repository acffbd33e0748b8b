/// How the local platform is to work.
public struct LocalPlatformOptions: Sendable {
  /// How long a sandbox is kept without a call before it is evicted.
  public var keepAlive: Duration = .seconds(600)
  /// How long a new sandbox may take until it asks for its first call.
  public var initTimeout: Duration = .seconds(10)
  /// Most sandboxes of one function at the same time; calls beyond are throttled, as in the cloud.
  public var maximumSandboxes = 1000
  /// Largest reply of a function in bytes; the default is that of AWS Lambda.
  public var responseLimitBytes = 6_291_556
  /// Where the kernel tells which cgroups there are.
  public var controlGroups = ControlGroupFiles()
  /// Interpreter of Python functions; `nil` means the one that ``PythonInterpreter/find(environment:)`` finds.
  public var python: PythonInterpreter?
  /// Path of the sandbox launcher; `nil` means beside the running program.
  public var launcher: String?
  /// Folder for deployed code and the sandboxes' temporary files; `nil` means the system's.
  public var temporaryFolder: String?

  /// Creates the default options.
  public init() {}
}

/// The two files by which a process learns of its cgroups.
public struct ControlGroupFiles: Hashable, Sendable {
  /// Lists the cgroup of this process in each hierarchy.
  public var membership: String
  /// Lists what is mounted where.
  public var mounts: String

  /// Creates the files of this process, or others to try something out.
  public init(membership: String = "/proc/self/cgroup", mounts: String = "/proc/self/mountinfo") {
    self.membership = membership
    self.mounts = mounts
  }
}

/// Stable names of what can go wrong with a call on the local platform, for `Invocation.errorClass`.
///
/// Where AWS Lambda has a name for it, it is that name. Errors that a function raises itself carry the
/// class that its runtime reports.
public enum LocalErrorClass {
  /// The call took longer than the function's time limit.
  public static let timedOut = "Sandbox.Timedout"
  /// The new sandbox did not ask for its first call in time.
  public static let initTimedOut = "Sandbox.InitTimedout"
  /// The process ended during the call or its initialisation.
  public static let exited = "Runtime.ExitError"
  /// The memory limit was exceeded.
  public static let outOfMemory = "Runtime.OutOfMemory"
  /// The function answered with something that is not JSON.
  public static let nonJSONResponse = "NonJSONResponse"
  /// The answer is larger than allowed.
  public static let responseTooLarge = "Function.ResponseSizeTooLarge"
  /// The function reported an error without naming its class.
  public static let unknown = "Runtime.Unknown"
  /// The sandbox could not be set up.
  public static let launchFailed = "Sandbox.LaunchFailed"
  /// As many sandboxes as allowed are busy.
  public static let throttled = "TooManyRequestsException"
  /// The function was removed or never deployed here.
  public static let notFound = "ResourceNotFoundException"
  /// The caller gave up.
  public static let cancelled = "Cancelled"
}
