import Glibc

// Elementary functions under names of our own, so that only this file knows the C library.

/// −log₁₀(1 − p): 1 for p90, 2 for p99.
func nines(_ probability: Double) -> Double { -log10(1 - probability) }

func powerOfTen(_ exponent: Double) -> Double { pow(10, exponent) }
func logarithm(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }
