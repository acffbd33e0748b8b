/// Why a scenario cannot be simulated, and what would do.
public enum SimulationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A number of the scenario is outside its range.
  case outOfRange(parameter: String, value: Double, range: String)
  /// Two statements of the scenario contradict each other.
  case contradiction(what: String, remedy: String)
  /// A cause of this share and size would not show in the tail.
  case invisible(cause: PlantedCause)

  /// The whole message.
  public var description: String {
    switch self {
    case .outOfRange(let parameter, let value, let range): "\(parameter) is \(value) but must be in \(range)."
    case .contradiction(let what, let remedy): "\(what). \(remedy)"
    case .invisible(let cause):
      "The cause '\(cause.rawValue)' would not carry the tail of so few calls: ask for more calls (--calls) or a "
        + "larger share (--share)."
    }
  }
}
