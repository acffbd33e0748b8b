import Archive
import ArgumentParser
import Foundation
import Measurements
import Platforms

/// `sebs doctor`: what works here, and what to do about what does not.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks what this machine can measure and says how to mend what it cannot.",
    discussion: "Example: sebs doctor --json")

  @OptionGroup var store: StoreOptions
  @Flag(help: "Print the checks as JSON.")
  var json = false

  func run() async throws {
    var checks = [interpreter(), archive()]
    checks += await platform()
    if json {
      try Terminal.outputJSON(checks)
    } else {
      for check in checks {
        Terminal.output("\(check.isFine ? "ok  " : "note")  \(check.subject): \(check.finding)\n")
        if let remedy = check.remedy { Terminal.output("      \(remedy)\n") }
      }
    }
    if checks.contains(where: { $0.isFatal }) { throw ExitCode(ExitStatus.platformFailed.rawValue) }
  }

  private func interpreter() -> Check {
    do {
      let python = try PythonInterpreter.find()
      return Check(subject: "Python", finding: "\(python.version) at \(python.path)")
    } catch {
      return Check(subject: "Python", finding: "\(error)", isFatal: true)
    }
  }

  private func archive() -> Check {
    do {
      let count = try store.open().campaigns().count
      return Check(subject: "Store", finding: "\(count) campaigns")
    } catch {
      return Check(subject: "Store", finding: "\(error)", isFatal: true)
    }
  }

  private func platform() async -> [Check] {
    do {
      let platform = try LocalPlatform()
      let isolation = platform.capabilities.isolation ?? "process"
      var checks = [Check(subject: "Local platform", finding: "functions run with isolation \(isolation)")]
      checks += platform.notices.map {
        Check(
          subject: "Local platform", finding: $0,
          remedy: "Run as root, or in a session with delegated cgroups, to have limits enforced.")
      }
      await platform.shutDown()
      return checks
    } catch {
      return [Check(subject: "Local platform", finding: "\(error)", isFatal: true)]
    }
  }

  private struct Check: Encodable {
    var subject: String
    var finding: String
    var remedy: String?
    var isFatal = false
    var isFine: Bool { remedy == nil && !isFatal }
  }
}
