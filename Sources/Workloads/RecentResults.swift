import Synchronization

/// Remembers the last few results of a computation, since all calls of a campaign share their input.
final class RecentResults<Key: Equatable & Sendable, Value: Sendable>: Sendable {
  private let entries = Mutex<[(key: Key, value: Value)]>([])
  private let capacity: Int

  init(capacity: Int = 4) { self.capacity = capacity }

  /// The result for `key`, computed when it is not remembered.
  func value(for key: Key, compute: () -> Value) -> Value {
    entries.withLock { entries in
      if let known = entries.first(where: { $0.key == key }) { return known.value }
      let value = compute()
      entries.append((key, value))
      if entries.count > capacity { entries.removeFirst() }
      return value
    }
  }
}
