internal import Measurements
internal import Synchronization
internal import Transport

/// Any function that is deployed already and answers at an address.
///
/// Nothing is deployed: an existing address is called and measured as a client sees it. What the function
/// tells about itself in its reply (``FunctionReply``) goes into the record.
public final class HTTPPlatform: Platform {
  /// `http`.
  public let name = "http"
  /// An address can be called, and nothing else.
  public let capabilities = PlatformCapabilities(
    forcesColdStarts: false, showsStart: false, choosesMemory: false, deploys: false)
  /// What was not under this tool's control.
  public let notices: [String]
  /// How calls were made, with the version of the HTTP library.
  public let environment: [String: String]

  private let settings: HTTPPlatformSettings
  private let client: HTTPClient
  private let state = Mutex(State())

  private struct State {
    var requests: [String: HTTPRequest] = [:]
    var deployments = 0
    var calls = 0
    var isShutDown = false
  }

  /// Creates a platform for one address; the address is checked when it is deployed.
  ///
  /// - Throws: ``PlatformError`` when the client cannot be set up.
  public init(settings: HTTPPlatformSettings) throws {
    self.settings = settings
    do {
      client = try HTTPClient(
        settings: HTTPClientSettings(
          certificateAuthorityFile: settings.certificateAuthorityFile, proxy: settings.proxy))
    } catch {
      throw PlatformError(error.message, request: "setting up the HTTP client", remedy: error.remedy)
    }
    notices = [
      "The address was called as it is: memory size, time limit and code of the function were not set by this tool."
    ]
    environment = [
      "http.method": settings.method.rawValue, "http.connection": settings.connection.rawValue,
      "http.version": settings.version.rawValue, "http.proxy": settings.proxy.rawValue, "http.retries": "0",
      "http.library": HTTPClient.libraryVersion,
    ]
  }

  /// Checks the address without calling it.
  ///
  /// The time limit of `settings` becomes the client's limit for a whole call; `memoryMB` is noted as the
  /// user states it.
  public func deploy(_ package: FunctionPackage, settings function: FunctionSettings) async throws
    -> DeployedFunction
  {
    let address: HTTPAddress
    do throws(HTTPRequestError) {
      address = try HTTPAddress(settings.address)
    } catch {
      throw PlatformError(
        "the \(error)", request: "deploying \(package.name)",
        remedy: "Give the function's whole address, such as https://example.org/run.")
    }
    guard function.timeoutMilliseconds > 0 else {
      throw PlatformError(
        "the time limit is \(function.timeoutMilliseconds) ms", request: "deploying \(package.name)",
        remedy: "Give a limit of at least 1 ms.")
    }
    let request = try request(to: address, timeoutMilliseconds: function.timeoutMilliseconds)
    let id = try state.withLock { state throws(PlatformError) in
      guard !state.isShutDown else {
        throw PlatformError(
          "the platform was shut down", request: "deploying \(package.name)", remedy: "Create a new one.")
      }
      state.deployments += 1
      let id = "\(address.redacted)#\(state.deployments)"
      state.requests[id] = request
      return id
    }
    var configuration = Configuration()
    configuration.platform = name
    configuration.region = settings.region
    configuration.function = address.redacted
    configuration.benchmark = package.name
    configuration.workloadVersion = package.version
    configuration.memoryMB = function.memoryMB
    configuration.trigger = .http
    return DeployedFunction(id: id, configuration: configuration)
  }

  /// Calls the address once; nothing is repeated.
  public func invoke(_ function: DeployedFunction, payload: [UInt8]) async -> InvocationOutcome {
    let (request, call) = state.withLock { state in
      state.calls += 1
      return (state.requests[function.id], state.calls)
    }
    guard var request else {
      var record = Invocation(runID: "", status: .platformError)
      record.requestID = "http-\(call)"
      record.errorClass = "not_deployed"
      record.message = "the function was removed, or the platform was shut down"
      return InvocationOutcome(record: record, body: nil)
    }
    if settings.method == .post { request.body = payload }
    let exchange = await client.perform(request)
    return HTTPInvocation(exchange: exchange, request: request, startHeader: settings.startHeader)
      .outcome(fallbackID: "http-\(exchange.sentUnixNanoseconds)-\(call)")
  }

  /// Always fails: nobody but the provider can replace the sandboxes behind an address.
  public func forceColdStart(_ function: DeployedFunction) async throws {
    throw PlatformError(
      "new sandboxes cannot be forced at an address", request: "forcing a cold start of \(function.id)",
      remedy:
        "Wait until the provider evicts idle sandboxes, deploy the function anew, or measure warm calls.")
  }

  /// Forgets the function; the address itself stays as it is.
  public func remove(_ function: DeployedFunction) async throws {
    state.withLock { $0.requests[function.id] = nil }
  }

  /// Gives up calls under way and closes all connections.
  public func shutDown() async {
    state.withLock { state in
      state.isShutDown = true
      state.requests.removeAll()
    }
    client.shutDown()
  }

  private func request(to address: HTTPAddress, timeoutMilliseconds: Int) throws -> HTTPRequest {
    var request = HTTPRequest(settings.method == .post ? .post : .get, address, headers: settings.headers)
    if settings.method == .post, request.headers["Content-Type"] == nil {
      try request.headers.add("Content-Type", "application/json")
    }
    request.limits = HTTPLimits(
      connectTimeoutMilliseconds: settings.connectTimeoutMilliseconds,
      totalTimeoutMilliseconds: timeoutMilliseconds, maximumBodyBytes: settings.maximumBodyBytes)
    request.connection = settings.connection
    request.version = settings.version
    return request
  }
}
