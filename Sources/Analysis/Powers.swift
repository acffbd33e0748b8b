import Glibc

/// −log₁₀(1 − p): 1 for p90, 2 for p99.
func nines(_ probability: Double) -> Double { -log10(1 - probability) }

func powerOfTen(_ exponent: Double) -> Double { pow(10, exponent) }

func logarithm(_ value: Double) -> Double { log(value) }

func exponential(_ exponent: Double) -> Double { exp(exponent) }

func cosine(_ angle: Double) -> Double { cos(angle) }
