/// Titles and descriptions for readers who do not see the figure.
enum AccessibleText {
  /// The given text, or the generated one when there is none.
  static func choose(_ given: String?, or generated: String) -> String {
    let cleaned = LabelText.cleaned(given ?? "")
    return limited(cleaned.isEmpty ? LabelText.cleaned(generated) : cleaned)
  }

  /// A label that is never empty.
  static func label(_ text: String, fallback: String) -> String {
    let cleaned = LabelText.cleaned(text)
    return cleaned.isEmpty ? fallback : cleaned
  }

  /// "3 series: A, B and C", with at most twelve names.
  static func list(_ names: [String], noun: String) -> String {
    guard !names.isEmpty else { return "No \(noun)." }
    let shown = names.prefix(12).map { String($0.prefix(80)) }
    let more = names.count > shown.count ? " and \(names.count - shown.count) more" : ""
    return "\(names.count) \(noun): \(shown.joined(separator: ", "))\(more)."
  }

  static func describe(_ axis: ValueAxis) -> String {
    let spacing =
      switch axis.spacing {
      case .linear: "linear axis"
      case .logarithmic: "logarithmic axis"
      case .symmetricLogarithmic(let threshold):
        "axis linear within ±\(FixedDecimal.shortest(Scale.usable(threshold))), logarithmic beyond"
      }
    return "\(axis.fullTitle), \(spacing)"
  }

  private static func limited(_ text: String) -> String {
    text.count <= 2_000 ? text : String(text.prefix(1_999)) + "…"
  }
}
