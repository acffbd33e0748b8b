@preconcurrency import Dispatch
import Glibc
import Synchronization

/// The last lines that a sandbox wrote to its standard output and error.
///
/// Reads as the sandbox writes, so that the function never waits for a full pipe, and keeps no more than
/// ``capacity`` bytes.
final class SandboxLog: Sendable {
  static let capacity = 16 * 1024

  private let descriptor: Int32
  private let bytes = Mutex<[UInt8]>([])
  private let source: any DispatchSourceRead

  /// Takes over the read end of a pipe.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    source.setEventHandler { [weak self] in self?.drain() }
    source.setCancelHandler { close(descriptor) }
    source.activate()
  }

  deinit {
    source.cancel()
  }

  /// Takes what has been written so far.
  func drain() {
    bytes.withLock { bytes in
      guard !source.isCancelled else { return }
      var chunk = [UInt8](repeating: 0, count: 8192)
      while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        if count == 0 { source.cancel() }
        guard count > 0 else { return }
        bytes.append(contentsOf: chunk[..<count])
        if bytes.count > 2 * Self.capacity { bytes.removeFirst(bytes.count - Self.capacity) }
      }
    }
  }

  /// The last characters, without what precedes the first whole line when there is more than one.
  func tail(limit: Int) -> String {
    let text = bytes.withLock { String(decoding: $0.suffix(Self.capacity), as: UTF8.self) }
    var end = text[...]
    while end.last?.isWhitespace == true { end.removeLast() }
    guard end.count > limit else { return String(end) }
    let cut = end.suffix(limit)
    guard let newline = cut.firstIndex(where: \.isNewline) else { return String(cut) }
    return String(cut[cut.index(after: newline)...])
  }
}
