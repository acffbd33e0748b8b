import LoopbackServer
import Testing
import Transport

private let server = Result { try LoopbackServer.withTLS() }

@Suite(.enabled(if: LoopbackServer.canSpeakTLS, "openssl makes the certificate"))
struct TLSTests {
  @Test func theHandshakeIsMeasuredBesideTheConnection() async throws {
    let server = try server.get()
    let client = try HTTPClient(
      settings: HTTPClientSettings(certificateAuthorityFile: server.certificateFile))
    for connection in [ConnectionPolicy.reuse, .fresh] {
      var request = HTTPRequest(.get, try HTTPAddress(server.url("ok")))
      request.connection = connection
      let exchange = await client.perform(request)
      #expect(exchange.response?.status == 200)
      let timings = exchange.timings
      let tls = try #require(timings.tlsMicroseconds)
      let before = try #require(timings.dnsMicroseconds) + #require(timings.connectMicroseconds)
      #expect(tls > 0)
      #expect(before + tls <= (timings.firstByteMicroseconds ?? 0))
    }
    let reused = await client.perform(HTTPRequest(.get, try HTTPAddress(server.url("ok"))))
    #expect(reused.connection?.isReused == true)
    #expect(reused.timings.tlsMicroseconds == nil)
  }

  @Test func aCertificateThatNobodyTrustsIsRefused() async throws {
    let client = try HTTPClient()
    let exchange = await client.perform(HTTPRequest(.get, try HTTPAddress(try server.get().url("ok"))))
    #expect(exchange.error?.kind == .tlsCertificate)
  }

  @Test func aCertificateForAnotherNameIsRefused() async throws {
    let server = try server.get()
    let client = try HTTPClient(
      settings: HTTPClientSettings(certificateAuthorityFile: server.certificateFile))
    let address = try HTTPAddress(server.url("ok", host: "127.0.0.1"))
    #expect(await client.perform(HTTPRequest(.get, address)).error?.kind == .tlsCertificate)
  }
}
