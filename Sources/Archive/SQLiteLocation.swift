import FoundationEssentials

extension SQLiteStore {
  /// Where the store is when no path is given: `$XDG_DATA_HOME/sebs/store.sqlite`, else
  /// `~/.local/share/sebs/store.sqlite`.
  ///
  /// A relative `XDG_DATA_HOME` is ignored, as the XDG Base Directory Specification asks.
  ///
  /// - Throws: ``ArchiveError/noPath`` when there is no home folder either.
  public static func defaultPath(environment: [String: String]) throws(ArchiveError) -> String {
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/sebs/store.sqlite" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { throw .noPath }
    return home + "/.local/share/sebs/store.sqlite"
  }

  /// Makes the folder of the default path, readable for its owner only.
  static func makeFolder(of path: String) throws(ArchiveError) {
    let folder = folder(of: path)
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .notPermitted(path: folder, detail: "the folder cannot be made")
    }
  }

  /// Finds what SQLite would only report as "unable to open database file".
  static func checkPlace(_ path: String) throws(ArchiveError) {
    var isFolder = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
      throw .isFolder(path: path)
    }
    let folder = folder(of: path)
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw .folderMissing(path: path)
    }
    guard isFolder else { throw .notPermitted(path: path, detail: "\(folder) is a file, not a folder") }
  }

  /// Whether there is a file with content.
  static func hasContent(_ path: String) -> Bool {
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size]
    return ((size as? Int) ?? 0) > 0
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
