/// What every call uses beside its own computing: steps of its workflow, operations of storage, traffic, and temporary
/// storage. Lines of the same bill.
public struct ExtraUsage: Hashable, Sendable {
  /// The bytes that a call sends to the Internet.
  public enum Egress: Hashable, Sendable {
    /// Of every call the same.
    case bytes(Int)
    /// Those that the record of the call counts.
    case recorded
  }

  /// How much of each meter a call uses; a part of one where calls share it.
  public var counts: [Meter: Double] = [:]
  /// The bytes that a call sends to the Internet; `nil` leaves them out.
  public var egress: Egress?
  /// Temporary storage in MB; `nil` for what is included.
  public var ephemeralStorageMB: Int?

  /// Nothing.
  public init() {}

  /// Meters that ``counts`` may hold.
  public static let countedMeters: [Meter] = [
    .transitions, .externalTransitions, .storageWrites, .storageReads,
  ]

  private static let egressName = "egress_bytes"
  private static let ephemeralName = "ephemeral_storage_mb"
  private static let recorded = "recorded"
  /// More of anything than this is a slip.
  private static let most = 1e12

  /// Reads amounts of a call such as `transitions=0.35,storage_reads=2,egress_bytes=78000`; `egress_bytes=recorded`
  /// takes the bytes that the records count.
  ///
  /// - Throws: ``PricingError`` that lists the names.
  public init(parsing text: String) throws(PricingError) {
    for item in text.split(separator: ",") {
      let parts = item.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace } }
      guard parts.count == 2 else { throw Self.unknown(item) }
      let number = Double(parts[1]).flatMap { $0 >= 0 && $0 <= Self.most ? $0 : nil }
      switch (parts[0], number) {
      case (Self.egressName, _) where parts[1] == Self.recorded: egress = .recorded
      case (Self.egressName, let bytes?): egress = .bytes(Int(bytes.rounded()))
      case (Self.ephemeralName, let size?): ephemeralStorageMB = Int(size.rounded())
      case (let name, let count?):
        guard let meter = Self.countedMeters.first(where: { $0.rawValue == name }) else {
          throw Self.unknown(item)
        }
        counts[meter] = count
      default: throw Self.unknown(item)
      }
    }
  }

  private static func unknown(_ item: Substring) -> PricingError {
    let names =
      countedMeters.map { "\($0.rawValue)=N" } + ["\(egressName)=N|\(recorded)", "\(ephemeralName)=N"]
    return PricingError(
      .invalidInput,
      "\"\(item)\" is no amount that a call uses; write \(names.joined(separator: ", ")), with commas between"
    )
  }

  /// Whether there is nothing.
  public var isEmpty: Bool { self == ExtraUsage() }

  /// The meters that must have a price.
  public var meters: [Meter] {
    counts.keys.sorted { $0.rawValue < $1.rawValue } + (egress == nil ? [] : [.egress])
      + (ephemeralStorageMB == nil ? [] : [.ephemeralStorage])
  }
}

extension ExtraUsage: CustomStringConvertible {
  /// The amounts as ``init(parsing:)`` reads them.
  public var description: String {
    func text(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
    var items = Self.countedMeters.compactMap { meter in
      counts[meter].map { "\(meter.rawValue)=\(text($0))" }
    }
    switch egress {
    case .bytes(let bytes): items.append("\(Self.egressName)=\(bytes)")
    case .recorded: items.append("\(Self.egressName)=\(Self.recorded)")
    case nil: break
    }
    if let ephemeralStorageMB { items.append("\(Self.ephemeralName)=\(ephemeralStorageMB)") }
    return items.joined(separator: ",")
  }
}
