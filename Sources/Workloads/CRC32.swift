/// The checksum of ZIP archives (ISO 3309; reflected polynomial `EDB88320`).
struct CRC32 {
  private var register: UInt32 = 0xffff_ffff

  /// Checksum of what was given so far.
  var value: UInt32 { ~register }

  mutating func update(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      register = remainders[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ register >> 8
    }
  }
}

private let remainders: [UInt32] = (0..<256).map { index in
  (0..<8).reduce(UInt32(index)) { remainder, _ in
    remainder & 1 == 1 ? remainder >> 1 ^ 0xedb8_8320 : remainder >> 1
  }
}
