import Glibc

/// Whole reads and writes of small files, as those of `/proc` and cgroups want them.
enum SmallFile {
  /// The text of a file, or `nil` when it cannot be read; at most 1 MB.
  static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 1 << 20 {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes to a file that exists, in one write; returns why it failed.
  static func write(_ text: String, to path: String) -> SystemError? {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return SystemError("open \(path)") }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    return Glibc.write(descriptor, bytes, bytes.count) == bytes.count ? nil : SystemError("write \(path)")
  }

  /// The whole number that a file holds.
  static func readInteger(_ path: String) -> Int? {
    read(path).flatMap { Int($0.trimmingSuffix(while: \.isWhitespace)) }
  }
}

/// A step on the system's side that failed, in words.
struct SystemError: Error, CustomStringConvertible {
  /// Code of the system call; 0 when none was involved.
  let code: Int32
  let description: String

  /// Takes the error of the call that has just failed.
  init(_ step: String, code: Int32 = errno) {
    self.code = code
    description = "\(step): \(String(cString: strerror(code)))"
  }

  init(message: String) {
    code = 0
    description = message
  }
}

extension String {
  fileprivate func trimmingSuffix(while matches: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let last = rest.last, matches(last) { rest.removeLast() }
    return rest
  }
}

/// Values of a file of lines `name value`, such as `cpu.stat`.
func keyedIntegers(_ text: String) -> [Substring: Int] {
  var values: [Substring: Int] = [:]
  for line in text.split(separator: "\n") {
    let words = line.split(separator: " ")
    if words.count == 2, let value = Int(words[1]) { values[words[0]] = value }
  }
  return values
}
