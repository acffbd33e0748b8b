import Measurements

/// What a sandbox has used since it was made; `nil` where nobody counts.
struct ResourceUsage: Hashable, Sendable {
  var cpuNanoseconds: Int?
  var throttledNanoseconds: Int?
  var peakMemoryBytes: Int?
  var outOfMemoryKills: Int?

  /// CPU time and throttling from `earlier` until now, in ms.
  func measurements(since earlier: ResourceUsage) -> [String: Measurement] {
    var measurements: [String: Measurement] = [:]
    func add(_ name: String, _ path: KeyPath<ResourceUsage, Int?>) {
      guard let now = self[keyPath: path], let before = earlier[keyPath: path] else { return }
      measurements[name] = Measurement(value: Double(max(0, now - before)) / 1e6, unit: "ms")
    }
    add("cpu_time", \.cpuNanoseconds)
    add("throttled", \.throttledNanoseconds)
    return measurements
  }
}

/// What a sandbox may use.
struct SandboxLimits: Hashable, Sendable {
  /// Memory in MB of 2^20 bytes, as AWS Lambda counts; `nil` means no limit.
  var memoryMB: Int?
  /// Processors of the machine.
  var cores: Int
  /// Processes and threads, as on AWS Lambda.
  var processes = 1024

  /// Memory that AWS Lambda gives one whole core.
  static let megabytesPerCore = 1769

  var memoryBytes: Int? { memoryMB.map { $0 << 20 } }

  /// Cores that the memory size stands for; `nil` where that is no limit on this machine.
  var cpuShare: Double? {
    guard let memoryMB, memoryMB < Self.megabytesPerCore * cores else { return nil }
    return Double(memoryMB) / Double(Self.megabytesPerCore)
  }

  /// Quota and period in µs. The period is 20 ms, but for shares so small that the quota would be below
  /// the kernel's minimum of 1 ms.
  var cpuQuota: (quota: Int, period: Int)? {
    guard let cpuShare else { return nil }
    let period = max(20_000, Int((1000 / cpuShare).rounded(.up)))
    return (max(1000, Int((cpuShare * Double(period)).rounded())), min(period, 1_000_000))
  }
}
