/// Why a statistic could not be computed, and what would do.
public enum StatisticsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sample holds no value.
  case emptySample
  /// A value is not a finite number.
  case notFinite(index: Int)
  /// Two lists that belong together differ in length.
  case lengthMismatch(expected: Int, found: Int)
  /// A parameter is outside its range.
  case outOfRange(parameter: String, value: Double, range: String)
  /// There are fewer values, or clusters, than the method needs.
  case tooFew(what: String, found: Int, needed: Int)
  /// All values are equal, so that a measure of their shape or dependence does not exist.
  case allEqual(method: String)
  /// Terms of a model are linear combinations of the others.
  case collinear(terms: [String])
  /// The computation has no answer for these values.
  case unsolvable(method: String, reason: String)
  /// The data do not determine what was asked for.
  case notIdentified(what: String, remedy: String)
  /// An iteration ended without a solution.
  case notConverged(method: String, remedy: String)

  /// The whole message.
  public var description: String {
    switch self {
    case .emptySample:
      "The sample is empty: give at least one value."
    case .notFinite(let index):
      "Value \(index) (counted from 0) is not finite: remove it or record it as missing."
    case .lengthMismatch(let expected, let found):
      "Lists that belong together differ in length: \(expected) expected, \(found) found."
    case .outOfRange(let parameter, let value, let range):
      "\(parameter) is \(value) but must be in \(range)."
    case .tooFew(let what, let found, let needed):
      "Only \(found) \(what): at least \(needed) are needed."
    case .allEqual(let method):
      "All values are equal: \(method) is not defined for them; report the value itself."
    case .collinear(let terms):
      "These terms are linear combinations of the others: \(terms.joined(separator: ", ")). Leave them out."
    case .unsolvable(let method, let reason):
      "\(method) has no answer: \(reason)."
    case .notIdentified(let what, let remedy):
      "The data do not determine \(what): \(remedy)."
    case .notConverged(let method, let remedy):
      "No solution by \(method): \(remedy)."
    }
  }
}
