import Glibc

/// Angle of the point (x, y), in (−π, π].
func arcTangent(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
/// The inverse of the hyperbolic tangent.
func hyperbolicArcTangent(_ x: Double) -> Double { atanh(x) }
