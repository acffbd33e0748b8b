import FoundationEssentials
public import Measurements

extension Invocation {
  /// Most measurements that are taken from one reply.
  public static let handlerMeasurementLimit = 64

  /// Takes over what the handler measured itself: the numbers in the object `measurement` of its reply.
  ///
  /// `compute_us`, `download_us`, `upload_us` and `memory_used_mb` go to their fields unless the platform
  /// filled them already; other finite numbers become named measurements whose unit follows from the ending
  /// of the name. A reply of any other form changes nothing.
  public mutating func addHandlerMeasurements(from reply: [UInt8]) {
    guard let answer = try? JSONDecoder().decode(MeasuredReply.self, from: Data(reply)) else { return }
    let numbers = answer.measurement.compactMapValues(\.value).sorted { $0.key < $1.key }
    for (name, value) in numbers.prefix(Self.handlerMeasurementLimit) where value.isFinite {
      let microseconds = value >= 0 && value < 1e15 ? Int(value) : nil
      switch name {
      case "compute_us": computeMicroseconds = computeMicroseconds ?? microseconds
      case "download_us": downloadMicroseconds = downloadMicroseconds ?? microseconds
      case "upload_us": uploadMicroseconds = uploadMicroseconds ?? microseconds
      case "memory_used_mb": memoryUsedMB = memoryUsedMB ?? (value >= 0 ? value : nil)
      default:
        if measurements[name] == nil { measurements[name] = Measurement(value: value, unit: unit(of: name)) }
      }
    }
  }
}

private func unit(of name: String) -> String {
  let endings = [
    ("_us", "µs"), ("_ms", "ms"), ("_ns", "ns"), ("_s", "s"), ("_mb", "MB"), ("_bytes", "bytes"),
  ]
  return endings.first { name.hasSuffix($0.0) }?.1 ?? "1"
}

private struct MeasuredReply: Decodable {
  var measurement: [String: PossibleNumber]
}

/// A number, or anything else, which is passed over.
private struct PossibleNumber: Decodable {
  var value: Double?

  init(from decoder: any Decoder) throws {
    value = try? decoder.singleValueContainer().decode(Double.self)
  }
}
