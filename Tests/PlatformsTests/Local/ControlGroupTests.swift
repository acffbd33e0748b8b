import Glibc
import Testing

@testable import Platforms

@Suite struct ControlGroupTests {
  @Test func `mounts of both generations are read`() {
    let text = """
      25 30 0:23 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755
      32 25 0:28 / /sys/fs/cgroup/memory rw,nosuid - cgroup cgroup rw,memory
      33 25 0:29 /docker/abc /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
      35 25 0:31 / /mnt/a\\040b rw shared:5 - cgroup2 cgroup2 rw,nsdelegate
      nonsense
      """
    let mounts = ControlGroupProbe.mounts(text)
    #expect(mounts.count == 3)
    #expect(mounts[0].version == .v1 && mounts[0].controllers.contains("memory"))
    #expect(mounts[1].controllers.isSuperset(of: ["cpu", "cpuacct"]) && mounts[1].root == "/docker/abc")
    #expect(mounts[2] == .init(version: .v2, controllers: [], root: "/", point: "/mnt/a b"))
  }

  @Test func `own cgroups are read by controller`() {
    let membership = ControlGroupProbe.membership(
      "9:name=systemd:/\n4:cpu,cpuacct:/a:b\n0::/user.slice/x.scope\n")
    #expect(membership["cpu"] == "/a:b")
    #expect(membership["cpuacct"] == "/a:b")
    #expect(membership[""] == "/user.slice/x.scope")
  }

  @Test func `a cgroup is found below a mount that shows a part of the hierarchy`() {
    var mount = ControlGroupProbe.Mount(version: .v2, controllers: [], root: "/", point: "/cg")
    #expect(ControlGroupProbe.directory(of: "/", in: mount) == "/cg")
    #expect(ControlGroupProbe.ancestry(of: "/a/b", in: mount) == ["/cg/a/b", "/cg/a", "/cg"])
    #expect(ControlGroupProbe.ancestry(of: "/../a", in: mount) == ["/cg"])
    mount.root = "/docker/abc"
    #expect(ControlGroupProbe.directory(of: "/docker/abc", in: mount) == "/cg")
    #expect(ControlGroupProbe.directory(of: "/docker/abc/x", in: mount) == "/cg/x")
    #expect(ControlGroupProbe.directory(of: "/docker/abcd", in: mount) == "/cg")
  }

  @Test func `what is missing is told in words`() {
    let probe = ControlGroupProbe(files: ControlGroupFiles(membership: "/no/file", mounts: "/no/file"))
    guard case .failure(let error) = probe.find() else {
      Issue.record("a cgroup was found where there is none")
      return
    }
    #expect(error.reason == "the kernel does not tell this process its cgroups")
  }

  @Test func `CPU shares follow memory as in the cloud`() throws {
    func limits(_ memoryMB: Int?, cores: Int = 2) -> SandboxLimits {
      SandboxLimits(memoryMB: memoryMB, cores: cores)
    }
    #expect(limits(1769).cpuShare == 1)
    #expect(limits(nil).cpuShare == nil)
    #expect(limits(3538).cpuShare == nil)
    #expect(limits(3537).cpuShare != nil)
    for memoryMB in [16, 64, 88, 89, 128, 512, 1024, 3000] {
      let (quota, period) = try #require(limits(memoryMB).cpuQuota)
      #expect(quota >= 1000 && (20_000...1_000_000).contains(period))
      let due = Double(memoryMB) / 1769
      #expect(abs(Double(quota) / Double(period) - due) < 0.002 * due + 1 / Double(period))
    }
    let smallest = try #require(limits(128).cpuQuota)
    #expect(smallest == (1447, 20_000))
  }

  @Test func `the driver that a cgroup belongs to is known from its name`() {
    let me = DriverIdentity.current
    #expect(DriverIdentity(directoryName: me.prefix + "abc") == me)
    #expect(!me.hasEnded)
    #expect(DriverIdentity(namespace: me.namespace, process: getpid(), startTicks: 1).hasEnded)
    #expect(!DriverIdentity(namespace: 7, process: 1 << 30, startTicks: 1).hasEnded)
    for name in ["", "sebs", "sebs-1-2-3", "sebs-1-x-3-a", "sebs-1--2-3-a", "other-1-2-3-a"] {
      #expect(DriverIdentity(directoryName: name) == nil)
    }
  }

  @Test func `a process line is read even when its name is odd`() throws {
    let line =
      "42 (a) b (c) R 1 42 40 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 12345 1000000 77 18446744073709551615"
    let statistics = try #require(ProcessTree.parse(line))
    #expect(statistics == .init(parent: 1, session: 40, startTicks: 12345, residentPages: 77))
    #expect(ProcessTree.parse("42 (short) R 1") == nil)
    #expect(ProcessTree.parse("") == nil)
    let me = try #require(ProcessTree.statistics(of: getpid()))
    #expect(me.parent == getppid() && me.session == getsid(0) && me.residentPages > 0)
  }
}
