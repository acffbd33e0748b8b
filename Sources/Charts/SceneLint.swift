/// Something wrong with a laid-out figure.
public struct SceneFinding: Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: String, Sendable, Hashable {
    /// Ink outside the figure.
    case clipped
    /// Two texts run into each other.
    case overlappingText = "overlapping text"
    /// A text lies on a point symbol or on a solid data line.
    case textOverData = "text over data"
    /// Text below 11 px on screen or 5 pt on paper.
    case smallText = "small text"
    /// Text with less than 4.5 times the luminance, or a fraction of it, of what is painted under it.
    case lowContrast = "low contrast"
    /// A position that is not a number.
    case notFinite = "not finite"
  }

  /// What is wrong.
  public let kind: Kind
  /// The text or the role of the item concerned.
  public let subject: String

  /// The finding on one line.
  public var description: String { "\(kind.rawValue): \(subject)" }
}

extension Scene {
  /// Checks the figure without drawing it: clipped ink, texts that overlap each other or cover data, unreadable sizes.
  ///
  /// An empty result is the gate for a figure. Grows with texts times items.
  ///
  /// - Parameter themes: the colours in which the contrast of text is checked; none leaves that check out.
  public func lint(themes: [Theme] = [.light, .dark]) -> [SceneFinding] {
    let canvas = Box(minX: 0, minY: 0, maxX: width, maxY: height)
    let texts = items.compactMap { item -> (line: TextLine, item: Item)? in
      guard case .text(let line) = item.shape, !line.string.isEmpty else { return nil }
      return (line, item)
    }
    var findings: [SceneFinding] = []
    for item in items {
      if !item.bounds.isFinite {
        findings.append(SceneFinding(kind: .notFinite, subject: item.role.rawValue))
      } else if !canvas.contains(item.bounds, tolerance: 0.5) {
        findings.append(SceneFinding(kind: .clipped, subject: name(of: item)))
      }
    }
    let smallest = unit == .pixel ? 11.0 : 5.0
    for (index, text) in texts.enumerated() {
      if text.line.size < smallest {
        findings.append(SceneFinding(kind: .smallText, subject: text.line.string))
      }
      for other in texts[..<index]
      where text.item.bounds.overlap(with: other.item.bounds) > text.line.size * 0.25 {
        findings.append(
          SceneFinding(kind: .overlappingText, subject: "\(other.line.string) | \(text.line.string)"))
      }
      let core = text.item.bounds.grown(by: -text.line.size * 0.2)
      if items.contains(where: { $0.covers(core) }) {
        findings.append(SceneFinding(kind: .textOverData, subject: text.line.string))
      }
    }
    return findings + themes.flatMap { SceneContrast(scene: self, theme: $0).findings() }
  }

  private func name(of item: Item) -> String {
    if case .text(let line) = item.shape { return line.string }
    return item.role.rawValue
  }
}

extension Scene.Item {
  /// Whether data ink other than a band passes through a box.
  fileprivate func covers(_ box: Scene.Box) -> Bool {
    guard role == .data, bounds.overlap(with: box) > 0 else { return false }
    switch shape {
    case .symbol, .box: return true
    case .lines(let chains, _):
      return chains.contains { chain in
        zip(chain, chain.dropFirst()).contains { box.meets(segmentFrom: $0, to: $1) }
      }
    case .dots(let points, let radius):
      let grown = box.grown(by: radius * 0.5)
      return points.contains { grown.meets(segmentFrom: $0, to: $0) }
    case .text: return false
    }
  }
}
