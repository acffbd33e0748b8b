import Glibc

// Elementary functions under names of our own, so that only this file knows the C library.

func logarithm(_ x: Double) -> Double { Glibc.log(x) }
func logarithm(onePlus x: Double) -> Double { log1p(x) }
func exponential(_ x: Double) -> Double { Glibc.exp(x) }
func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
func sine(_ x: Double) -> Double { sin(x) }
func arcSine(_ x: Double) -> Double { asin(x) }
func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }

/// Logarithm of the gamma function of a positive number.
func logGamma(_ x: Double) -> Double {
  var sign: Int32 = 0
  return lgamma_r(x, &sign)
}
