public import Measurements

/// How a provider measures what it bills: rounding of time and memory, and whether initialisation counts.
public struct Metering: Hashable, Sendable {
  /// Days.
  public let validity: Validity
  /// Reference of the book that it is from.
  public let source: String
  /// Billed time is a multiple of this many ms.
  public let granularityMilliseconds: Int
  /// Shortest billed time in ms.
  public let minimumMilliseconds: Int
  /// Which time is billed.
  public let time: BilledTime
  /// Which memory is billed.
  public let memory: BilledMemory
  /// Billed memory is a multiple of this many MB, and at least so many.
  public let memoryGranularityMB: Int
  /// Whether the initialisation of a new sandbox is billed.
  public let initBilling: InitBilling

  /// Rounds a time up to the granularity and the minimum, exactly.
  ///
  /// With a granularity of 1 ms, 1,000 µs are 1 ms and 1,001 µs are 2 ms.
  func billedMilliseconds(_ microseconds: Int) -> Int {
    let step = 1_000 * granularityMilliseconds
    let (wholeSteps, rest) = microseconds.quotientAndRemainder(dividingBy: step)
    return max((wholeSteps + (rest > 0 ? 1 : 0)) * granularityMilliseconds, minimumMilliseconds)
  }

  /// Rounds a memory size up to the granularity.
  ///
  /// - Throws: ``PricingError`` for a size that is not positive or beyond 2³⁰ MB.
  public func billedMemoryMB(_ memoryMB: Int) throws(PricingError) -> Int {
    guard memoryMB > 0, memoryMB <= 1 << 30 else {
      throw PricingError(.invalidInput, "the memory size of \(memoryMB) MB is out of range")
    }
    return (memoryMB + memoryGranularityMB - 1) / memoryGranularityMB * memoryGranularityMB
  }
}

/// Which time a provider bills.
public enum BilledTime: String, Codable, CaseIterable, Hashable, Sendable {
  /// From the start of the execution to its end.
  case wall
  /// Only while the processor works.
  case processor
}

/// Which memory a provider bills.
public enum BilledMemory: String, Codable, CaseIterable, Hashable, Sendable {
  /// The size that the function was given.
  case configured
  /// What the function used.
  case used
  /// None.
  case none
}

/// For which functions the initialisation of a new sandbox is billed.
public struct InitBilling: Codable, Hashable, Sendable {
  /// An archive on a runtime that the provider maintains.
  public let managedZip: Bool
  /// An archive that brings its own runtime.
  public let customZip: Bool
  /// A container image.
  public let image: Bool

  private enum CodingKeys: String, CodingKey {
    case managedZip = "managed_zip"
    case customZip = "custom_zip"
    case image
  }

  /// Whether a function's initialisation is billed.
  ///
  /// - Throws: ``PricingError`` when the answer depends on something that is `nil`.
  public func isBilled(package: PackageKind?, runtimeIsManaged: Bool?) throws(PricingError) -> Bool {
    let zip =
      switch runtimeIsManaged {
      case true?: [managedZip]
      case false?: [customZip]
      case nil: [managedZip, customZip]
      }
    let possible =
      switch package {
      case .zip?: zip
      case .image?: [image]
      case nil: zip + [image]
      }
    guard Set(possible).count == 1 else {
      throw PricingError(
        .undecided,
        "whether the initialisation is billed depends on the package (zip or image) and on whether the runtime "
          + "is managed; state both")
    }
    return possible[0]
  }
}
