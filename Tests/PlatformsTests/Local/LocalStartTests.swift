import FoundationEssentials
import Glibc
import Measurements
import Testing

@testable import Platforms

extension LocalPlatformTests {
  @Suite struct Starts {
    private let counting = """
      import os
      count = 0
      def handler(event, context):
          global count
          count += 1
          return {"count": count, "pid": os.getpid(), "event": event}
      """

    @Test func `the first call is cold and the next is warm in the same sandbox`() async throws {
      try await withFunction(.python(counting)) { platform, function in
        let first = await platform.call(function, #"{"a": [1, "ü"]}"#)
        let second = await platform.call(function)
        #expect(first.record.status == .ok)
        #expect(first.text?.contains(#""count": 1"#) == true)
        #expect(first.text?.contains(#"{"a": [1, "\u00fc"]}"#) == true)
        #expect(first.record.start == .cold)
        #expect(second.text?.contains(#""count": 2"#) == true)
        #expect(second.record.start == .warm)
        #expect(first.record.containerID == second.record.containerID)
        #expect(first.record.requestID != second.record.requestID)
      }
    }

    @Test func `durations of a cold call add up to no more than the client saw`() async throws {
      try await withFunction(.python(counting)) { platform, function in
        let record = await platform.call(function).record
        let start = try #require(record.initMicroseconds)
        let queue = try #require(record.queueMicroseconds)
        let provider = try #require(record.providerMicroseconds)
        let inside = try #require(record.functionMicroseconds)
        let client = try #require(record.clientMicroseconds)
        #expect(start > 1000)
        #expect(inside <= provider)
        #expect(queue + start + provider <= client + 3)
        #expect(record.billedMilliseconds == (provider + 999) / 1000)
        let sent = try #require(record.sentUnixNanoseconds)
        let done = try #require(record.doneUnixNanoseconds)
        #expect((done - sent) / 1000 == client)
        #expect(record.bytesOut == 2)
        #expect((record.bytesIn ?? 0) > 10)
        #expect(record.traceID?.split(separator: "-").map(\.count) == [1, 8, 24])
        let warm = await platform.call(function).record
        #expect(warm.initMicroseconds == nil)
      }
    }

    @Test func `four calls at once meet four sandboxes and the next meets the one used last`() async throws {
      let slow = "import time\ndef handler(event, context):\n    time.sleep(event)\n    return 1"
      try await withFunction(.python(slow)) { platform, function in
        let records = await withTaskGroup(of: Invocation.self) { group in
          for seconds in ["0.4", "0.7", "1.3", "1"] {
            group.addTask { await platform.call(function, seconds).record }
          }
          return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(records.map(\.containerID)).count == 4)
        #expect(records.allSatisfy { $0.status == .ok && $0.start == .cold })
        let next = await platform.call(function, "0").record
        #expect(next.start == .warm)
        #expect(next.containerID == records.last?.containerID)
      }
    }

    @Test func `calls beyond the most sandboxes are throttled`() async throws {
      let slow = "import time\ndef handler(event, context):\n    time.sleep(0.4)\n    return 1"
      var options = LocalPlatformOptions()
      options.maximumSandboxes = 1
      try await withFunction(.python(slow), options: options) { platform, function in
        async let first = platform.call(function).record
        async let second = platform.call(function).record
        let records = await [first, second]
        #expect(Set(records.map(\.status)) == [.ok, .throttled])
        #expect(records.first { $0.status == .throttled }?.errorClass == LocalErrorClass.throttled)
      }
    }

    @Test func `a forced cold start ends free sandboxes at once and busy ones after their call`() async throws
    {
      let code = """
        import os, time
        def handler(event, context):
            time.sleep(event)
            return os.getpid()
        """
      try await withFunction(.python(code)) { platform, function in
        let first = await platform.call(function, "0")
        try await platform.forceColdStart(function)
        let process = try #require(first.text.flatMap { pid_t($0) })
        #expect(kill(process, 0) == -1)
        let second = await platform.call(function, "0").record
        #expect(second.start == .cold)
        #expect(second.containerID != first.record.containerID)

        async let busy = platform.call(function, "0.6").record
        try await Task.sleep(for: .milliseconds(150))
        try await platform.forceColdStart(function)
        #expect(await busy.status == .ok)
        let third = await platform.call(function, "0").record
        #expect(third.start == .cold)
      }
    }

    @Test func `a sandbox is evicted when it has been idle for too long`() async throws {
      var options = LocalPlatformOptions()
      options.keepAlive = .milliseconds(100)
      try await withFunction(.python(counting), options: options) { platform, function in
        _ = await platform.call(function)
        try await Task.sleep(for: .milliseconds(500))
        #expect(await platform.call(function).record.start == .cold)
      }
    }

    @Test func `a sandbox that died while idle is replaced without a lost call`() async throws {
      let code = """
        import os, threading
        def handler(event, context):
            threading.Timer(0.1, os._exit, [0]).start()
            return 1
        """
      try await withFunction(.python(code)) { platform, function in
        _ = await platform.call(function)
        try await Task.sleep(for: .milliseconds(400))
        let second = await platform.call(function).record
        #expect(second.status == .ok)
        #expect(second.start == .cold)
      }
    }

    @Test func `the sandbox has what the cloud has and nothing of the driver`() async throws {
      setenv("SEBS_TEST_SECRET", "do not tell", 1)
      let code = """
        import os, sys
        def handler(event, context):
            descriptors = [d for d in os.listdir("/proc/self/fd") if int(d) > 2 and os.path.exists("/proc/self/fd/" + d)]
            links = [os.readlink("/proc/self/fd/" + d) for d in descriptors]
            return {"env": dict(os.environ), "cwd": os.getcwd(), "tmp": os.path.isdir(os.environ["TMPDIR"]),
                    "remaining": context.get_remaining_time_in_millis(), "id": context.aws_request_id,
                    "arn": context.invoked_function_arn, "memory": context.memory_limit_in_mb,
                    "open": [l.split(":")[0] for l in links if not l.startswith("/proc/")],
                    "session": os.getsid(0) == os.getpid(), "path": sys.path[0]}
        """
      struct Reply: Decodable {
        var env: [String: String], cwd: String, tmp: Bool, remaining: Int, id: String, arn: String
        var memory: String, open: [String], session: Bool, path: String
      }
      try await withFunction(.python(code), memoryMB: 512, environment: ["MODE": "fast"]) {
        platform, function in
        let outcome = await platform.call(function)
        let reply = try JSONDecoder().decode(Reply.self, from: Data(outcome.body ?? []))
        #expect(reply.env["SEBS_TEST_SECRET"] == nil)
        #expect(reply.env["HOME"] == nil)
        #expect(reply.env["MODE"] == "fast")
        #expect(reply.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512")
        #expect(reply.env["_HANDLER"] == "function.handler")
        #expect(reply.cwd == reply.env["LAMBDA_TASK_ROOT"])
        #expect(reply.path == reply.cwd)
        #expect(reply.tmp && reply.session)
        // Its connection to the Runtime API and nothing else.
        #expect(reply.open == ["socket"])
        #expect((9000...10_000).contains(reply.remaining))
        #expect(reply.id == outcome.record.requestID)
        #expect(reply.arn.hasSuffix(":function:" + function.id))
        #expect(reply.memory == "512")
      }
    }

    @Test func `the configuration tells what was fixed`() async throws {
      try await withFunction(.python(counting), memoryMB: 256) { platform, function in
        let configuration = function.configuration
        #expect(configuration.platform == "local")
        #expect(configuration.memoryMB == 256)
        #expect(configuration.language == "python")
        #expect(configuration.runtime?.hasPrefix("python3.") == true)
        #expect(configuration.runtimeVersion?.split(separator: ".").count == 3)
        #expect(configuration.isolation == platform.capabilities.isolation)
        if controlGroupsWork { #expect(abs((configuration.vcpu ?? 0) - 256.0 / 1769) < 1e-12) }
      }
    }

    @Test func `a program that speaks the Runtime API needs no Python client`() async throws {
      let script = """
        #!/bin/bash
        # As in the cloud provider's tutorial, but without curl.
        exec 3<>"/dev/tcp/${AWS_LAMBDA_RUNTIME_API/://}"
        read_reply() {
          length=0
          while IFS= read -r line <&3; do
            line=${line%$'\\r'}
            [ -z "$line" ] && break
            case "$line" in
              Lambda-Runtime-Aws-Request-Id:*) id=${line#*: } ;;
              Content-Length:*) length=${line#*: } ;;
            esac
          done
          IFS= read -r -N "$length" body <&3
        }
        while true; do
          printf 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' >&3
          read_reply
          answer="{\\"got\\": $body}"
          printf 'POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: %d\\r\\n\\r\\n%s' \\
            "$id" "${#answer}" "$answer" >&3
          read_reply
        done
        """
      try await withFunction(.bootstrap(script)) { platform, function in
        let first = await platform.call(function, #"{"x": 1}"#)
        #expect(first.text == #"{"got": {"x": 1}}"#)
        #expect(first.record.functionMicroseconds == nil)
        #expect(first.record.start == .cold)
        let second = await platform.call(function, "[2]")
        #expect(second.text == #"{"got": [2]}"#)
        #expect(second.record.start == .warm)
        #expect(function.configuration.runtime == "provided")
      }
    }

    @Test func `warm calls cost little more than the function itself`() async throws {
      let code = "def handler(event, context):\n    return event"
      try await withFunction(.python(code)) { platform, function in
        _ = await platform.call(function)
        var overheads: [Int] = []
        for _ in 0..<200 {
          let record = await platform.call(function).record
          #expect(record.start == .warm)
          overheads.append(
            try #require(record.clientMicroseconds) - (try #require(record.functionMicroseconds)))
        }
        var starts: [Int] = []
        for _ in 0..<5 {
          try await platform.forceColdStart(function)
          starts.append(try #require(await platform.call(function).record.initMicroseconds))
        }
        let median = overheads.sorted()[100]
        print("warm overhead: median \(median) µs of 200; cold starts: \(starts.sorted()) µs")
        // Two segments a reply instead of one would cost 40 ms or more.
        #expect(median < 5000)
      }
    }
  }
}
