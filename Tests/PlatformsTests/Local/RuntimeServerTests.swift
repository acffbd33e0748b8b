import FoundationEssentials
import Glibc
import Measurements
import NIOHTTP1
import Testing

@testable import Platforms

extension LocalPlatformTests {
  /// What functions with ill manners send to the Runtime API.
  @Suite struct HostileRequests {
    /// A handler that sends raw requests to the API and returns the first line of each reply.
    private let probe = """
      import socket, os
      def ask(request):
          s = socket.create_connection(tuple(os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")))
          s.settimeout(5)
          try:
              s.sendall(request.encode("latin-1"))
              return s.recv(4096).decode("latin-1")
          except OSError as error:
              return type(error).__name__
          finally:
              s.close()
      def handler(event, context):
          return [ask(r.replace("REQUEST-ID", context.aws_request_id)) for r in event]
      """

    /// Sends requests from within a function; the function must still answer, also a second time.
    private func replies(to requests: [String], limit: Int = 100_000) async throws -> [String] {
      var options = LocalPlatformOptions()
      options.responseLimitBytes = limit
      var replies: [String] = []
      try await withFunction(.python(probe), options: options) { platform, function in
        let payload = String(decoding: try JSONEncoder().encode(requests), as: UTF8.self)
        let outcome = await platform.call(function, payload)
        #expect(outcome.record.status == .ok)
        replies = try JSONDecoder().decode([String].self, from: Data(outcome.body ?? []))
        let second = await platform.call(function, "[]").record
        #expect(second.status == .ok && second.start == .warm)
      }
      return replies
    }

    private func post(_ path: String, _ body: String) -> String {
      "POST \(RuntimeRequest.base)\(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test func `unknown paths, methods and requests out of turn are refused`() async throws {
      let replies = try await replies(to: [
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET \(RuntimeRequest.base)invocation/next/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "DELETE \(RuntimeRequest.base)invocation/next HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET \(RuntimeRequest.base)invocation/next HTTP/1.1\r\nHost: x\r\n\r\n",
        post("invocation/not-this-one/response", "1"),
        post("invocation/not-this-one/error", "{}"),
        post("init/error", "{}"),
      ])
      let codes = replies.map { $0.split(separator: " ")[1] }
      #expect(codes == ["404", "404", "405", "403", "400", "400", "403"])
      #expect(replies[4].contains("InvalidRequestID"))
      #expect(
        replies.allSatisfy {
          $0.contains("content-type: application/json") || $0.contains("Content-Type: application/json")
        })
    }

    @Test func `what is not HTTP is refused and the connection closed`() async throws {
      let replies = try await replies(to: [
        "complete nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "y", count: 200_000))\r\n\r\n",
        "POST \(RuntimeRequest.base)init/error HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST \(RuntimeRequest.base)init/error HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
          + "Transfer-Encoding: chunked\r\n\r\nabc",
        "POST \(RuntimeRequest.base)init/error HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
      ])
      for reply in replies {
        #expect(
          reply.hasPrefix("HTTP/1.1 400") || reply.isEmpty || reply == "ConnectionResetError",
          "\(reply.prefix(60))")
      }
    }

    @Test func `a second answer to the same call is refused`() async throws {
      let code =
        probe + """

          def handler(event, context):
              request = "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1\\r\\n\\r\\n%d"
              replies = [ask(request % (context.aws_request_id, n)) for n in (1, 2)]
              with open(event, "w") as file:
                  file.write(" ".join(r.split(" ")[1] for r in replies))
              return 3
          """
      let folder = try FunctionCode.newFolder()
      defer { removeFolder(folder) }
      try await withFunction(.python(code)) { platform, function in
        let first = await platform.call(function, "\"\(folder)/codes\"")
        #expect(first.text == "1")
        let second = await platform.call(function, "\"\(folder)/more-codes\"")
        #expect(second.text == "1")
        #expect(second.record.start == .warm)
        // Complete, because the sandbox asked for the second call only afterwards.
        #expect(SmallFile.read(folder + "/codes") == "202 403")
      }
    }

    @Test func `a chunked answer is put together and its trailing error is seen`() async throws {
      let code =
        probe + """

          def handler(event, context):
              ask("POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\\r\\nHost: x\\r\\n"
                  "Transfer-Encoding: chunked\\r\\nTrailer: Lambda-Runtime-Function-Error-Type\\r\\n\\r\\n"
                  "3\\r\\n[1,\\r\\n3\\r\\n 2]\\r\\n0\\r\\n%s\\r\\n" % (context.aws_request_id, event))
          """
      try await withFunction(.python(code)) { platform, function in
        let good = await platform.call(function, #""""#)
        #expect(good.text == "[1, 2]")
        #expect(good.record.status == .ok)
        let failed = await platform.call(
          function, #""Lambda-Runtime-Function-Error-Type: Late.Failure\r\n""#)
        #expect(failed.record.errorClass == "Late.Failure")
      }
    }

    @Test func `more connections than a runtime needs are closed`() async throws {
      let code = """
        import socket, os
        def handler(event, context):
            address = tuple(os.environ["AWS_LAMBDA_RUNTIME_API"].split(":"))
            sockets = [socket.create_connection(address) for _ in range(40)]
            closed = 0
            for s in sockets[30:]:
                s.settimeout(5)
                try:
                    closed += s.recv(1) == b""
                except ConnectionResetError:
                    closed += 1
            return closed
        """
      try await withFunction(.python(code)) { platform, function in
        #expect(await platform.call(function).text == "10")
        #expect(await platform.call(function).record.status == .ok)
      }
    }

    @Test func `odd error reports become records`() async throws {
      let cases: [(body: String, type: String, message: String)] = [
        (#"{"errorType":"A","errorMessage":"b","stackTrace":["c\n","d"]}"#, "A", "b\nc\nd"),
        (#"{"errorType":"A","errorMessage":"b","stackTrace":[{"file":"x"}]}"#, "A", "b"),
        (#"{"errorType":5}"#, "Runtime.Unknown", ""),
        ("plain words", "Runtime.Unknown", "plain words"),
        ("", "Runtime.Unknown", ""),
      ]
      for example in cases {
        let request = RuntimeRequest(
          call: .initError, headers: HTTPHeaders(), body: Array(example.body.utf8), bodyLength: 0,
          isBodyTooLarge: false)
        let report = FunctionErrorReport(request)
        #expect(report.type == example.type)
        #expect(report.message == example.message)
      }
    }
  }
}
