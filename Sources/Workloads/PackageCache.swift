public import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where built packages are kept, so that each is built once.
public enum PackageCache {
  /// The user's folder for built packages by the XDG base directory rules:
  /// `$XDG_CACHE_HOME/sebs/packages`, else `$HOME/.cache/sebs/packages`.
  ///
  /// - Throws: ``PackagingError/notWritable(path:detail:)`` when neither variable holds an absolute path.
  public static func standardFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(PackagingError) -> String {
    // The rules say that a relative path is invalid and to be ignored.
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return base + "/sebs/packages" }
    if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.cache/sebs/packages" }
    throw .notWritable(path: "The cache of packages", detail: "neither XDG_CACHE_HOME nor HOME is set")
  }

  /// Fills a folder through `build` unless it exists; others see all of it or nothing.
  ///
  /// - Returns: The path of the folder.
  static func folder(
    _ name: String, in root: String, build: (_ staging: String) async throws -> Void
  ) async throws -> String {
    let files = FileManager.default
    let final = "\(root)/\(name)"
    if files.fileExists(atPath: final) { return final }

    let staging = "\(root)/.building-\(name)-\(UUID().uuidString)"
    do {
      try files.createDirectory(atPath: staging, withIntermediateDirectories: true)
    } catch {
      throw PackagingError.notWritable(path: root, detail: String(cString: strerror(errno)))
    }
    defer { try? files.removeItem(atPath: staging) }
    try await build(staging)
    // When another process was quicker, its folder is as good as this one.
    if rename(staging, final) != 0 && !files.fileExists(atPath: final) {
      throw PackagingError.notWritable(path: final, detail: String(cString: strerror(errno)))
    }
    return final
  }
}
