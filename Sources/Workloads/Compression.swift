import Hashing

/// `311.compression`: packs a generated tree of text files into a ZIP archive, in memory.
///
/// Needs the interpreter alone. The expected checksums are computed here from the same recipe and compared
/// with those in the archive's directory.
struct Compression: Workload {
  let id = "311.compression"
  let title = "Compression"
  let summary = """
    Packs a generated tree of text files with DEFLATE, level 6. Bound by the processor; \
    needs nothing but the Python interpreter.
    """
  let language = "python"
  let sizes = InputSize.allCases
  let defaultTimeoutMilliseconds = 60_000
  let defaultMemoryMB = 256
  let dependencies: [PinnedDependency] = []
  var sources: [SourceFile] {
    [SourceFile(path: "function.py", content: PackageResources.compression_py)]
  }

  func payload(size: InputSize, seed: UInt64, sequence: Int) -> [UInt8] {
    let (files, words) =
      switch size {
      case .test: (10, 10_000)
      case .small: (20, 20_000)
      case .large: (50, 120_000)
      }
    let seed = portableSeed(seed)
    return canonicalJSON(
      Event(seed: seed, files: files, wordsPerFile: words, token: "\(seed)-\(sequence)"))
  }

  func validate(reply: [UInt8], payload: [UInt8]) -> ValidationProblem? {
    validated(reply: reply, payload: payload, token: (\Event.token, \Answer.token)) {
      (event, answer) throws(ValidationProblem) in
      guard let tree = event.tree else {
        throw ValidationProblem("foreign_payload", "the recipe asks for an unreasonable number of words")
      }
      let expected = contents.value(for: tree) { TreeContents(tree) }
      try require("files", answer.files, is: tree.files)
      try require("bytes", answer.bytes, is: expected.bytes)
      try require("crc32", answer.crc32, is: expected.checksums)
      // Each word carries eight random bits, so that no lossless archive can take less than a byte a word.
      let words = tree.files * tree.wordsPerFile
      guard (words...expected.bytes).contains(answer.archiveBytes) else {
        throw ValidationProblem(
          "wrong_result", "archive_bytes is \(answer.archiveBytes), expected \(words) to \(expected.bytes)")
      }
    }
  }

  private struct Event: Codable {
    var seed: Int
    var files: Int
    var wordsPerFile: Int
    var token: String

    enum CodingKeys: String, CodingKey {
      case seed, files, token
      case wordsPerFile = "words_per_file"
    }

    var tree: Tree? {
      guard seed >= 0, (1...10_000).contains(files), (1...10_000_000).contains(wordsPerFile) else {
        return nil
      }
      guard files * wordsPerFile <= 100_000_000 else { return nil }
      return Tree(seed: seed, files: files, wordsPerFile: wordsPerFile)
    }
  }

  private struct Answer: Decodable {
    var token: String
    var files: Int
    var bytes: Int
    var archiveBytes: Int
    var crc32: [UInt32]

    enum CodingKeys: String, CodingKey {
      case token, files, bytes, crc32
      case archiveBytes = "archive_bytes"
    }
  }
}

/// Recipe of a tree of files.
private struct Tree: Hashable {
  var seed: Int
  var files: Int
  var wordsPerFile: Int
}

private let contents = RecentResults<Tree, TreeContents>()

/// What the files of a tree hold, as `compression.py` generates them.
private struct TreeContents {
  var bytes = 0
  var checksums: [UInt32] = []

  init(_ tree: Tree) {
    let words = Self.vocabulary(seed: tree.seed)
    for file in 0..<tree.files {
      var checksum = CRC32()
      for draw in stream("\(tree.seed)/file/\(file)", length: tree.wordsPerFile) {
        checksum.update(words[Int(draw)])
        bytes += words[Int(draw)].count
      }
      checksums.append(checksum.value)
    }
  }

  /// 256 words of 2 to 9 letters; every sixteenth ends a line.
  private static func vocabulary(seed: Int) -> [[UInt8]] {
    let drawn = stream("\(seed)/words", length: 256 * 10)
    return (0..<256).map { index in
      let letters = drawn[(index * 10 + 1)...].prefix(2 + Int(drawn[index * 10]) % 8)
      return letters.map { UInt8(ascii: "a") + $0 % 26 } + [UInt8(ascii: index % 16 == 0 ? "\n" : " ")]
    }
  }
}

/// The first `length` bytes of SHA-256("label/0"), SHA-256("label/1"), …
private func stream(_ label: String, length: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(length + 31)
  var block = 0
  while bytes.count < length {
    bytes += Digest.bytes(Array("\(label)/\(block)".utf8))
    block += 1
  }
  bytes.removeLast(bytes.count - length)
  return bytes
}
