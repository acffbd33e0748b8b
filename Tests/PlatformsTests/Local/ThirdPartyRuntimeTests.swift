import FoundationEssentials
import Glibc
import Measurements
import Testing

@testable import Platforms

/// A folder with AWS's own runtime client, which production uses; made once with pip when that works.
private let awsRuntimeClient: String? = {
  guard let python = try? PythonInterpreter.find(),
    let folder = try? FunctionCode.newFolder(),
    let process = try? SpawnedProcess(
      program: python.path,
      arguments: ["-m", "pip", "install", "--quiet", "--target", folder, "awslambdaric"],
      environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": folder], descriptors: [])
  else { return nil }
  process.waitForEnd()
  let isInstalled = process.reap() == .exited(code: 0)
  if !isInstalled { removeFolder(folder) }
  return isInstalled ? folder : nil
}()

extension LocalPlatformTests {
  @Suite struct ThirdPartyRuntimes {
    @Test(.enabled("awslambdaric cannot be installed here") { awsRuntimeClient != nil })
    func `the runtime client of AWS runs unmodified`() async throws {
      let client = try #require(awsRuntimeClient)
      defer { removeFolder(client) }
      let python = try PythonInterpreter.find()
      let bootstrap = """
        #!/bin/sh
        export PYTHONPATH=\(client)
        exec \(python.path) -m awslambdaric "$_HANDLER"
        """
      let code = try FunctionCode.bootstrap(bootstrap)
      try code.add(
        "function.py",
        """
        def handler(event, context):
            if event.get("fail"):
                raise LookupError("nothing there")
            return {"event": event, "id": context.aws_request_id, "left": context.get_remaining_time_in_millis()}
        """)
      try await withFunction(code) { platform, function in
        let first = await platform.call(function, #"{"name": "Zoë"}"#)
        #expect(first.record.status == .ok, "\(first.record)")
        #expect(first.record.start == .cold)
        #expect(first.text?.contains(first.record.requestID ?? "none") == true)
        var overheads: [Int] = []
        for _ in 0..<20 {
          let warm = await platform.call(function).record
          #expect(warm.status == .ok && warm.start == .warm)
          overheads.append(warm.clientMicroseconds ?? .max)
        }
        let median = overheads.sorted()[10]
        print("awslambdaric: init \(first.record.initMicroseconds ?? 0) µs, warm call median \(median) µs")
        #expect(median < 20_000)
        let failed = await platform.call(function, #"{"fail": true}"#).record
        #expect(failed.status == .functionError)
        #expect(failed.errorClass == "LookupError")
        #expect(failed.message?.hasPrefix("nothing there\n") == true)
        #expect(await platform.call(function).record.start == .warm)
      }
      let broken = try FunctionCode.bootstrap(bootstrap)
      try broken.add("function.py", "raise OSError('no disk')")
      try await withFunction(broken) { platform, function in
        let record = await platform.call(function).record
        #expect(record.status == .functionError)
        #expect(record.errorClass == "OSError")
        #expect(record.message?.hasPrefix("no disk") == true)
      }
    }
  }
}
