public import Statistics

/// The models of NIST's 27 nonlinear reference data sets.
public enum NonlinearReferenceModels {
  /// Names of the sets, from the easier ones to the harder ones as NIST ranks them.
  public static let names = [
    "Misra1a", "Chwirut2", "Chwirut1", "Lanczos3", "Gauss1", "Gauss2", "DanWood", "Misra1b", "Kirby2",
    "Hahn1",
    "Nelson", "MGH17", "Lanczos1", "Lanczos2", "Gauss3", "Misra1c", "Misra1d", "Roszman1", "ENSO", "MGH09",
    "Thurber", "BoxBOD", "Rat42", "MGH10", "Eckerle4", "Rat43", "Bennett5",
  ]

  /// The model of a set, or `nil` for a name that NIST does not have.
  public static func model(_ name: String) -> NonlinearModel? {
    switch name {
    case "Misra1a", "BoxBOD":
      NonlinearModel(parameterCount: 2) { b, x in -(b[0] * (-b[1] * x[0]).exponentialMinusOne()) }
    case "Misra1b":
      NonlinearModel(parameterCount: 2) { b, x in b[0] * (1 - (1 + b[1] * x[0] / 2).power(-2)) }
    case "Misra1c":
      NonlinearModel(parameterCount: 2) { b, x in b[0] * (1 - (1 + 2 * b[1] * x[0]).power(-0.5)) }
    case "Misra1d":
      NonlinearModel(parameterCount: 2) { b, x in b[0] * b[1] * x[0] / (1 + b[1] * x[0]) }
    case "Chwirut1", "Chwirut2":
      NonlinearModel(parameterCount: 3) { b, x in (-b[0] * x[0]).exponential() / (b[1] + b[2] * x[0]) }
    case "DanWood": NonlinearModel(parameterCount: 2) { b, x in b[0] * (b[1] * log(x[0])).exponential() }
    case "Lanczos1", "Lanczos2", "Lanczos3": decays
    case "Gauss1", "Gauss2", "Gauss3": peaks
    case "Kirby2": ratio(numerator: 3, denominator: 2)
    case "Hahn1", "Thurber": ratio(numerator: 4, denominator: 3)
    case "Nelson":
      NonlinearModel(parameterCount: 3) { b, x in b[0] - b[1] * x[0] * (-b[2] * x[1]).exponential() }
    case "MGH09":
      NonlinearModel(parameterCount: 4) { b, x in
        let square = x[0] * x[0]
        return b[0] * (square + x[0] * b[1]) / (square + x[0] * b[2] + b[3])
      }
    case "MGH10": NonlinearModel(parameterCount: 3) { b, x in b[0] * (b[1] / (x[0] + b[2])).exponential() }
    case "MGH17":
      NonlinearModel(parameterCount: 5) { b, x in
        b[0] + b[1] * (-b[3] * x[0]).exponential() + b[2] * (-b[4] * x[0]).exponential()
      }
    case "Roszman1":
      NonlinearModel(parameterCount: 4) { b, x in
        b[0] - b[1] * x[0] - (b[2] / (x[0] - b[3])).arcTangent() / Double.pi
      }
    case "ENSO": cycles
    case "Rat42":
      NonlinearModel(parameterCount: 3) { b, x in b[0] / (1 + (b[1] - b[2] * x[0]).exponential()) }
    case "Rat43":
      NonlinearModel(parameterCount: 4) { b, x in
        b[0] / (1 + (b[1] - b[2] * x[0]).exponential()).power(1 / b[3])
      }
    case "Eckerle4":
      NonlinearModel(parameterCount: 3) { b, x in
        b[0] / b[1] * (-0.5 * ((x[0] - b[2]) / b[1]).squared()).exponential()
      }
    case "Bennett5": NonlinearModel(parameterCount: 3) { b, x in b[0] * (b[1] + x[0]).power(-1 / b[2]) }
    default: nil
    }
  }

  /// The scale on which a set's response is modelled: Nelson's is logarithmic.
  public static func response(_ name: String, _ value: Double) -> Double {
    name == "Nelson" ? log(value) : value
  }

  private static func log(_ x: Double) -> Double { elementaryLogarithm(x) }

  private static var decays: NonlinearModel {
    NonlinearModel(parameterCount: 6) { b, x in
      b[0] * (-b[1] * x[0]).exponential() + b[2] * (-b[3] * x[0]).exponential() + b[4]
        * (-b[5] * x[0]).exponential()
    }
  }

  private static var peaks: NonlinearModel {
    NonlinearModel(parameterCount: 8) { b, x in
      b[0] * (-b[1] * x[0]).exponential() + b[2] * (-((x[0] - b[3]) / b[4]).squared()).exponential() + b[5]
        * (-((x[0] - b[6]) / b[7]).squared()).exponential()
    }
  }

  /// A ratio of polynomials; the denominator's constant is 1.
  private static func ratio(numerator: Int, denominator: Int) -> NonlinearModel {
    NonlinearModel(parameterCount: numerator + denominator) { b, x in
      var above = DualNumber(0)
      for coefficient in b[..<numerator].reversed() { above = above * x[0] + coefficient }
      var below = DualNumber(0)
      for coefficient in b[numerator...].reversed() { below = (below + coefficient) * x[0] }
      return above / (1 + below)
    }
  }

  /// A year's cycle and two of unknown length.
  private static var cycles: NonlinearModel {
    NonlinearModel(parameterCount: 9) { b, x in
      let turn = 2 * Double.pi * x[0]
      func cycle(_ length: DualNumber, _ cosine: DualNumber, _ sine: DualNumber) -> DualNumber {
        let angle = turn / length
        return cosine * angle.cosine() + sine * angle.sine()
      }
      return b[0] + cycle(DualNumber(12), b[1], b[2]) + cycle(b[3], b[4], b[5]) + cycle(b[6], b[7], b[8])
    }
  }
}
