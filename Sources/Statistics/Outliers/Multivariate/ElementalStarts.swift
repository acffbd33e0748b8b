internal import LinearAlgebra

/// Maps from few rows drawn at random: d + 1, or as many more as it takes to span the space.
///
/// Which rows are drawn depends on the seed alone, so that an affine map of the rows maps the starts too.
/// Source: Rousseeuw and Van Driessen, "A fast algorithm for the minimum covariance determinant estimator",
/// Technometrics 41 (1999), section 3.1.
struct ElementalStarts {
  var seed: UInt64
  var count: Int

  func maps(_ search: SubsetSearch) throws(StatisticsError) -> [WhiteningMap] {
    var generator = Xoshiro256PlusPlus(seed: seed)
    let least = search.dimension + 1
    let most = min(search.count, 4 * least)
    var maps: [WhiteningMap] = []
    for _ in 0..<count {
      let drawn = try generator.positions(most, below: search.count)
      var size = least
      var moments = try search.moments(Array(drawn[0..<size]))
      while moments.map == nil, size < most {
        size += 1
        moments = try search.moments(Array(drawn[0..<size]))
      }
      if let map = moments.map { maps.append(map) }
    }
    return maps
  }
}
