internal import FoundationEssentials
internal import Measurements

/// What a function tells about its call in a JSON reply; a reply that is no JSON object tells nothing.
///
/// Two shapes are understood, also mixed:
/// - fields named as in the open format, such as `function_us`, `init_us`, `start`, `container_id`;
/// - the wrapper of the SeBS suite: `begin` and `end` (seconds since 1970, text or number), `is_cold`,
///   `container_id`, `request_id`, and `result.measurement` with times in µs and sizes in bytes.
///
/// Values of another type or out of range are left out.
struct FunctionReply {
  /// Type of the function's error, when the reply describes one as AWS runtimes do.
  let errorType: String?
  /// The error's message.
  let errorMessage: String?
  private let fields: [String: Scalar]
  private let measurements: [String: Scalar]

  /// Largest body that is searched; a function's own numbers need far less.
  static let maximumBytes = 8 << 20

  /// Reads the body of a reply.
  init(_ body: [UInt8]) {
    let first = body.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    let document =
      first == UInt8(ascii: "{") && body.count <= Self.maximumBytes
      ? try? JSONDecoder().decode(Document.self, from: Data(body)) : nil
    fields = document?.fields ?? [:]
    measurements = document?.measurements ?? [:]
    let message = fields["errorMessage"]?.text
    errorMessage = message
    errorType = message == nil ? nil : fields["errorType"]?.text
  }

  /// Writes what the function told into a record.
  func fill(_ record: inout Invocation) {
    fillFromWrapper(&record)
    for field in Self.openFields {
      guard let value = fields[field.name] else { continue }
      switch field.access {
      case .integer(let path, let minimum):
        if let number = value.integer, number >= minimum ?? .min { record[keyPath: path] = number }
      case .real(let path, let minimum):
        if let number = value.number, number >= minimum ?? -.infinity { record[keyPath: path] = number }
      case .text(let path):
        if let text = value.text, !text.isEmpty {
          record[keyPath: path] = String(text.prefix(Self.textLimit))
        }
      case .choice(let path, let words):
        if let word = value.text, words.contains(word) {
          record[keyPath: path] = word
          record.startEvidence = "field \(field.name) of the reply"
        }
      }
    }
  }

  private func fillFromWrapper(_ record: inout Invocation) {
    if let begin = fields["begin"]?.number, let end = fields["end"]?.number, end >= begin,
      let microseconds = Int(exactly: ((end - begin) * 1e6).rounded())
    {
      record.functionMicroseconds = microseconds
    }
    if let isCold = fields["is_cold"]?.boolean {
      record.start = isCold ? .cold : .warm
      record.startEvidence = "field is_cold of the reply"
    }
    for (name, value) in measurements {
      guard let number = value.number, number >= 0, number.isFinite else { continue }
      switch name {
      case "download_time": record.downloadMicroseconds = value.integer
      case "compute_time": record.computeMicroseconds = value.integer
      case "upload_time": record.uploadMicroseconds = value.integer
      case let name where name.hasSuffix("_time"):
        record.measurements[String(name.prefix(Self.textLimit))] = Measurement(value: number, unit: "µs")
      case let name where name.hasSuffix("_size"):
        record.measurements[String(name.prefix(Self.textLimit))] = Measurement(value: number, unit: "bytes")
      default: continue
      }
    }
  }

  private static let textLimit = 200
  fileprivate static let wrapperNames: Set<String> = ["begin", "end", "is_cold", "errorType", "errorMessage"]
  fileprivate static let openNames: Set<String> = [
    "request_id", "function_us", "provider_us", "init_us", "queue_us", "download_us", "compute_us",
    "upload_us",
    "start", "container_id", "host_id", "cpu_model", "memory_used_mb", "billed_ms",
  ]
  private static let openFields = Invocation.fields.filter { openNames.contains($0.name) }
}

/// A simple JSON value; lists and objects are not kept.
private enum Scalar: Decodable {
  case boolean(Bool)
  case number(Double)
  case text(String)
  case other

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else {
      self = .other
    }
  }

  /// A number, also one that is written as text.
  var number: Double? {
    switch self {
    case .number(let number): number
    case .text(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
    case .boolean, .other: nil
    }
  }

  /// The number, rounded, when it fits.
  var integer: Int? { number.flatMap { Int(exactly: $0.rounded()) } }

  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// A truth value, also one that is written as text.
  var boolean: Bool? {
    switch self {
    case .boolean(let boolean): boolean
    case .text(let text): ["true": true, "false": false][text.lowercased()]
    case .number, .other: nil
    }
  }
}

/// The simple fields of a reply and of `result.measurement`.
private struct Document: Decodable {
  let fields: [String: Scalar]
  let measurements: [String: Scalar]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    fields = Self.scalars(container, FunctionReply.openNames.union(FunctionReply.wrapperNames))
    let result = try? container.nestedContainer(keyedBy: Key.self, forKey: Key(stringValue: "result"))
    let measurement =
      (try? result?.nestedContainer(keyedBy: Key.self, forKey: Key(stringValue: "measurement")))
      ?? (try? container.nestedContainer(keyedBy: Key.self, forKey: Key(stringValue: "measurement")))
    measurements =
      measurement.map { container in
        Self.scalars(container, container.allKeys.map(\.stringValue).sorted().prefix(100))
      } ?? [:]
  }

  private static func scalars(
    _ container: KeyedDecodingContainer<Key>, _ names: some Sequence<String>
  ) -> [String: Scalar] {
    var scalars: [String: Scalar] = [:]
    for name in names { scalars[name] = try? container.decode(Scalar.self, forKey: Key(stringValue: name)) }
    return scalars
  }

  struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }
}
