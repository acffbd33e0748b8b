/// How many digits of values certified by NIST the toolkit reaches, beside its peers.
public enum ReferenceStudy {
  /// One quantity of one data set beside one peer.
  public struct Row: Codable, Hashable, Sendable {
    /// Name of the data set.
    public var set: String
    /// Kind of the data sets.
    public var kind: String
    /// What was certified; of several numbers the worst counts.
    public var quantity: String
    /// Correct digits, 0 to 15.
    public var digits: Double
    /// The peer, or `nil` where none was measured.
    public var peer: String?
    /// Its correct digits.
    public var peerDigits: Double?
  }

  /// Why a study cannot run.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file does not hold what one of its kind must.
    case malformed(file: String, missing: String)

    /// The whole message.
    public var description: String {
      switch self {
      case .malformed(let file, let missing):
        "\(file): \(missing) not found; take the file as NIST publishes it."
      }
    }
  }

  /// Files of the peers' digits: set, kind, quantity, peer and digits, with a header.
  public static let peerFiles = ["peers.csv", "nonlinear/peers.csv"]

  /// Measures all sets of some kinds.
  ///
  /// - Parameters:
  ///   - kinds: In the order of the rows.
  ///   - read: The text of a file in the folder of the data sets.
  /// - Throws: What `read` throws, ``Failure``, or the error of a method on a data set.
  public static func run(
    _ kinds: [ReferenceKind] = ReferenceKind.all, read: (String) throws -> String
  ) throws -> [Row] {
    let peers = try peerFiles.flatMap { try Self.peers(read($0), file: $0) }
    var rows: [Row] = []
    for kind in kinds {
      for file in kind.files {
        let set = String(file.prefix { $0 != "." })
        for (quantity, digits) in try kind.measure(
          try ReferenceFile(read("\(kind.name)/\(file)"), name: file))
        {
          let beside = peers.filter { $0.set == set && $0.kind == kind.name && $0.quantity == quantity }
          let row = Row(set: set, kind: kind.name, quantity: quantity, digits: digits)
          rows +=
            beside.isEmpty
            ? [row]
            : beside.map { peer in
              var row = row
              row.peer = peer.peer
              row.peerDigits = peer.digits
              return row
            }
        }
      }
    }
    return rows
  }

  /// Rows as comma-separated text; a missing peer is an empty field.
  public static func csv(_ rows: [Row]) -> String {
    let lines = rows.map { row in
      let peerDigits = row.peerDigits.map { FixedText.decimals($0, 1) } ?? ""
      return [
        row.set, row.kind, row.quantity, FixedText.decimals(row.digits, 1), row.peer ?? "", peerDigits,
      ].joined(separator: ",")
    }
    return (["set,kind,quantity,digits,peer,peer_digits"] + lines).joined(separator: "\n") + "\n"
  }

  /// Correct digits of a number, 0 to 15; those of a certified 0 are the digits of an error of 1.
  public static func digits(_ found: Double, certified: Double) -> Double {
    let error = certified == 0 ? abs(found) : abs((found - certified) / certified)
    return error == 0 ? 15 : error.isFinite ? min(15, max(0, -decimalLogarithm(error))) : 0
  }

  /// Of several numbers the worst; 0 when they are not as many.
  static func digits(_ found: [Double], certified: [Double]) -> Double {
    guard found.count == certified.count else { return 0 }
    return zip(found, certified).map { digits($0, certified: $1) }.min() ?? 0
  }

  private struct PeerDigits {
    var set, kind, quantity, peer: String
    var digits: Double
  }

  private static func peers(_ text: String, file: String) throws(Failure) -> [PeerDigits] {
    var peers: [PeerDigits] = []
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 5, let digits = Double(fields[4]) else {
        throw .malformed(file: file, missing: "five fields with digits at last in “\(line)”")
      }
      peers.append(
        PeerDigits(set: fields[0], kind: fields[1], quantity: fields[2], peer: fields[3], digits: digits))
    }
    return peers
  }
}
