/// The outlines of a TrueType font, read from the bytes of its file, to be embedded in a PDF.
public struct TrueTypeFont: Sendable {
  let unitsPerEm: Int
  let glyphCount: Int
  let ascent: Int
  let descent: Int
  let box: [Int]
  private let bytes: BigEndianBytes
  private let tables: [String: Range<Int>]
  private let offsets: [Int]
  private let widths: [Int]
  private let glyphOfScalar: [UInt32: Int]

  /// Reads a font; `nil` where the bytes are no TrueType font with quadratic outlines and a Unicode table.
  public init?(_ bytes: [UInt8]) {
    let source = BigEndianBytes(bytes)
    guard let kind = source.unsigned32(0), kind == 0x0001_0000 || kind == 0x7472_7565,
      let count = source.unsigned16(4)
    else { return nil }
    var tables: [String: Range<Int>] = [:]
    for index in 0..<count {
      let entry = 12 + index * 16
      guard let tag = source.text(entry, count: 4), let start = source.unsigned32(entry + 8),
        let length = source.unsigned32(entry + 12), start + length <= bytes.count
      else { return nil }
      tables[tag] = start..<start + length
    }
    guard let head = tables["head"], let maxp = tables["maxp"], let hhea = tables["hhea"],
      let hmtx = tables["hmtx"],
      let loca = tables["loca"], let glyf = tables["glyf"], let cmap = tables["cmap"],
      let unitsPerEm = source.unsigned16(head.lowerBound + 18), unitsPerEm > 0,
      let glyphCount = source.unsigned16(maxp.lowerBound + 4), glyphCount > 0,
      let isLong = source.unsigned16(head.lowerBound + 50),
      let ascent = source.signed16(hhea.lowerBound + 4), let descent = source.signed16(hhea.lowerBound + 6),
      let metrics = source.unsigned16(hhea.lowerBound + 34), metrics > 0
    else { return nil }
    self.unitsPerEm = unitsPerEm
    self.glyphCount = glyphCount
    self.ascent = ascent
    self.descent = descent
    box = (0..<4).compactMap { source.signed16(head.lowerBound + 36 + 2 * $0) }
    offsets = (0...glyphCount).compactMap { index in
      isLong == 1
        ? source.unsigned32(loca.lowerBound + 4 * index)
        : source.unsigned16(loca.lowerBound + 2 * index).map { $0 * 2 }
    }
    widths = (0..<glyphCount).compactMap {
      source.unsigned16(hmtx.lowerBound + 4 * min($0, metrics - 1))
    }
    guard box.count == 4, offsets.count == glyphCount + 1, widths.count == glyphCount,
      zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }), (offsets.last ?? 0) <= glyf.count,
      let map = Self.characterMap(source, cmap)
    else { return nil }
    glyphOfScalar = map.filter { $0.value < glyphCount }
    self.tables = tables
    self.bytes = source
  }

  /// The glyph of a character; 0 for one that the font does not have.
  func glyph(of scalar: Unicode.Scalar) -> Int { glyphOfScalar[scalar.value] ?? 0 }

  /// The advance width in font units.
  func width(of glyph: Int) -> Int { widths[glyph] }

  /// The outline as stored.
  func outline(of glyph: Int) -> [UInt8] {
    guard let glyf = tables["glyf"] else { return [] }
    return bytes.slice(glyf.lowerBound + offsets[glyph]..<glyf.lowerBound + offsets[glyph + 1])
  }

  /// A table as stored; empty where the font has none.
  func table(_ tag: String) -> [UInt8] { tables[tag].map(bytes.slice) ?? [] }

  /// The Unicode table in format 4, or in format 12 for characters beyond the first plane.
  private static func characterMap(_ bytes: BigEndianBytes, _ cmap: Range<Int>) -> [UInt32: Int]? {
    guard let count = bytes.unsigned16(cmap.lowerBound + 2) else { return nil }
    var starts: [Int: Int] = [:]
    for index in 0..<count {
      let entry = cmap.lowerBound + 4 + index * 8
      guard let platform = bytes.unsigned16(entry), let encoding = bytes.unsigned16(entry + 2),
        let offset = bytes.unsigned32(entry + 4)
      else { return nil }
      guard platform == 0 || platform == 3 && (encoding == 1 || encoding == 10),
        let format = bytes.unsigned16(cmap.lowerBound + offset)
      else { continue }
      starts[format] = cmap.lowerBound + offset
    }
    if let start = starts[12] { return groups(bytes, start) }
    return starts[4].flatMap { segments(bytes, $0) }
  }

  private static func groups(_ bytes: BigEndianBytes, _ start: Int) -> [UInt32: Int]? {
    guard let count = bytes.unsigned32(start + 12), count <= 100_000 else { return nil }
    var map: [UInt32: Int] = [:]
    for index in 0..<count {
      let entry = start + 16 + index * 12
      guard let first = bytes.unsigned32(entry), let last = bytes.unsigned32(entry + 4),
        let glyph = bytes.unsigned32(entry + 8), first <= last, last <= 0x10_FFFF
      else { return nil }
      for code in first...last { map[UInt32(code)] = glyph + code - first }
    }
    return map
  }

  private static func segments(_ bytes: BigEndianBytes, _ start: Int) -> [UInt32: Int]? {
    guard let double = bytes.unsigned16(start + 6) else { return nil }
    var map: [UInt32: Int] = [:]
    for index in 0..<double / 2 {
      let end = start + 14 + 2 * index
      let range = end + 2 + 3 * double
      guard let last = bytes.unsigned16(end), let first = bytes.unsigned16(end + 2 + double),
        let delta = bytes.unsigned16(end + 2 + 2 * double), let offset = bytes.unsigned16(range)
      else { return nil }
      guard first <= last else { continue }
      for code in first...last where code != 0xFFFF {
        if offset == 0 {
          map[UInt32(code)] = (code + delta) & 0xFFFF
        } else if let glyph = bytes.unsigned16(range + offset + 2 * (code - first)), glyph != 0 {
          map[UInt32(code)] = (glyph + delta) & 0xFFFF
        }
      }
    }
    return map
  }
}

/// Numbers with the most significant byte first, `nil` beyond the end.
struct BigEndianBytes: Sendable {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func unsigned16(_ place: Int) -> Int? {
    guard place >= 0, place + 2 <= bytes.count else { return nil }
    return Int(bytes[place]) << 8 | Int(bytes[place + 1])
  }

  func signed16(_ place: Int) -> Int? { unsigned16(place).map { $0 >= 0x8000 ? $0 - 0x1_0000 : $0 } }

  func unsigned32(_ place: Int) -> Int? {
    guard let high = unsigned16(place), let low = unsigned16(place + 2) else { return nil }
    return high << 16 | low
  }

  func text(_ place: Int, count: Int) -> String? {
    guard place >= 0, place + count <= bytes.count else { return nil }
    return String(decoding: bytes[place..<place + count], as: UTF8.self)
  }

  func slice(_ range: Range<Int>) -> [UInt8] { Array(bytes[range.clamped(to: 0..<bytes.count)]) }
}
