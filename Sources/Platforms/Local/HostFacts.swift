import Glibc

/// Facts about this machine.
enum HostFacts {
  /// Model of the processor as the kernel names it.
  static let cpuModel: String? = {
    for line in (SmallFile.read("/proc/cpuinfo") ?? "").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].hasPrefix("model name") {
        return String(parts[1].drop(while: \.isWhitespace))
      }
    }
    return nil
  }()

  /// Processors that this process may use.
  static let cores: Int = {
    for line in (SmallFile.read("/proc/self/status") ?? "").split(separator: "\n") {
      guard line.hasPrefix("Cpus_allowed:") else { continue }
      return max(
        1, line.split(separator: "\t").last?.reduce(0) { $0 + ($1.hexDigitValue ?? 0).nonzeroBitCount } ?? 1)
    }
    return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }()

  /// Memory of the machine in MB of 2^20 bytes.
  static let memoryMB = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) >> 20

  /// Architecture in the words of AWS Lambda.
  static let architecture: String = {
    let machine = systemName.machine
    return machine == "aarch64" ? "arm64" : machine
  }()

  /// Name and version of the kernel.
  static let kernel = systemName.kernel

  /// A name of this machine that does not tell its name (FNV-1a of the host name).
  static let hostID: String = {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in systemName.host.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return "host-" + String(hash, radix: 16)
  }()

  private static let systemName: (kernel: String, machine: String, host: String) = {
    var names = utsname()
    uname(&names)
    func text<T>(_ field: T) -> String {
      withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    return ("\(text(names.sysname)) \(text(names.release))", text(names.machine), text(names.nodename))
  }()
}
