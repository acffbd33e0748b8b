/// Sorting of numbers by their bits.
enum RadixSort {
  /// Where the radix sort begins to win over the standard one; measured between 100 and 1000.
  static let threshold = 500

  /// Values in ascending order.
  ///
  /// Least-significant-digit radix sort with 8-bit digits on a key that orders like the number: all eight
  /// histograms come from one reading, and a digit that is the same in all values is passed over.
  /// Sources: Knuth, The Art of Computer Programming 3, 5.2.5; Herf, "Radix tricks" (2001), for the key.
  /// - Parameter values: Without NaN.
  /// - Complexity: O(n) above ``threshold`` values, with memory for two further copies.
  static func ascending(_ values: [Double]) -> [Double] {
    if values.count < threshold { return values.sorted() }
    let count = values.count
    var histogram = [Int](repeating: 0, count: 8 * 256)
    var keys = [UInt64](unsafeUninitializedCapacity: count) { keys, initialised in
      histogram.withUnsafeMutableBufferPointer { histogram in
        for index in 0..<count {
          let key = values[index].orderedKey
          keys[index] = key
          for digit in 0..<8 {
            histogram[digit << 8 | Int(truncatingIfNeeded: key >> (8 * UInt64(digit)) & 255)] += 1
          }
        }
      }
      initialised = count
    }
    var other = [UInt64](unsafeUninitializedCapacity: count) { _, initialised in initialised = count }
    for digit in 0..<8 {
      let shift = 8 * UInt64(digit)
      let first = digit << 8 | Int(truncatingIfNeeded: keys[0] >> shift & 255)
      if histogram[first] == count { continue }
      var next = [Int](repeating: 0, count: 256)
      var sum = 0
      for bucket in 0..<256 {
        next[bucket] = sum
        sum += histogram[digit << 8 | bucket]
      }
      keys.withUnsafeBufferPointer { source in
        other.withUnsafeMutableBufferPointer { target in
          next.withUnsafeMutableBufferPointer { next in
            for key in source {
              let bucket = Int(truncatingIfNeeded: key >> shift & 255)
              target[next[bucket]] = key
              next[bucket] += 1
            }
          }
        }
      }
      swap(&keys, &other)
    }
    return [Double](unsafeUninitializedCapacity: count) { result, initialised in
      for index in 0..<count { result[index] = Double(orderedKey: keys[index]) }
      initialised = count
    }
  }
}

extension Double {
  /// A whole number that orders like the value, from −∞ to ∞; NaN excepted.
  var orderedKey: UInt64 {
    let bits = bitPattern
    // Negative numbers are turned over, others moved above them.
    return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
  }

  /// The value of an ordered key.
  init(orderedKey key: UInt64) {
    self.init(bitPattern: key >> 63 == 0 ? ~key : key & ~(1 << 63))
  }
}
