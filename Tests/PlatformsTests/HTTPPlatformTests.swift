import LoopbackServer
import Measurements
import Platforms
import Testing
import Transport

private let server = Result { try LoopbackServer() }

private let package = FunctionPackage(
  name: "echo", folder: "", runtime: .provided, handler: "", version: "1")

@Suite struct HTTPPlatformTests {
  private func settings(_ route: String) throws -> HTTPPlatformSettings {
    HTTPPlatformSettings(address: try server.get().url(route))
  }

  private func call(
    _ settings: HTTPPlatformSettings, payload: String = "{}", timeoutMilliseconds: Int = 10_000
  ) async throws -> InvocationOutcome {
    let platform = try HTTPPlatform(settings: settings)
    let function = try await platform.deploy(
      package, settings: FunctionSettings(memoryMB: nil, timeoutMilliseconds: timeoutMilliseconds))
    let outcome = await platform.invoke(function, payload: Array(payload.utf8))
    await platform.shutDown()
    return outcome
  }

  @Test(arguments: ConnectionPolicy.allCases)
  func itKeepsThePromisesOfAPlatform(connection: ConnectionPolicy) async throws {
    var settings = try settings("function")
    settings.connection = connection
    try await checkConformance(
      try HTTPPlatform(settings: settings), package,
      ConformanceExpectations(
        success: Array(#"{"sleep_ms": 2}"#.utf8), failure: Array(#"{"fail": true}"#.utf8),
        slow: Array(#"{"sleep_ms": 20000}"#.utf8)))
  }

  @Test func theWrapperOfTheOriginalSuiteIsUnderstood() async throws {
    let record = try await call(try settings("function"), payload: #"{"sleep_ms": 20}"#).record
    #expect(record.status == .ok)
    #expect(try #require(record.functionMicroseconds) >= 20_000)
    #expect(record.start == .warm)
    #expect(record.startEvidence == "field is_cold of the reply")
    #expect(record.containerID == "abcdef01")
    #expect(record.requestID?.hasPrefix("r-") == true)
    #expect(record.computeMicroseconds == 12)
    #expect(record.measurements["download_size"] == Measurement(value: 345, unit: "bytes"))
    #expect(record.bytesOut == 16)
    #expect(try #require(record.bytesIn) > 100)
  }

  @Test func aColdFlagInAChunkedReplyIsUnderstood() async throws {
    let record = try await call(try settings("chunked")).record
    #expect(record.start == .cold)
    #expect(record.containerID == "c0ffee")
  }

  @Test func aReplyThatIsNotJSONIsFineAndSaysNothingAboutTheStart() async throws {
    let outcome = try await call(try settings("text"))
    #expect(outcome.record.status == .ok)
    #expect(outcome.record.start == .unknown)
    #expect(outcome.record.startEvidence == nil)
    #expect(String(decoding: outcome.body ?? [], as: UTF8.self).hasPrefix("not JSON"))
  }

  @Test(arguments: [
    ("status?code=200&x-cold-start=true", Start.cold), ("status?code=200&x-cold-start=0", .warm),
    ("status?code=200&x-cold-start=maybe", .unknown),
    ("status?code=200&x-cold-start=true&body={\"start\":\"warm\"}", .warm),
  ])
  func aHeaderMayTellTheStartUnlessTheBodyDoes(route: String, start: Start) async throws {
    #expect(try await call(try settings(route)).record.start == start)
  }

  @Test(
    arguments: [
      ("status?code=200", Status.ok, nil), ("status?code=204", .ok, nil),
      ("status?code=429", .throttled, "http_429"), ("status?code=408", .timeout, "http_408"),
      ("status?code=504", .timeout, "http_504"), ("status?code=500", .platformError, "http_500"),
      ("status?code=503", .platformError, "http_503"), ("status?code=404", .functionError, "http_404"),
      ("status?code=302", .platformError, "http_302"),
      ("status?code=502&x-amzn-errortype=Crash", .functionError, "Crash"),
      ("status?code=200&x-amz-function-error=Crash", .functionError, "Crash"),
      ("status?code=500&x-amzn-errortype=ServiceException", .platformError, "http_500"),
      ("status?code=429&x-amzn-errortype=TooManyRequestsException", .throttled, "http_429"),
      (#"status?code=500&body={"errorType":"KeyError","errorMessage":"k"}"#, .functionError, "KeyError"),
      (#"status?code=200&body={"errorType":"KeyError","errorMessage":"k"}"#, .functionError, "KeyError"),
      (#"status?code=500&body={"errorType":"KeyError"}"#, .platformError, "http_500"),
      ("drop", .transportError, "connection_lost"), ("nonsense", .transportError, "malformed_reply"),
    ] as [(String, Status, String?)])
  func everyEndingHasItsStatus(route: String, status: Status, errorClass: String?) async throws {
    let record = try await call(try settings(route)).record
    #expect(record.status == status)
    #expect(record.errorClass == errorClass)
  }

  @Test func bodiesBeyondTheLimitAreATransportError() async throws {
    var settings = try settings("huge?bytes=100000")
    settings.maximumBodyBytes = 99_999
    #expect(try await call(settings).record.errorClass == "body_too_large")
    settings.maximumBodyBytes = 100_000
    #expect(try await call(settings).record.bytesIn == 100_000)
  }

  @Test func getSendsNoPayloadAndPostSendsJSON() async throws {
    var settings = try settings("echo")
    let post = try await call(settings, payload: #"{"a": 1}"#)
    #expect(
      String(decoding: post.body ?? [], as: UTF8.self).contains(#"["Content-Type", "application/json"]"#))
    #expect(post.record.bytesOut == 8)
    settings.method = .get
    let get = try await call(settings, payload: #"{"a": 1}"#)
    #expect(String(decoding: get.body ?? [], as: UTF8.self).contains(#""method": "GET""#))
    #expect(get.record.bytesOut == 0)
  }

  @Test(arguments: [
    "", "example.org", "ftp://example.org", "http://", "http://a:b@example.org/", "file:///etc/passwd",
  ])
  func deployingRefusesAddressesThatCannotBeCalled(address: String) async throws {
    let platform = try HTTPPlatform(settings: HTTPPlatformSettings(address: address))
    await #expect(throws: PlatformError.self) {
      try await platform.deploy(
        package, settings: FunctionSettings(memoryMB: nil, timeoutMilliseconds: 1_000))
    }
  }

  @Test func deployingDoesNotCallTheAddress() async throws {
    let platform = try HTTPPlatform(settings: HTTPPlatformSettings(address: "http://127.0.0.1:1/run"))
    let function = try await platform.deploy(
      package, settings: FunctionSettings(memoryMB: 256, timeoutMilliseconds: 1_000))
    #expect(function.configuration.function == "http://127.0.0.1:1/run")
    #expect(function.configuration.memoryMB == 256)
    #expect(function.configuration.trigger == .http)
    let record = await platform.invoke(function, payload: []).record
    #expect(record.status == .transportError)
    #expect(record.errorClass == "connect_refused")
  }

  @Test func secretsReachTheFunctionAndNothingElse() async throws {
    var settings = try settings("echo?code=topsecret")
    try settings.headers.add("Authorization", "Bearer topsecret-token")
    let outcome = try await call(settings)
    #expect(String(decoding: outcome.body ?? [], as: UTF8.self).contains("topsecret-token"))

    settings.address = try server.get().url(
      "status?code=500&body=topsecret-token%20and%20topsecret&key=topsecret")
    let platform = try HTTPPlatform(settings: settings)
    let function = try await platform.deploy(
      package, settings: FunctionSettings(memoryMB: nil, timeoutMilliseconds: 10_000))
    let record = await platform.invoke(function, payload: []).record
    #expect(record.message == "(hidden) and (hidden)")
    for text in ["\(function)", "\(record)", "\(settings)", String(reflecting: settings)] {
      #expect(!text.contains("topsecret"), "\(text)")
    }
  }

  @Test(arguments: [
    #"{"begin": "2", "end": "1"}"#, #"{"begin": "x", "end": []}"#, #"{"begin": "1e308", "end": "nan"}"#,
    #"{"function_us": -1, "init_us": 1e300, "billed_ms": "x"}"#, #"{"start": "lukewarm", "is_cold": 7}"#,
    #"{"container_id": {"a": 1}, "result": 7}"#, #"{"result": {"measurement": [1]}}"#, "{", "[1]", "{}}", "",
    #"{"result": {"measurement": {"compute_time": -5, "x_time": "inf"}}}"#,
  ])
  func repliesThatLieAboutThemselvesLeaveNothingBehind(body: String) async throws {
    let encoded = body.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let record = try await call(try settings("status?code=200&body=\(encoded)")).record
    #expect(record.status == .ok)
    #expect(record.start == .unknown)
    #expect(record.functionMicroseconds == nil && record.initMicroseconds == nil && record.containerID == nil)
    #expect(record.computeMicroseconds == nil && record.billedMilliseconds == nil)
    #expect(Set(record.measurements.keys) == ["connection_reused"])
  }

  @Test func fieldsOfTheOpenFormatAreTakenOver() async throws {
    let body =
      #"{"function_us":1500,"init_us":"250","start":"cold","memory_used_mb":42.5,"cpu_model":"m","billed_ms":2}"#
    let encoded = body.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let record = try await call(try settings("status?code=200&body=\(encoded)")).record
    #expect(record.functionMicroseconds == 1_500)
    #expect(record.initMicroseconds == 250)
    #expect(record.start == .cold)
    #expect(record.startEvidence == "field start of the reply")
    #expect(record.memoryUsedMB == 42.5)
    #expect(record.cpuModel == "m")
    #expect(record.billedMilliseconds == 2)
  }
}
