public import Measurements

/// For which functions the initialisation of a new sandbox is billed.
public struct InitBilling: Hashable, Sendable {
  /// An archive on a runtime that the provider maintains.
  public let managedZip: Bool
  /// An archive that brings its own runtime.
  public let customZip: Bool
  /// A container image.
  public let image: Bool

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

/// Price of temporary storage.
public struct EphemeralStoragePrice: Hashable, Sendable {
  /// Size without charge in MB.
  public let includedMB: Int
  /// Price of 1024 MB above that for a second of billed time.
  public let gbSecondPrice: USD
}

/// Price of sandboxes that are kept ready.
public struct ProvisionedConcurrencyPrice: Hashable, Sendable {
  /// Price of 1024 MB kept ready for a second, used or not.
  public let gbSecondPrice: USD
  /// Price of 1024 MB for a second of execution in a sandbox that was kept ready.
  public let executionGBSecondPrice: USD

  /// Price of keeping sandboxes ready.
  ///
  /// - Throws: ``PricingError`` for a negative number.
  public func cost(instances: Int, seconds: Int, memoryMB: Int) throws(PricingError) -> USD {
    guard instances >= 0, seconds >= 0, memoryMB > 0 else {
      throw PricingError(
        .invalidInput, "a number of instances or seconds is negative, or the memory is not positive")
    }
    return gbSecondPrice * (Double(instances) * Double(seconds) * Double(memoryMB) / 1_024)
  }
}

/// Price of processor time where memory and processor are charged apart.
public struct CPUPrice: Hashable, Sendable {
  /// Price of 1 GHz for a second.
  public let ghzSecondPrice: USD
  /// Clock rate that comes with a memory size in MB.
  public let ghzByMemoryMB: [Int: Double]

  func cost(seconds: Double, memoryMB: Int) throws(PricingError) -> USD {
    guard let ghz = ghzByMemoryMB[memoryMB] else {
      let known = ghzByMemoryMB.keys.sorted().map(String.init).joined(separator: ", ")
      throw PricingError(.invalidInput, "\(memoryMB) MB is no size of this product; it has \(known)")
    }
    return ghzSecondPrice * (seconds * ghz)
  }
}
