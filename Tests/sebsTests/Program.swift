import Foundation

/// The built program, run as a user would.
struct Program {
  struct Result {
    var status: Int32
    var output: String
    var messages: String
  }

  /// Folder for the store and the files of one test.
  let folder: URL

  static let buildFolder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    .deletingLastPathComponent()
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()

  static func fixture(_ path: String) -> String { repository.appendingPathComponent("fixtures/" + path).path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("sebs-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  /// Makes the process; `store` adds the test's own store.
  func process(_ arguments: [String], store: Bool = false) -> Process {
    let process = Process()
    process.executableURL = Self.buildFolder.appendingPathComponent("sebs")
    process.arguments = arguments + (store ? ["--store", path("store.sqlite")] : [])
    process.currentDirectoryURL = folder
    return process
  }

  /// Runs the program to its end.
  func run(_ arguments: String..., store: Bool = false) throws -> Result {
    try run(arguments, store: store)
  }

  /// Runs the program to its end.
  func run(_ arguments: [String], store: Bool = false) throws -> Result {
    let process = process(arguments, store: store)
    let output = path("stdout-\(UUID().uuidString)")
    let messages = path("stderr-\(UUID().uuidString)")
    for file in [output, messages] { try Data().write(to: URL(fileURLWithPath: file)) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: messages)
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try String(contentsOfFile: output, encoding: .utf8),
      messages: try String(contentsOfFile: messages, encoding: .utf8))
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }
}
