import Testing

@testable import Platforms

extension LocalPlatformTests {
  @Suite struct Conformance {
    @Test(arguments: [true, false])
    func `it keeps the promises of a platform`(withControlGroups: Bool) async throws {
      let code = try FunctionCode.python(
        """
        import time

        def handler(event, context):
            if event.get("fail"):
                raise ValueError("asked to fail")
            time.sleep(event.get("sleep_ms", 0) / 1000)
            return {"slept": event.get("sleep_ms", 0)}
        """)
      defer { removeFolder(code.folder) }
      let options = withControlGroups ? LocalPlatformOptions() : .withoutControlGroups
      try await checkConformance(
        try LocalPlatform(options: options), code.package,
        ConformanceExpectations(
          success: Array(#"{"sleep_ms": 2}"#.utf8), failure: Array(#"{"fail": true}"#.utf8),
          slow: Array(#"{"sleep_ms": 20000}"#.utf8), timeoutMilliseconds: 2_000, memoryMB: 512, concurrency: 8
        ))
    }
  }
}
