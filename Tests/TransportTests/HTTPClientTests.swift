import LoopbackServer
import Testing
import Transport

/// One server for the file; it ends with the process.
private let server = Result { try LoopbackServer() }

private func request(
  _ route: String, _ method: HTTPMethod = .get, host: String? = nil, body: [UInt8] = []
) throws -> HTTPRequest {
  HTTPRequest(method, try HTTPAddress(try server.get().url(route, host: host)), body: body)
}

@Suite struct HTTPClientTests {
  let client: HTTPClient

  init() throws { client = try HTTPClient() }

  @Test func aReplyCarriesStatusHeadersAndBody() async throws {
    let exchange = await client.perform(try request("ok"))
    let response = try exchange.result.get()
    #expect(response.status == 200)
    #expect(response.headers["content-TYPE"] == "application/json")
    #expect(String(decoding: response.body, as: UTF8.self) == #"{"result": 42}"#)
    #expect(exchange.bodyBytesReceived == 14)
    #expect(exchange.headerBytesReceived > 50)
    #expect(exchange.connection?.httpVersion == "1.1")
    #expect(exchange.connection?.remoteAddress == "127.0.0.1:\(try server.get().port)")
    #expect(exchange.connection?.localAddress?.hasPrefix("127.0.0.1:") == true)
    #expect(exchange.retries == 0 && exchange.redirects == 0)
  }

  @Test func phasesAddUp() async throws {
    let exchange = await client.perform(try request("slow?seconds=0.05", host: "localhost"))
    let timings = exchange.timings
    let dns = try #require(timings.dnsMicroseconds)
    let connect = try #require(timings.connectMicroseconds)
    let firstByte = try #require(timings.firstByteMicroseconds)
    #expect(dns > 0)
    #expect(connect > 0)
    #expect(timings.tlsMicroseconds == nil)
    #expect(dns + connect <= firstByte)
    #expect(firstByte >= 50_000)
    #expect(firstByte <= timings.totalMicroseconds)
    #expect(exchange.doneUnixNanoseconds - exchange.sentUnixNanoseconds == 1_000 * timings.totalMicroseconds)
    #expect(exchange.sentUnixNanoseconds > 1_700_000_000_000_000_000)
  }

  @Test func firstByteIsWhenTheReplyBeginsNotWhenItEnds() async throws {
    let timings = await client.perform(try request("slow-body?seconds=0.1")).timings
    let firstByte = try #require(timings.firstByteMicroseconds)
    #expect(timings.totalMicroseconds - firstByte >= 90_000)
  }

  @Test(arguments: [0, 1, 20_000, 70_000, 300_000, 3_000_000])
  func firstByteOfALargeUploadIsTheReplysNotTheUploads(size: Int) async throws {
    let body = [UInt8](repeating: UInt8(ascii: "a"), count: size)
    let exchange = await client.perform(try request("slow?seconds=0.1", .post, body: body))
    #expect(try exchange.result.get().status == 200)
    #expect(exchange.bodyBytesSent == size)
    #expect(try #require(exchange.timings.firstByteMicroseconds) >= 100_000)
  }

  @Test func aSecondRequestReusesTheConnectionAndHasNoHandshakes() async throws {
    let first = await client.perform(try request("echo"))
    let second = await client.perform(try request("echo"))
    #expect(first.connection?.isReused == false)
    #expect(second.connection?.isReused == true)
    #expect(first.connection?.localAddress == second.connection?.localAddress)
    #expect(second.timings.dnsMicroseconds == nil)
    #expect(second.timings.connectMicroseconds == nil)
  }

  @Test func aFreshRequestOpensAndClosesItsOwnConnection() async throws {
    _ = await client.perform(try request("ok"))
    var fresh = try request("echo")
    fresh.connection = .fresh
    let exchange = await client.perform(fresh)
    #expect(exchange.connection?.isReused == false)
    #expect(exchange.timings.connectMicroseconds != nil)
    let body = String(decoding: try exchange.result.get().body, as: UTF8.self)
    #expect(body.contains(#""on_connection": 1"#))
  }

  @Test func twoHundredRequestsRunInParallel() async throws {
    let request = try request("slow?seconds=0.3")
    let exchanges = await withTaskGroup(of: HTTPExchange.self) { group in
      for _ in 0..<200 { group.addTask { await client.perform(request) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    // One after the other, none would be under way while another one is; how long all take is the machine's affair.
    let mostAtOnce = exchanges.map { one in
      exchanges.count {
        $0.sentUnixNanoseconds <= one.sentUnixNanoseconds && one.sentUnixNanoseconds < $0.doneUnixNanoseconds
      }
    }.max()
    #expect(try #require(mostAtOnce) > 20)
    #expect(exchanges.count == 200)
    for exchange in exchanges {
      #expect(exchange.response?.status == 200)
      #expect((exchange.timings.firstByteMicroseconds ?? 0) >= 300_000)
      #expect((exchange.timings.firstByteMicroseconds ?? .max) <= exchange.timings.totalMicroseconds)
    }
    #expect(Set(exchanges.compactMap(\.connection?.localAddress)).count == 200)
  }

  @Test(arguments: [HTTPMethod.post, .put, .patch, .delete])
  func bodiesArriveWithTheirMethodAndWithoutATypeThatNobodyGave(method: HTTPMethod) async throws {
    let exchange = await client.perform(try request("echo", method, body: Array("né\0x".utf8)))
    let body = String(decoding: try exchange.result.get().body, as: UTF8.self)
    #expect(body.contains("\"method\": \"\(method.rawValue)\""))
    #expect(body.contains(#""length": 5"#))
    #expect(!body.contains("x-www-form-urlencoded"))
    #expect(!body.contains("Expect"))
  }

  @Test func headBringsNoBody() async throws {
    let exchange = await client.perform(try request("ok", .head))
    #expect(exchange.response?.status == 200)
    #expect(exchange.bodyBytesReceived == 0)
    #expect(exchange.response?.headers["content-length"] == "14")
  }

  @Test func headersOfTheUserArriveEvenWhenTheyAreEmpty() async throws {
    var echo = try request("echo")
    try echo.headers.add("X-Api-Key", "s3cret")
    try echo.headers.add("X-Empty", "")
    try echo.headers.add("Host", "function.example")
    let body = String(decoding: try await client.perform(echo).result.get().body, as: UTF8.self)
    #expect(body.contains(#"["X-Api-Key", "s3cret"]"#))
    #expect(body.contains(#"["X-Empty", ""]"#))
    #expect(body.contains(#"["Host", "function.example"]"#))
    #expect(body.contains(#"["User-Agent", "sebs"]"#))
  }

  @Test func chunkedBodiesArePutTogether() async throws {
    let body = try await client.perform(try request("chunked")).result.get().body
    #expect(String(decoding: body, as: UTF8.self) == #"{"is_cold": true, "container_id": "c0ffee"}"#)
  }

  @Test func aClientThatWasShutDownSaysSo() async throws {
    client.shutDown()
    client.shutDown()
    #expect(await client.perform(try request("ok")).error?.kind == .clientClosed)
  }

  @Test func shuttingDownEndsTransfersUnderWay() async throws {
    let slow = try request("slow?seconds=30")
    async let exchange = client.perform(slow)
    try await Task.sleep(for: .milliseconds(100))
    client.shutDown()
    #expect(await exchange.error?.kind == .clientClosed)
  }
}
