import Foundation

/// Runs `body` with a new folder that is removed afterwards.
package func withScratchFolder<Value>(
  isolation: isolated (any Actor)? = #isolation, _ body: (_ folder: String) async throws -> Value
) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appending(path: "sebs-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}
