import FoundationEssentials
import Glibc

/// Removes a folder with all that is in it; nothing happens when it is not there.
func removeFolder(_ path: String) {
  // A function may have taken away its own right to remove what it made.
  if (try? FileManager.default.removeItem(atPath: path)) == nil, access(path, F_OK) == 0 {
    makeFoldersWritable(path)
    try? FileManager.default.removeItem(atPath: path)
  }
}

private func makeFoldersWritable(_ path: String) {
  chmod(path, 0o700)
  for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
    var status = stat()
    let child = path + "/" + name
    if lstat(child, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { makeFoldersWritable(child) }
  }
}

/// The folder for temporary files that the environment or the system names.
func systemTemporaryFolder() -> String {
  ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
}

/// Creates a private folder with a name that nobody else has.
func makeTemporaryFolder(in parent: String) throws(SystemError) -> String {
  var template = Array("\(parent)/\(DriverIdentity.current.prefix)XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw SystemError("create a folder in \(parent)") }
  return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Removes the temporary folders of killed drivers of the same user.
func sweepTemporaryFolders(in parent: String) {
  for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] {
    guard DriverIdentity(directoryName: name)?.hasEnded == true else { continue }
    var status = stat()
    let path = parent + "/" + name
    // Never through a link that somebody else has put there.
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() {
      removeFolder(path)
    }
  }
}

/// Copies a tree with permissions and times; links are copied as links.
///
/// The times matter: Python compares them with those in the compiled files that a package brings.
func copyFolder(_ source: String, to destination: String) throws {
  try FileManager.default.copyItem(atPath: source, toPath: destination)
  for name in try FileManager.default.subpathsOfDirectory(atPath: source) {
    var status = stat()
    guard lstat(source + "/" + name, &status) == 0 else { continue }
    let times = [status.st_atim, status.st_mtim]
    utimensat(AT_FDCWD, destination + "/" + name, times, AT_SYMLINK_NOFOLLOW)
  }
}
