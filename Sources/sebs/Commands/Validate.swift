import ArgumentParser
import Interchange
import Measurements

/// `sebs validate`: checks a file against the open format.
struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists every violation of the open format with line, field and expectation.",
    discussion: """
      Examples:
        sebs validate measurements.jsonl
        sebs validate --schema > sebs-1.schema.json
      """)

  @Argument(help: "Files in sebs JSON Lines or CSV.")
  var files: [String] = []

  @Flag(help: "Print the JSON Schema of the format and end.")
  var schema = false

  @Flag(help: "Print the violations as JSON.")
  var json = false

  func validate() throws {
    if files.isEmpty, !schema { throw ValidationError("Name a file to check, or ask for --schema.") }
  }

  func run() async throws {
    if schema { return Terminal.output(OpenFormat.jsonSchema()) }
    var checked: [Checked] = []
    for file in files {
      checked.append(Checked(file: file, violations: Validator.validate(try InputFiles.bytes(of: file))))
    }
    if json {
      try Terminal.outputJSON(checked)
    } else {
      for entry in checked {
        for violation in entry.violations { Terminal.output("\(entry.file): \(violation)\n") }
        let errors = entry.violations.count { $0.severity == .error }
        let warnings = entry.violations.count - errors
        Terminal.output("\(entry.file): \(errors) errors, \(warnings) warnings\n")
      }
    }
    if checked.contains(where: { $0.violations.contains { $0.severity == .error } }) {
      throw ExitCode(ExitStatus.inputUnreadable.rawValue)
    }
  }

  private struct Checked: Encodable {
    var file: String
    var violations: [Violation]
  }
}
