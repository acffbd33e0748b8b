import Foundation
import Interchange
import Measurements

/// Reads the files that a command line names.
enum InputFiles {
  static func read(_ paths: [String]) throws -> ImportResult {
    try Importer.read(files: paths.map { (name: name(of: $0), bytes: try bytes(of: $0)) })
  }

  /// The bytes of a file; - for standard input.
  static func bytes(of path: String) throws -> [UInt8] {
    if path == standardInput { return [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw InterchangeError(
        file: path, expected: "a readable file", found: error.localizedDescription,
        remedy: "Check the name and the permissions.")
    }
  }

  /// Writes a file, making its folder.
  static func write(_ text: String, to path: String) throws { try write(bytes: Array(text.utf8), to: path) }

  /// Writes a file, making its folder.
  static func write(bytes: [UInt8], to path: String) throws {
    let url = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url, options: .atomic)
    } catch {
      throw OutputError(path: path, reason: error.localizedDescription)
    }
  }

  static func name(of path: String) -> String {
    path == standardInput ? shown(path) : URL(fileURLWithPath: path).lastPathComponent
  }

  /// A path as messages show it.
  static func shown(_ path: String) -> String { path == standardInput ? "standard input" : path }

  /// What stands for standard input among the names of files.
  static let standardInput = "-"
}

/// A file could not be written.
struct OutputError: Error, CustomStringConvertible {
  var path: String
  var reason: String

  var description: String {
    "\(path) could not be written: \(reason). Nothing that was measured is lost; choose another place with --output."
  }
}
