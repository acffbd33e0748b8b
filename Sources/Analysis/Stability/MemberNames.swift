import Measurements

/// Names a set of configurations by the factors that they have in common.
struct MemberNames {
  private let all: [SeriesHistory]
  /// Names of the factors that vary, in the order of the open format.
  private let factors: [String]

  init(_ series: [SeriesHistory]) {
    all = series
    factors = Configuration.fields.map(\.name).filter { name in
      Set(series.map { $0.factors[name] }).count > 1
    }
  }

  /// Such as `java11 and java17`, or `ruby32, arm64, 1024 MB`: for each factor in which the members are not all
  /// there is, the values that they have.
  func name(_ members: [String]) -> String {
    let chosen = all.filter { members.contains($0.id) }
    if chosen.count == 1 { return chosen[0].label }
    if chosen.count == all.count { return "all" }
    var words: [String] = []
    for factor in factors {
      let values = values(factor, chosen)
      // A factor says nothing when the members have all values that occur with their other factors.
      let others = all.filter { candidate in
        factors.allSatisfy { other in
          other == factor || self.values(other, chosen).contains(candidate.factors[other] ?? "–")
        }
      }
      if values.count == self.values(factor, others).count && values.count > 1 { continue }
      if values.count == self.values(factor, all).count { continue }
      let unit = factor == "memory_mb" ? "\u{00A0}MB" : ""
      words.append(Self.list(values.map { $0 + unit }))
    }
    return words.isEmpty ? Self.list(chosen.map(\.label)) : words.joined(separator: ", ")
  }

  private func values(_ factor: String, _ series: [SeriesHistory]) -> [String] {
    Set(series.map { $0.factors[factor] ?? "–" }).sorted()
  }

  private static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    if words.count > 5 {
      return words.prefix(4).joined(separator: ", ") + " and \(words.count - 4) more"
    }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
