/// Checks how well text can be told from what is painted under it.
struct SceneContrast {
  private static let least = 4.5

  let scene: Scene
  let theme: Theme
  private let fills: [(order: Int, item: Scene.Item, colour: RGB)]

  init(scene: Scene, theme: Theme) {
    self.scene = scene
    self.theme = theme
    fills = scene.items.enumerated().compactMap { order, item in
      switch item.shape {
      case .box, .lines(_, isClosed: true):
        item.style.fill.map { (order, item, RGB(hexadecimal: theme.colour(of: $0))) }
      default: nil
      }
    }
  }

  func findings() -> [SceneFinding] {
    scene.items.enumerated().compactMap { order, item in
      guard case .text(let line) = item.shape, !line.string.isEmpty, item.bounds.isFinite else { return nil }
      let ink = RGB(hexadecimal: theme.colour(of: item.style.fill ?? .ink)).luminance
      let worst = places(item.bounds).map { Self.contrast(ink, ground(at: $0, under: order, item).luminance) }
        .min()
      return worst.map { $0 < Self.least } ?? false
        ? SceneFinding(kind: .lowContrast, subject: line.string) : nil
    }
  }

  private func places(_ box: Scene.Box) -> [Scene.Point] {
    [0.1, 0.5, 0.9].map { Scene.Point(x: box.minX + $0 * box.width, y: box.midY) }
  }

  /// What is painted at a place, in the order of painting; a halo is painted over everything.
  private func ground(at place: Scene.Point, under order: Int, _ text: Scene.Item) -> RGB {
    let paper = RGB(hexadecimal: theme.background ?? "#FFFFFF")
    if text.style.hasHalo { return paper }
    var colour = paper
    for fill in fills where fill.order < order && fill.item.covers(place) {
      colour = colour.mixed(with: fill.colour, share: fill.item.style.opacity)
    }
    return colour
  }

  private static func contrast(_ first: Double, _ second: Double) -> Double {
    (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }
}

extension Scene.Item {
  /// Whether a filled box or polygon holds a place.
  fileprivate func covers(_ place: Scene.Point) -> Bool {
    guard place.x >= bounds.minX, place.x <= bounds.maxX, place.y >= bounds.minY, place.y <= bounds.maxY
    else {
      return false
    }
    guard case .lines(let chains, _) = shape else { return true }
    return chains.contains { chain in
      var isInside = false
      var last = chain.last
      for point in chain {
        if let previous = last, (point.y > place.y) != (previous.y > place.y) {
          let x = previous.x + (place.y - previous.y) / (point.y - previous.y) * (point.x - previous.x)
          if place.x < x { isInside.toggle() }
        }
        last = point
      }
      return isInside
    }
  }
}
