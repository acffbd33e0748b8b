import ArgumentParser

/// A length of time as people write it: `36h`, `2d` or `1w`.
struct TimeSpan: ExpressibleByArgument {
  var seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  init?(argument: String) {
    let units: [Character: Int] = ["h": 3600, "d": 86_400, "w": 604_800]
    guard let unit = argument.last.flatMap({ units[$0] }), let count = Int(argument.dropLast()),
      (1...10_000).contains(count)
    else { return nil }
    seconds = count * unit
  }

  var text: String { seconds % 86_400 == 0 ? "\(seconds / 86_400)d" : "\(seconds / 3600)h" }

  var defaultValueDescription: String { text }
}
