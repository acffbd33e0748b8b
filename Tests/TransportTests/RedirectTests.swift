import LoopbackServer
import Testing
import Transport

private let server = Result { try LoopbackServer() }
private let otherServer = Result { try LoopbackServer() }

@Suite struct RedirectTests {
  let client: HTTPClient

  init() throws { client = try HTTPClient() }

  private func redirect(code: Int, to target: String, method: HTTPMethod = .post) throws -> HTTPRequest {
    let address = try HTTPAddress(try server.get().url("redirect?code=\(code)&to=\(target)"))
    var request = HTTPRequest(method, address, body: Array("payload".utf8))
    try request.headers.add("X-Api-Key", "s3cret")
    request.limits.maximumRedirects = 3
    return request
  }

  private func text(_ exchange: HTTPExchange) throws -> String {
    String(decoding: try exchange.result.get().body, as: UTF8.self)
  }

  @Test func redirectsAreNotFollowedByDefault() async throws {
    var request = try redirect(code: 302, to: "/ok")
    request.limits = HTTPLimits()
    let exchange = await client.perform(request)
    #expect(exchange.response?.status == 302)
    #expect(exchange.redirects == 0)
  }

  @Test func timeOfRedirectsIsShownAndIncluded() async throws {
    let exchange = await client.perform(try redirect(code: 302, to: "/slow?seconds=0.05"))
    #expect(exchange.response?.status == 200)
    #expect(exchange.redirects == 1)
    let timings = exchange.timings
    #expect(timings.redirectMicroseconds > 0)
    let firstByte = try #require(timings.firstByteMicroseconds)
    #expect(firstByte >= timings.redirectMicroseconds + 50_000)
    #expect(firstByte <= timings.totalMicroseconds)
  }

  @Test(arguments: [(301, "GET", 0), (302, "GET", 0), (303, "GET", 0), (307, "POST", 7), (308, "POST", 7)])
  func theStatusDecidesAboutMethodAndBody(code: Int, method: String, length: Int) async throws {
    let body = try text(await client.perform(try redirect(code: code, to: "/echo")))
    #expect(body.contains("\"method\": \"\(method)\""))
    #expect(body.contains("\"length\": \(length)"))
  }

  @Test func secretsStayWithTheirOrigin() async throws {
    let same = try text(await client.perform(try redirect(code: 307, to: "/echo")))
    #expect(same.contains("s3cret"))
    let target = try otherServer.get().url("echo")
    let other = try text(await client.perform(try redirect(code: 307, to: target)))
    #expect(!other.contains("s3cret"))
  }

  @Test func aLoopEndsAtTheLimit() async throws {
    var request = HTTPRequest(.get, try HTTPAddress(try server.get().url("loop")))
    request.limits.maximumRedirects = 5
    let exchange = await client.perform(request)
    #expect(exchange.error?.kind == .tooManyRedirects)
    #expect(exchange.redirects == 5)
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "http://user:word@127.0.0.1/"])
  func redirectsToOtherSchemesOrWithPasswordsAreNotFollowed(target: String) async throws {
    let exchange = await client.perform(try redirect(code: 302, to: target))
    #expect(exchange.error?.kind == .malformedReply)
  }
}
