import Foundation

/// Makes PNG from SVG by the system's rsvg-convert.
enum Rasteriser {
  /// Dots for each unit of 1/96 inch: 300 dots per inch.
  private static let zoom = "3.125"
  private static let name = "rsvg-convert"

  /// Writes an SVG document as PNG.
  ///
  /// - Throws: ``UsageError`` where the system has no rsvg-convert, ``OutputError`` where it fails.
  static func write(_ svg: String, to path: String) throws {
    guard let program = program() else {
      throw UsageError(
        "PNG needs \(name), which is not on the PATH: install librsvg2-bin, or write .svg or .pdf.")
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let source = folder.appendingPathComponent(".\(UUID().uuidString).svg")
    try InputFiles.write(svg, to: source.path)
    defer { try? FileManager.default.removeItem(at: source) }
    let process = Process()
    process.executableURL = program
    process.arguments = ["--format", "png", "--zoom", zoom, "--output", path, source.path]
    let messages = Pipe()
    process.standardError = messages
    do {
      try process.run()
    } catch {
      throw OutputError(path: path, reason: "\(name) did not start: \(error.localizedDescription)")
    }
    let words = messages.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let reason = String(decoding: words.prefix(300), as: UTF8.self)
      throw OutputError(
        path: path, reason: "\(name) failed: " + reason.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  private static func program() -> URL? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}
