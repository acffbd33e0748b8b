import FoundationEssentials
import Glibc
import Measurements
import Testing

@testable import Platforms

extension LocalPlatformTests {
  @Suite struct Limits {
    /// Allocates 600 MB in the handler when the event says so; else says its process.
    private let greedy = """
      import os, time
      def handler(event, context):
          if event == "eat":
              blocks = []
              for _ in range(600):
                  blocks.append(b"x" * 1048576)
                  time.sleep(0.001)
          return os.getpid()
      """

    /// Reaching a memory limit takes long on a small share of a slow machine.
    private func patient() -> LocalPlatformOptions {
      var options = LocalPlatformOptions()
      options.initTimeout = .seconds(120)
      return options
    }

    @Test(.enabled(if: controlGroupsWork, "no cgroups can be written here"))
    func `the kernel stops a function at its memory limit`() async throws {
      try await withFunction(.python(greedy), options: patient(), memoryMB: 256, timeoutMilliseconds: 120_000)
      { platform, function in
        #expect(platform.capabilities.isolation?.hasPrefix("process+cgroup-v") == true)
        #expect(platform.notices.isEmpty)
        let modest = await platform.call(function).record
        #expect(modest.status == .ok)
        #expect((3.0..<40.0).contains(modest.memoryUsedMB ?? 0))
        let record = await platform.call(function, "\"eat\"").record
        #expect(record.status == .functionError)
        #expect(record.errorClass == LocalErrorClass.outOfMemory)
        #expect(record.message == "The sandbox was stopped at the memory limit of 256 MB.")
        #expect((250.0...256.5).contains(record.memoryUsedMB ?? 0))
        #expect(await platform.call(function).record.start == .cold)
      }
    }

    @Test(.enabled(if: controlGroupsWork, "no cgroups can be written here"))
    func `the memory limit holds while code is loaded`() async throws {
      let code = "hoard = b'x' * (600 << 20)\ndef handler(event, context): pass"
      try await withFunction(.python(code), options: patient(), memoryMB: 256) { platform, function in
        let record = await platform.call(function).record
        #expect(record.errorClass == LocalErrorClass.outOfMemory)
        #expect(record.initMicroseconds == nil)
      }
    }

    @Test(.enabled(if: controlGroupsWork, "no cgroups can be written here"))
    func `CPU is given in proportion to memory`() async throws {
      let busy = """
        import time
        def handler(event, context):
            end = time.monotonic() + 2
            used = time.process_time()
            while time.monotonic() < end:
                pass
            return time.process_time() - used
        """
      try await withFunction(.python(busy), memoryMB: 128) { platform, function in
        let outcome = await platform.call(function)
        let wall = Double(try #require(outcome.record.functionMicroseconds)) / 1e6
        let used = try #require(outcome.text.flatMap(Double.init))
        print("CPU share at 128 MB: \(used / wall), due: \(128.0 / 1769)")
        #expect((0.02..<0.11).contains(used / wall))
        let counted = try #require(outcome.record.measurements["cpu_time"])
        #expect(counted.unit == "ms")
        #expect(abs(counted.value / 1000 - used) < 0.1)
        #expect((outcome.record.measurements["throttled"]?.value ?? 0) > 500)
      }
    }

    @Test(.enabled(if: controlGroupsWork, "no cgroups can be written here"))
    func `a call is charged only for its own CPU time`() async throws {
      let code = """
        import time
        def handler(event, context):
            end = time.process_time() + event
            while time.process_time() < end:
                pass
        """
      try await withFunction(.python(code)) { platform, function in
        let first = await platform.call(function, "0.3").record
        let second = await platform.call(function, "0.1").record
        #expect((290.0..<500.0).contains(first.measurements["cpu_time"]?.value ?? 0))
        #expect((95.0..<250.0).contains(second.measurements["cpu_time"]?.value ?? 0))
      }
    }

    @Test(.enabled(if: controlGroupsWork, "no cgroups can be written here"))
    func `no cgroup is left behind, not even by processes that ran away`() async throws {
      let runaway = """
        import subprocess
        def handler(event, context):
            return subprocess.Popen(["sleep", "600"], start_new_session=True).pid
        """
      let parent = try ControlGroupParent.acquire(ControlGroupFiles()).get()
      defer { parent.release() }
      func groups() throws -> [String] {
        try parent.directories.values.flatMap { try FileManager.default.contentsOfDirectory(atPath: $0) }
          .filter { $0.hasPrefix(DriverIdentity.current.prefix) && $0 != DriverIdentity.current.leafName }
      }
      var process: pid_t?
      try await withFunction(.python(runaway), memoryMB: 128) { platform, function in
        process = await platform.call(function).text.flatMap { pid_t($0) }
        #expect(try !groups().isEmpty)
        let id = try #require(process)
        #expect(kill(id, 0) == 0)
      }
      #expect(try groups().isEmpty)
      let left = ProcessTree.statistics(of: try #require(process))
      #expect(left == nil || left?.residentPages == 0)
    }

    @Test(.enabled(if: controlGroupsWork, "no cgroups can be written here"))
    func `cgroups of a killed driver are swept, those of others are not`() throws {
      let parent = try ControlGroupParent.acquire(ControlGroupFiles()).get()
      defer { parent.release() }
      let me = DriverIdentity.current
      // A process number beyond what the kernel gives out.
      let dead = DriverIdentity(namespace: me.namespace, process: 1 << 30, startTicks: 1).prefix + "x"
      let foreign = DriverIdentity(namespace: 1, process: 1 << 30, startTicks: 1).prefix + "x"
      let directories = Set(parent.directories.values)
      for directory in directories {
        for name in [dead, foreign, me.prefix + "x"] { mkdir("\(directory)/\(name)", 0o755) }
      }
      parent.sweep()
      for directory in directories {
        #expect(access("\(directory)/\(dead)", F_OK) != 0)
        #expect(rmdir("\(directory)/\(foreign)") == 0)
        #expect(rmdir("\(directory)/\(me.prefix)x") == 0)
      }
    }

    @Test func `without cgroups memory is watched and the results say what was not limited`() async throws {
      try await withFunction(
        .python(greedy), options: .withoutControlGroups, memoryMB: 256, timeoutMilliseconds: 120_000
      ) {
        platform, function in
        #expect(platform.capabilities.isolation == "process")
        #expect(function.configuration.isolation == "process")
        #expect(platform.notices.count == 2)
        #expect(platform.notices.first?.contains("times do not depend on memory size") == true)
        let modest = await platform.call(function).record
        #expect(modest.status == .ok)
        #expect(modest.measurements["cpu_time"] != nil)
        #expect(modest.measurements["throttled"] == nil)
        let record = await platform.call(function, "\"eat\"").record
        #expect(record.status == .functionError)
        #expect(record.errorClass == LocalErrorClass.outOfMemory)
        #expect((record.memoryUsedMB ?? 0) > 256)
        #expect(await platform.call(function).record.start == .cold)
      }
    }

    @Test func `without cgroups the memory of children counts too`() async throws {
      let code = """
        import subprocess, sys, time
        def handler(event, context):
            child = "b = b'x' * (200 << 20); import time; time.sleep(30)"
            subprocess.Popen([sys.executable, "-c", child])
            time.sleep(20)
        """
      try await withFunction(.python(code), options: .withoutControlGroups, memoryMB: 96) {
        platform, function in
        let record = await platform.call(function).record
        #expect(record.errorClass == LocalErrorClass.outOfMemory, "\(record)")
      }
    }
  }
}
