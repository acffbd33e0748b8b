import Glibc

// Elementary functions under names of our own, so that only this file knows the C library.

func logarithm(_ x: Double) -> Double { Glibc.log(x) }
/// ln(1 + x), with all its digits for small x.
func logarithm(onePlus x: Double) -> Double { log1p(x) }
func exponential(_ x: Double) -> Double { Glibc.exp(x) }
/// eˣ − 1, with all its digits for small x.
func exponentialMinusOne(_ x: Double) -> Double { expm1(x) }
func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
func sine(_ x: Double) -> Double { sin(x) }
func cosine(_ x: Double) -> Double { cos(x) }
func arcTangent(_ x: Double) -> Double { atan(x) }
func arcSine(_ x: Double) -> Double { asin(x) }
func errorFunction(_ x: Double) -> Double { erf(x) }
func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }
func gammaFunction(_ x: Double) -> Double { tgamma(x) }

/// Logarithm of the absolute value of the gamma function.
func logGamma(_ x: Double) -> Double {
  var sign: Int32 = 0
  return lgamma_r(x, &sign)
}

/// ln √(2π).
let logRootTwoPi = 0.918_938_533_204_672_741_78
