import Testing
import Transport

@Suite struct SecretsTests {
  @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "\u{7F}", "\u{1B}[2J"])
  func lineBreaksAndControlCharactersInValuesAreRejected(value: String) {
    var headers = HTTPHeaders()
    #expect(throws: HTTPRequestError.self) { try headers.add("X-Key", value) }
    #expect(headers.fields.isEmpty)
  }

  @Test(arguments: ["", "X Key", "X:Key", "X\r\nKey", "Schlüssel", "X(Y)", "X\0"])
  func namesThatAreNoTokensAreRejected(name: String) {
    var headers = HTTPHeaders()
    #expect(throws: HTTPRequestError.self) { try headers.add(name, "value") }
  }

  @Test(arguments: ["Content-Length", "transfer-encoding", "CONNECTION", "Expect", "Upgrade"])
  func fieldsThatFrameTheMessageBelongToTheClient(name: String) {
    var headers = HTTPHeaders()
    #expect(throws: HTTPRequestError.self) { try headers.add(name, "1") }
  }

  @Test func nothingThatDescribesARequestShowsItsSecrets() throws {
    let address = try HTTPAddress("https://example.org/run?code=s3cret-key")
    var request = HTTPRequest(.post, address, body: Array("s3cret-body".utf8))
    for name in ["Authorization", "Cookie", "X-Api-Key", "X-Mine"] { try request.headers.add(name, "s3cret") }
    let response = HTTPResponse(status: 200, headers: request.headers, body: Array("s3cret".utf8))
    let texts = [
      "\(request)", String(reflecting: request), dumped(request), "\(address)", dumped(address),
      "\(request.headers)", dumped(request.headers), dumped(request.headers.fields), "\(response)",
      dumped(response),
    ]
    for text in texts { #expect(!text.contains("s3cret"), "\(text)") }
    #expect("\(request)".hasPrefix("POST https://example.org/run?… [Authorization: (hidden), Cookie"))
  }

  @Test func errorsDoNotRepeatWhatWasGiven() {
    var headers = HTTPHeaders()
    let header = #expect(throws: HTTPRequestError.self) { try headers.add("X-Key", "s3cret\n") }
    #expect(
      header?.description == "header \"X-Key\": its value holds a line break or another control character")
    let address = #expect(throws: HTTPRequestError.self) { try HTTPAddress("https://me:s3cret@example.org/") }
    #expect(address?.description.contains("s3cret") == false)
  }

  @Test(arguments: [
    "", "example.org", "ftp://example.org/", "file:///etc/passwd", "http://", "https:///path", "http://a b/",
    "http://example.org/\r\nX: 1", "http://user@example.org/", "http://example.org:0/",
    "http://example.org:70000/",
    "javascript://alert(1)", "http://exa\0mple.org/", "mailto:someone@example.org",
  ])
  func addressesThatCannotBeCalledAreRejected(text: String) {
    #expect(throws: HTTPRequestError.self) { try HTTPAddress(text) }
  }

  @Test(arguments: [
    ("http://Example.ORG", "http://example.org/", "http", 80),
    ("https://example.org:443/a", "https://example.org/a", "https", 443),
    ("HTTP://127.0.0.1:8080/x?y=z#w", "http://127.0.0.1:8080/x", "http", 8080),
    ("http://[::1]:9000/", "http://[::1]:9000/", "http", 9000),
  ])
  func addressesAreTakenApart(text: String, redacted: String, scheme: String, port: Int) throws {
    let address = try HTTPAddress(text)
    #expect(address.redacted == redacted)
    #expect(address.scheme == scheme)
    #expect(address.port == port)
    #expect(address.unredacted == text)
  }

  private func dumped(_ value: some Any) -> String {
    var text = ""
    dump(value, to: &text)
    return text
  }
}
