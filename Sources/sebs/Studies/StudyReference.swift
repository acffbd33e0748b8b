import ArgumentParser
import Studies

/// `sebs study nist`: how many digits of certified values are reached.
struct StudyReference: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nist",
    abstract:
      "How many digits of NIST's certified values are reached, beside numpy, scipy, statsmodels and R.",
    discussion: """
      Reads the reference data sets and the peers' digits, which scripts/peers-nist.py and
      scripts/peers-nist-nonlinear.py write.

      Example: sebs study nist --output reports/nist.csv
      """)

  @Option(help: "Folder of the data sets.")
  var data = "fixtures/nist-strd"

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Flag(help: "Print JSON instead of CSV.")
  var json = false

  func run() async throws {
    let rows = try ReferenceStudy.run { path in
      String(decoding: try InputFiles.bytes(of: "\(data)/\(path)"), as: UTF8.self)
    }
    if json { return try Terminal.outputJSON(rows) }
    let csv = ReferenceStudy.csv(rows)
    if let output { try InputFiles.write(csv, to: output) } else { Terminal.output(csv) }
  }
}
