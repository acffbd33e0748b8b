#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The few functions of the C library that charts need, so that no other file imports a platform module.
enum Mathematics {
  static func log10(_ value: Double) -> Double {
    #if canImport(Glibc)
      Glibc.log10(value)
    #elseif canImport(Musl)
      Musl.log10(value)
    #else
      Darwin.log10(value)
    #endif
  }

  static func power(_ base: Double, _ exponent: Double) -> Double {
    #if canImport(Glibc)
      Glibc.pow(base, exponent)
    #elseif canImport(Musl)
      Musl.pow(base, exponent)
    #else
      Darwin.pow(base, exponent)
    #endif
  }

  /// Ten to a whole power; exact wherever a `Double` can be.
  static func powerOfTen(_ exponent: Int) -> Double { power(10, Double(exponent)) }
}

/// Magnitudes beyond this are refused like infinities, so that no difference of two values can overflow.
let largestDrawableMagnitude = 1e290

extension Int {
  func clamped(_ lower: Int, _ upper: Int) -> Int { Swift.max(lower, Swift.min(upper, self)) }
}

extension Double {
  var isDrawable: Bool { isFinite && magnitude <= largestDrawableMagnitude }

  func clamped(_ lower: Double, _ upper: Double) -> Double { Swift.max(lower, Swift.min(upper, self)) }
}
