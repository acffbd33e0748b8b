import FoundationEssentials
import Glibc
import Measurements
import Testing

@testable import Platforms

extension LocalPlatformTests {
  @Suite struct Failures {
    /// Calls a function once and checks that the platform serves a good function afterwards.
    private func record(
      _ code: FunctionCode, options: LocalPlatformOptions = LocalPlatformOptions(), memoryMB: Int? = nil,
      timeoutMilliseconds: Int = 10_000, payload: String = "{}"
    ) async throws -> Invocation {
      var result = Invocation(runID: "")
      try await withFunction(
        code, options: options, memoryMB: memoryMB, timeoutMilliseconds: timeoutMilliseconds
      ) { platform, function in
        result = await platform.call(function, payload).record
      }
      return result
    }

    @Test func `a call over the time limit is stopped and recorded`() async throws {
      let code = "import time\ndef handler(event, context):\n    time.sleep(60)"
      let record = try await record(.python(code), timeoutMilliseconds: 300)
      #expect(record.status == .timeout)
      #expect(record.errorClass == LocalErrorClass.timedOut)
      #expect(record.message == "The call was stopped at the time limit of 300 ms.")
      #expect((300_000..<2_000_000).contains(record.providerMicroseconds ?? 0))
      #expect(record.initMicroseconds != nil)
      #expect(record.functionMicroseconds == nil)
    }

    @Test func `a crash carries exit status and last output`() async throws {
      let code = """
        import os
        def handler(event, context):
            print("line " * 2000)
            print("about to fail")
            os._exit(7)
        """
      let record = try await record(.python(code))
      #expect(record.status == .functionError)
      #expect(record.errorClass == LocalErrorClass.exited)
      #expect(record.message?.hasPrefix("The runtime ended with exit status 7.") == true)
      #expect(record.message?.hasSuffix("about to fail") == true)
      #expect((record.message?.count ?? 0) <= Invocation.messageLimit)
    }

    @Test func `a crash by a signal names the signal`() async throws {
      let code = "import os, signal\ndef handler(event, context):\n    os.kill(os.getpid(), signal.SIGSEGV)"
      let record = try await record(.python(code))
      #expect(record.errorClass == LocalErrorClass.exited)
      #expect(record.message?.hasPrefix("The runtime ended with signal 11 (Segmentation fault)") == true)
    }

    @Test func `an answer that was sent before the process ended counts`() async throws {
      let code = """
        import socket, os
        def handler(event, context):
            body = b"42"
            s = socket.create_connection(tuple(os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")))
            path = "/2018-06-01/runtime/invocation/%s/response" % context.aws_request_id
            s.sendall(("POST %s HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 2\\r\\n\\r\\n" % path).encode() + body)
            os._exit(3)
        """
      let record = try await record(.python(code))
      #expect(record.status == .ok)
      #expect(record.bytesIn == 2)
    }

    @Test func `an error of the handler comes with class, message and trace`() async throws {
      let code = "def inner():\n    raise KeyError('colour')\ndef handler(event, context):\n    inner()"
      let record = try await record(.python(code))
      #expect(record.status == .functionError)
      #expect(record.errorClass == "KeyError")
      #expect(record.message?.hasPrefix("'colour'\n") == true)
      #expect(record.message?.contains("in inner") == true)
      #expect(record.functionMicroseconds != nil)
      let long = try await self.record(
        .python("def handler(event, context):\n    raise ValueError('x' * 5000)"))
      #expect(long.message?.count == Invocation.messageLimit)
    }

    @Test func `a result that JSON cannot express is an error`() async throws {
      let record = try await record(.python("def handler(event, context):\n    return {1j}"))
      #expect(record.errorClass == "Runtime.MarshalError")
    }

    @Test(arguments: [
      ("import missing_module\ndef handler(event, context): pass", "Runtime.ImportModuleError"),
      ("def handler(event, context)\n    pass", "Runtime.UserCodeSyntaxError"),
      ("other = 1", "Runtime.HandlerNotFound"),
      ("raise RuntimeError('not today')", "RuntimeError"),
    ])
    func `an error while loading is reported by its class`(_ source: String, _ errorClass: String)
      async throws
    {
      let record = try await record(.python(source))
      #expect(record.status == .functionError)
      #expect(record.errorClass == errorClass)
      #expect(record.start == .cold)
      #expect(record.initMicroseconds == nil)
      #expect(record.providerMicroseconds == nil)
    }

    @Test func `a crash while starting is told apart from one in a call`() async throws {
      let record = try await record(.bootstrap("#!/bin/sh\necho no config >&2\nexit 3"))
      #expect(record.status == .functionError)
      #expect(record.errorClass == LocalErrorClass.exited)
      #expect(
        record.message
          == "The runtime ended with exit status 3 while it was starting. Last output:\nno config")
    }

    @Test func `a bootstrap that cannot be executed is a failure of the platform`() async throws {
      let record = try await record(.bootstrap("#!/no/such/interpreter\n"))
      #expect(record.status == .platformError)
      #expect(record.errorClass == LocalErrorClass.launchFailed)
      #expect(record.message?.contains("cannot execute") == true)
    }

    @Test func `a runtime that never asks for a call is stopped`() async throws {
      var options = LocalPlatformOptions()
      options.initTimeout = .milliseconds(400)
      let record = try await record(
        .python("import time\nprint('loading')\ntime.sleep(60)"), options: options)
      #expect(record.status == .timeout)
      #expect(record.errorClass == LocalErrorClass.initTimedOut)
      #expect(record.message?.hasSuffix("loading") == true)
    }

    @Test func `a runtime that does not come back after its answer is stopped`() async throws {
      let code = """
        import socket, os, time
        def handler(event, context):
            s = socket.create_connection(tuple(os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")))
            path = "/2018-06-01/runtime/invocation/%s/response" % context.aws_request_id
            s.sendall(("POST %s HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 2\\r\\n\\r\\n42" % path).encode())
            time.sleep(60)
        """
      try await withFunction(.python(code), timeoutMilliseconds: 500) { platform, function in
        #expect(await platform.call(function).record.status == .ok)
        let second = await platform.call(function).record
        #expect(second.status == .timeout)
        #expect(second.start == .warm)
        #expect(second.providerMicroseconds == nil)
      }
    }

    @Test func `an answer that is not JSON is an error`() async throws {
      let code = """
        import json
        json.dumps = lambda value: "plainly not JSON"
        def handler(event, context):
            return 1
        """
      let record = try await record(.python(code))
      #expect(record.status == .functionError)
      #expect(record.errorClass == LocalErrorClass.nonJSONResponse)
      #expect(record.message == "The response is not JSON: plainly not JSON")
      #expect(record.bytesIn == 16)
    }

    @Test func `an answer over the limit is an error and the sandbox lives on`() async throws {
      var options = LocalPlatformOptions()
      options.responseLimitBytes = 1000
      let code = "def handler(event, context):\n    return 'x' * event"
      try await withFunction(.python(code), options: options) { platform, function in
        let large = await platform.call(function, "5000000").record
        #expect(large.errorClass == LocalErrorClass.responseTooLarge)
        #expect(large.bytesIn == 5_000_002)
        let small = await platform.call(function, "998").record
        #expect(small.status == .ok)
        #expect(small.start == .warm)
      }
    }

    @Test func `a payload that is not JSON is the function's error`() async throws {
      let record = try await record(.python("def handler(event, context): pass"), payload: "{oops")
      #expect(record.status == .functionError)
      #expect(record.errorClass == "JSONDecodeError")
    }

    @Test func `cancelling the caller ends the call and the process`() async throws {
      let code = """
        import os, time
        def handler(event, context):
            with open(event, "w") as file:
                file.write(str(os.getpid()))
            time.sleep(60)
        """
      let folder = try FunctionCode.newFolder()
      defer { removeFolder(folder) }
      try await withFunction(.python(code), timeoutMilliseconds: 60_000) { platform, function in
        let task = Task { await platform.call(function, "\"\(folder)/pid\"").record }
        var process: pid_t?
        for _ in 0..<500 where process == nil {
          try await Task.sleep(for: .milliseconds(10))
          process = SmallFile.read(folder + "/pid").flatMap { pid_t($0) }
        }
        task.cancel()
        let record = await task.value
        #expect(record.status == .platformError)
        #expect(record.errorClass == LocalErrorClass.cancelled)
        #expect((record.clientMicroseconds ?? .max) < 30_000_000)
        let id = try #require(process)
        for _ in 0..<500 where kill(id, 0) == 0 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(kill(id, 0) == -1)
      }
    }

    @Test func `processes that a function leaves running end with its sandbox`() async throws {
      let code = """
        import subprocess
        def handler(event, context):
            return subprocess.Popen(["sleep", "600"]).pid
        """
      var process: pid_t?
      try await withFunction(.python(code)) { platform, function in
        process = await platform.call(function).text.flatMap { pid_t($0) }
        let id = try #require(process)
        #expect(kill(id, 0) == 0)
      }
      // A process whose parent has ended is a zombie until the system's first process has taken it.
      let left = ProcessTree.statistics(of: try #require(process))
      #expect(left == nil || left?.residentPages == 0)
    }

    @Test func `folders that a function made unwritable are removed with it`() async throws {
      let code = """
        import os
        def handler(event, context):
            path = os.environ["TMPDIR"] + "/a/b"
            os.makedirs(path)
            os.chmod(path, 0)
            return 1
        """
      #expect(try await record(.python(code)).status == .ok)
    }

    @Test func `folders of a killed driver are swept, those of others are not`() async throws {
      let parent = try FunctionCode.newFolder()
      defer { removeFolder(parent) }
      let me = DriverIdentity.current
      let dead = DriverIdentity(namespace: me.namespace, process: 1 << 30, startTicks: 1).prefix + "x"
      let kept = [
        me.prefix + "x", DriverIdentity(namespace: 1, process: 1 << 30, startTicks: 1).prefix + "x",
      ]
      for name in kept + [dead] { mkdir("\(parent)/\(name)", 0o700) }
      symlink(parent, "\(parent)/\(dead)y")
      var options = LocalPlatformOptions()
      options.temporaryFolder = parent
      await (try LocalPlatform(options: options)).shutDown()
      let left = try FileManager.default.contentsOfDirectory(atPath: parent)
      #expect(Set(left) == Set(kept + [dead + "y"]))
    }

    @Test func `wrong packages and settings are refused with a remedy`() async throws {
      let platform = try LocalPlatform()
      let good = try FunctionCode.python("def handler(event, context): pass")
      defer { removeFolder(good.folder) }
      let settings = FunctionSettings(memoryMB: 128, timeoutMilliseconds: 1000)
      func reason(_ package: FunctionPackage, _ settings: FunctionSettings) async -> String {
        do {
          _ = try await platform.deploy(package, settings: settings)
          return "none"
        } catch {
          return (error as? PlatformError)?.reason ?? "another error"
        }
      }
      var package = good.package
      package.folder = "/no/such/folder"
      #expect(await reason(package, settings) == "/no/such/folder is not a folder")
      package = good.package
      package.handler = "handler"
      #expect(await reason(package, settings).contains("names no module and function"))
      package.runtime = .provided
      #expect(await reason(package, settings).contains("bootstrap is missing"))
      var wrong = settings
      wrong.environment = ["AWS_LAMBDA_RUNTIME_API": "evil:80"]
      #expect(await reason(good.package, wrong).contains("AWS_LAMBDA_RUNTIME_API is set by the platform"))
      wrong.environment = ["A\0": "b"]
      #expect(await reason(good.package, wrong).contains("no process can have"))
      wrong = FunctionSettings(memoryMB: 0, timeoutMilliseconds: 1000)
      #expect(await reason(good.package, wrong).contains("cannot be run"))
      wrong = FunctionSettings(memoryMB: 128, timeoutMilliseconds: 0)
      #expect(await reason(good.package, wrong).contains("not positive"))

      let function = try await platform.deploy(good.package, settings: settings)
      try await platform.remove(function)
      let record = await platform.call(function).record
      #expect(record.status == .platformError)
      #expect(record.errorClass == LocalErrorClass.notFound)
      try await platform.remove(function)
      await platform.shutDown()
      await platform.shutDown()
      #expect(await reason(good.package, settings) == "the platform has been shut down")
    }
  }
}
