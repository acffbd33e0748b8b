import Foundation

/// A server on the loopback address for tests; it lives as long as this value.
public final class LoopbackServer: Sendable {
  /// Port on 127.0.0.1.
  public let port: Int
  /// Certificate (PEM) that TLS clients have to trust; `nil` without TLS.
  public let certificateFile: String?
  private let scheme: String
  private let input: FileHandle
  private let folder: URL?

  /// Starts a server.
  public convenience init() throws {
    try self.init(arguments: [], scheme: "http", certificateFile: nil, folder: nil)
  }

  /// Starts a server that speaks TLS with a certificate of its own making for `localhost`.
  public static func withTLS() throws -> LoopbackServer {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "loopback-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let certificate = folder.appendingPathComponent("certificate.pem").path
    let key = folder.appendingPathComponent("key.pem").path
    let maker = Process()
    maker.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    maker.arguments =
      ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
      + ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
      + ["-keyout", key, "-out", certificate]
    maker.standardError = FileHandle.nullDevice
    try maker.run()
    maker.waitUntilExit()
    guard maker.terminationStatus == 0 else { throw Failure(reason: "openssl made no certificate") }
    return try LoopbackServer(
      arguments: ["--tls", certificate, key], scheme: "https", certificateFile: certificate, folder: folder)
  }

  /// Whether `openssl` is there for ``withTLS()``.
  public static let canSpeakTLS: Bool = {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { FileManager.default.isExecutableFile(atPath: "\($0)/openssl") }
  }()

  private init(arguments: [String], scheme: String, certificateFile: String?, folder: URL?) throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("loopback_server.py").path
    let process = Process()
    let input = Pipe()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script] + arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
      line.append(byte)
    }
    guard let port = Int(String(decoding: line, as: UTF8.self)) else {
      throw Failure(reason: "the server did not print its port")
    }
    self.port = port
    self.scheme = scheme
    self.certificateFile = certificateFile
    self.folder = folder
    self.input = input.fileHandleForWriting
  }

  deinit {
    try? input.close()
    if let folder { try? FileManager.default.removeItem(at: folder) }
  }

  /// Address of a route such as `ok` or `slow?seconds=1`.
  public func url(_ route: String, host: String? = nil) -> String {
    "\(scheme)://\(host ?? (scheme == "https" ? "localhost" : "127.0.0.1")):\(port)/\(route)"
  }

  /// Why the server could not be started.
  public struct Failure: Error {
    /// What happened.
    public let reason: String
  }
}
