import Foundation
import LoopbackServer
import Testing
import Transport

private let server = Result { try LoopbackServer() }

private func request(_ route: String, _ method: HTTPMethod = .get) throws -> HTTPRequest {
  HTTPRequest(method, try HTTPAddress(try server.get().url(route)))
}

@Suite struct TransportFailureTests {
  let client: HTTPClient

  init() throws { client = try HTTPClient() }

  @Test func aPortWhereNothingListensIsRefused() async throws {
    let exchange = await client.perform(HTTPRequest(.get, try HTTPAddress("http://127.0.0.1:1/")))
    #expect(exchange.error?.kind == .connectRefused)
    #expect(exchange.error?.description.contains("Check that the server runs") == true)
    #expect(exchange.connection == nil)
    #expect(exchange.timings.connectMicroseconds == nil)
    #expect(exchange.timings.firstByteMicroseconds == nil)
  }

  @Test func aNameWithoutAnAddressIsNotResolved() async throws {
    let exchange = await client.perform(HTTPRequest(.get, try HTTPAddress("http://no-such-host.invalid/")))
    #expect(exchange.error?.kind == .resolve)
  }

  @Test func aReplyThatTakesTooLongIsATimeout() async throws {
    var slow = try request("slow?seconds=20")
    slow.limits.totalTimeoutMilliseconds = 100
    let exchange = await client.perform(slow)
    #expect(exchange.error?.kind == .timeout)
    // libcurl's timer may tick a little early.
    #expect(exchange.timings.totalMicroseconds >= 95_000)
    #expect(exchange.timings.firstByteMicroseconds == nil)
    #expect(exchange.connection != nil)
  }

  @Test func aServerThatNeverShakesHandsIsAConnectTimeout() async throws {
    let silent = try SilentListener()
    var request = HTTPRequest(.get, try HTTPAddress("https://127.0.0.1:\(silent.port)/"))
    request.limits.connectTimeoutMilliseconds = 150
    #expect(await client.perform(request).error?.kind == .connectTimeout)
  }

  @Test func aServerWithoutTLSFailsTheHandshake() async throws {
    let address = try HTTPAddress("https://127.0.0.1:\(try server.get().port)/ok")
    #expect(await client.perform(HTTPRequest(.get, address)).error?.kind == .tlsHandshake)
  }

  @Test(arguments: [(1_000, 1_000, true), (1_000, 999, false), (5_000_000, 100_000, false), (1, 0, false)])
  func bodiesAreAcceptedUpToTheLimit(size: Int, limit: Int, isAccepted: Bool) async throws {
    var huge = try request("huge?bytes=\(size)")
    huge.limits.maximumBodyBytes = limit
    let exchange = await client.perform(huge)
    #expect(exchange.error?.kind == (isAccepted ? nil : .bodyTooLarge))
    #expect(exchange.bodyBytesReceived <= limit)
  }

  @Test(arguments: ["drop", "cut"])
  func aConnectionThatBreaksIsLost(route: String) async throws {
    #expect(await client.perform(try request(route)).error?.kind == .connectionLost)
  }

  @Test func whatIsNotHTTPIsMalformed() async throws {
    #expect(await client.perform(try request("nonsense")).error?.kind == .malformedReply)
  }

  @Test func aRequestOnADyingConnectionIsNotSentAgainUnasked() async throws {
    let route = try request("drop-later")
    #expect(await client.perform(route).response?.status == 200)
    let second = await client.perform(route)
    #expect(second.error?.kind == .connectionLost)
    #expect(second.retries == 0)
  }

  @Test func aRequestOnADyingConnectionIsSentAgainAndCountedWhenAsked() async throws {
    var route = try request("drop-later")
    #expect(await client.perform(route).response?.status == 200)
    route.retries = RetryPolicy(delaysMilliseconds: [1])
    let second = await client.perform(route)
    #expect(second.response?.status == 200)
    #expect(second.retries == 1)
  }

  @Test func cancellingTheTaskAbortsTheTransfer() async throws {
    let slow = try request("slow?seconds=30")
    let client = client
    let task = Task { await client.perform(slow) }
    try await Task.sleep(for: .milliseconds(100))
    let begin = ContinuousClock.now
    task.cancel()
    let exchange = await task.value
    #expect(exchange.error?.kind == .aborted)
    #expect(ContinuousClock.now - begin < .seconds(10))
  }

  @Test func cancellingAtAnyMomentNeverHangs() async throws {
    let slow = try request("slow?seconds=0.01")
    let client = client
    for pauseMicroseconds in stride(from: 0, to: 20_000, by: 400) {
      let task = Task { await client.perform(slow) }
      try await Task.sleep(for: .microseconds(pauseMicroseconds))
      task.cancel()
      let exchange = await task.value
      #expect(exchange.error == nil || exchange.error?.kind == .aborted)
    }
  }

  @Test func aTaskThatWasCancelledBeforeSendsNothing() async throws {
    let slow = try request("slow?seconds=30")
    let client = client
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return await client.perform(slow)
    }
    task.cancel()
    let exchange = await task.value
    #expect(exchange.error?.kind == .aborted)
    #expect(exchange.timings.totalMicroseconds == 0)
  }

  @Test func statusesOfThePolicyAreRepeatedAndCounted() async throws {
    var busy = try request("status?code=503")
    #expect(await client.perform(busy).retries == 0)
    busy.retries = RetryPolicy(delaysMilliseconds: [1, 2])
    let exchange = await client.perform(busy)
    #expect(exchange.response?.status == 503)
    #expect(exchange.failedAttempts == [.status(503), .status(503)])
    busy = try request("status?code=500")
    busy.retries = RetryPolicy(delaysMilliseconds: [1, 2])
    #expect(await client.perform(busy).retries == 0)
  }

  @Test func cancellingBetweenRetriesEndsThem() async throws {
    var busy = try request("status?code=503")
    busy.retries = RetryPolicy(delaysMilliseconds: [60_000])
    let (client, request) = (client, busy)
    let task = Task { await client.perform(request) }
    try await Task.sleep(for: .milliseconds(100))
    task.cancel()
    #expect(await task.value.error?.kind == .aborted)
  }

  @Test func everyKindHasARemedyAndAName() {
    for kind in TransportError.Kind.allCases {
      #expect(TransportError(kind, "why").remedy.hasSuffix("."))
      #expect(TransportError(kind, "why").description.hasPrefix("\(kind.rawValue): why. "))
    }
  }
}

/// Accepts TCP connections and says nothing.
private final class SilentListener {
  let port: Int
  private let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socketDescriptor = descriptor
    try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        try #require(bind(socketDescriptor, generic, length) == 0)
        try #require(listen(socketDescriptor, 8) == 0)
        try #require(getsockname(socketDescriptor, generic, &length) == 0)
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}
