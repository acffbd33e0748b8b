import Glibc

/// Measures the statistics of the toolkit, one work a process, so that its peak memory is its own.
///
///     Benchmarks list                     the names of all works
///     Benchmarks data FOLDER              the inputs, as little-endian doubles, for the peers
///     Benchmarks run WORK FOLDER RUNS     one line of JSON with the median CPU seconds and the peak memory
///     Benchmarks peers                    the names of works whose peer is a library that we call ourselves
///     Benchmarks peer WORK FOLDER RUNS    the same line for that peer
///
/// `scripts/bench-peers` runs each beside its peer and writes `reports/benchmarks.csv`.
@main
enum Benchmarks {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, arguments.count) {
    case ("list", 1): for work in Work.all { print(work.name) }
    case ("data", 2): try Inputs.write(to: arguments.dropFirst().first ?? ".")
    case ("run", 4):
      let words = Array(arguments)
      guard let work = Work.all.first(where: { $0.name == words[1] }), let runs = Int(words[3]), runs > 0
      else { usage() }
      print(try Measurement(work, inputs: Inputs(folder: words[2]), runs: runs).json(peer: nil))
    case ("peers", 1): for peer in LibraryPeer.all { print(peer.work.name) }
    case ("peer", 4):
      let words = Array(arguments)
      guard let peer = LibraryPeer.all.first(where: { $0.work.name == words[1] }), let runs = Int(words[3]),
        runs > 0
      else { usage() }
      print(try Measurement(peer.work, inputs: Inputs(folder: words[2]), runs: runs).json(peer: peer.name))
    default: usage()
    }
  }

  private static func usage() -> Never {
    print("usage: Benchmarks list | data FOLDER | run WORK FOLDER RUNS | peers | peer WORK FOLDER RUNS")
    exit(2)
  }
}

/// CPU time and memory of a work.
struct Measurement {
  let name: String
  let cpuSeconds: Double
  let peakMebibytes: Double
  let checksum: Double

  /// Runs the work once to warm up and then `runs` times; the median counts.
  init(_ work: Work, inputs: Inputs, runs: Int) throws {
    let prepared = try work.prepare(inputs)
    var checksum = try prepared()
    var times: [Double] = []
    for _ in 0..<runs {
      let begin = Self.processSeconds()
      checksum = try prepared()
      times.append(Self.processSeconds() - begin)
    }
    name = work.name
    cpuSeconds = times.sorted()[times.count / 2]
    self.checksum = checksum
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    peakMebibytes = Double(usage.ru_maxrss) / 1024
  }

  /// CPU time of all threads of the process.
  private static func processSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// One line for the script.
  func json(peer: String?) -> String {
    let label = peer.map { "\"peer\":\"\($0)\"," } ?? ""
    return
      "{\"work\":\"\(name)\",\(label)\"cpu_s\":\(cpuSeconds),\"peak_mib\":\(peakMebibytes),\"checksum\":\(checksum)}"
  }
}
