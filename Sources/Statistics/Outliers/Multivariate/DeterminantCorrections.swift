/// What makes the covariance of the innermost share of normal data estimate the covariance of all.
enum DeterminantCorrections {
  /// The factor for large samples: share / P(χ²₍d+2₎ ≤ χ²₍d,share₎).
  ///
  /// Source: Croux and Haesbroeck, "Influence function and efficiency of the minimum covariance determinant scatter
  /// matrix estimator", J. Multivariate Anal. 71 (1999), section 2.
  static func consistency(dimension: Int, share: Double) throws(StatisticsError) -> Double {
    if share >= 1 { return 1 }
    let radius = try ChiSquared(degreesOfFreedom: Double(dimension)).quantile(share)
    return share / (try ChiSquared(degreesOfFreedom: Double(dimension + 2))).cumulative(radius)
  }

  /// Whose bias in small samples is corrected.
  enum Stage {
    /// The covariance of the subset of least determinant.
    case subset
    /// The covariance after reweighting.
    case reweighted
  }

  /// The factor for small samples, fitted to simulations.
  ///
  /// Source: Pison, Van Aelst and Willems, "Small sample corrections for LTS and MCD", Metrika 55 (2002), section 4,
  /// with the coefficients of the authors' later programs (R's robustbase).
  static func smallSample(_ stage: Stage, count: Int, dimension: Int, share: Double) -> Double {
    if share >= 1 { return 1 }
    let curves = dimension == 1 ? stage.line : dimension == 2 ? stage.plane : stage.space(dimension)
    let half = curves.half.value(count)
    let most = curves.most.value(count)
    let factor =
      share <= 0.875
      ? half + (most - half) / 0.375 * (share - 0.5) : most + (1 - most) / 0.125 * (share - 0.875)
    return 1 / factor
  }

  /// 1 − e^offset / n^power.
  fileprivate struct Curve {
    var offset: Double
    var power: Double

    func value(_ count: Int) -> Double {
      1 - exponential(offset - power * logarithm(Double(count)))
    }

    /// Through the simulated biases −a/d^b at n = 2d² and at n = 3d².
    init(_ dimension: Int, two: (a: Double, b: Double), three: (a: Double, b: Double)) {
      let d = Double(dimension)
      let first = logarithm(-two.a) - two.b * logarithm(d)
      let second = logarithm(-three.a) - three.b * logarithm(d)
      let (x, y) = (logarithm(2 * d * d), logarithm(3 * d * d))
      power = (first - second) / (y - x)
      offset = first + power * x
    }

    init(_ offset: Double, _ power: Double) {
      self.offset = offset
      self.power = power
    }
  }
}

extension DeterminantCorrections.Stage {
  /// For subsets of one half and of seven eighths.
  fileprivate typealias Curves = (half: DeterminantCorrections.Curve, most: DeterminantCorrections.Curve)
  private typealias Curve = DeterminantCorrections.Curve

  fileprivate var line: Curves {
    switch self {
    case .subset:
      (Curve(0.262024211897096, 0.604756680630497), Curve(-0.351584646688712, 1.01646567502486))
    case .reweighted:
      (Curve(1.11098143415027, 1.5182890270453), Curve(-0.66046776772861, 0.88939595831888))
    }
  }

  fileprivate var plane: Curves {
    switch self {
    case .subset:
      (Curve(0.673292623522027, 0.691365864961895), Curve(0.446537815635445, 1.06690782995919))
    case .reweighted:
      (Curve(3.11101712909049, 1.91401056721863), Curve(0.79473550581058, 1.10081930350091))
    }
  }

  fileprivate func space(_ dimension: Int) -> Curves {
    switch self {
    case .subset:
      (
        Curve(
          dimension, two: (-1.42764571687802, 1.26263336932151), three: (-1.06141115981725, 1.28907991440387)),
        Curve(
          dimension, two: (-0.455179464070565, 1.11192541278794),
          three: (-0.294241208320834, 1.09649329149811))
      )
    case .reweighted:
      (
        Curve(
          dimension, two: (-1.02842572724793, 1.67659883081926), three: (-0.26800273450853, 1.35968562893582)),
        Curve(
          dimension, two: (-0.544482443573914, 1.25994483222292),
          three: (-0.343791072183285, 1.25159004257133))
      )
    }
  }
}
