import Foundation

extension LatencyScenario {
  /// The scenario as JSON with sorted keys; equal scenarios give equal text.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A validated scenario holds finite numbers and text, which always encode.
    let data = (try? encoder.encode(self)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }
}
