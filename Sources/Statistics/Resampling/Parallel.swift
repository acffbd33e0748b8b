import Dispatch

/// Work over fixed pieces on all processors; each piece has its own place for the result, so that nothing
/// depends on the number of threads.
enum Parallel {
  /// Lanes that are offered to the system, which runs as many at once as there are processors.
  static let lanes = 16

  /// Results of `body` by index.
  ///
  /// - Parameters:
  ///   - count: Number of results.
  ///   - lanes: Largest number of threads; 1 runs in order.
  ///   - scratch: Memory of one thread, which `body` may change at will.
  static func map<Scratch>(
    count: Int, lanes: Int = lanes, scratch: @Sendable () -> Scratch,
    _ body: @Sendable (Int, inout Scratch) -> Double
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { results, initialised in
      // Lanes share this memory, but an index belongs to one lane only and is written once.
      nonisolated(unsafe) let places = results
      run(count: count, lanes: lanes) { indices in
        var memory = scratch()
        for index in indices { places.initializeElement(at: index, to: body(index, &memory)) }
      }
      initialised = count
    }
  }

  /// Calls `lane` with the indices of each lane.
  static func run(count: Int, lanes: Int = lanes, _ lane: @Sendable (StrideTo<Int>) -> Void) {
    let used = max(1, min(lanes, count))
    if used == 1 { return lane(stride(from: 0, to: count, by: 1)) }
    DispatchQueue.concurrentPerform(iterations: used) { first in
      lane(stride(from: first, to: count, by: used))
    }
  }
}
