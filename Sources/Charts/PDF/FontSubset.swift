/// The glyphs of a font that a document uses, numbered anew in the order of first use; glyph 0 stands for characters that
/// the font does not have.
struct FontSubset {
  let font: TrueTypeFont
  /// The glyphs of the font, by their new numbers.
  private(set) var glyphs = [0]
  /// The text that each new number stands for.
  private(set) var texts: [Unicode.Scalar?] = [nil]
  private var numberOfGlyph = [0: 0]

  init(_ font: TrueTypeFont) { self.font = font }

  /// The new number of a character's glyph.
  mutating func number(of scalar: Unicode.Scalar) -> Int {
    number(ofGlyph: font.glyph(of: scalar), scalar)
  }

  private mutating func number(ofGlyph glyph: Int, _ scalar: Unicode.Scalar?) -> Int {
    if let known = numberOfGlyph[glyph] { return known }
    glyphs.append(glyph)
    texts.append(scalar)
    numberOfGlyph[glyph] = glyphs.count - 1
    return glyphs.count - 1
  }

  /// The advance widths of the new numbers, per mille of the font size.
  var widths: [Int] { glyphs.map { (font.width(of: $0) * 1_000 + font.unitsPerEm / 2) / font.unitsPerEm } }

  /// A font file with the used glyphs only.
  mutating func file() -> [UInt8] {
    var outlines: [[UInt8]] = []
    // Parts of composed glyphs get numbers as they are found.
    while outlines.count < glyphs.count {
      outlines.append(renumbered(font.outline(of: glyphs[outlines.count])))
    }
    var glyf: [UInt8] = []
    var loca: [UInt8] = []
    for outline in outlines {
      loca += Self.bytes32(glyf.count)
      glyf += outline
      while glyf.count % 4 != 0 { glyf.append(0) }
    }
    loca += Self.bytes32(glyf.count)
    var head = font.table("head")
    head.replaceSubrange(8..<12, with: [0, 0, 0, 0])
    head.replaceSubrange(50..<52, with: [0, 1])
    var maxp = font.table("maxp")
    maxp.replaceSubrange(4..<6, with: Self.bytes16(glyphs.count))
    var hhea = font.table("hhea")
    hhea.replaceSubrange(34..<36, with: Self.bytes16(glyphs.count))
    let hmtx: [UInt8] = glyphs.flatMap { (glyph: Int) -> [UInt8] in
      Self.bytes16(font.width(of: glyph)) + [0, 0]
    }
    let tables = [
      ("cvt ", font.table("cvt ")), ("fpgm", font.table("fpgm")), ("glyf", glyf), ("head", head),
      ("hhea", hhea), ("hmtx", hmtx), ("loca", loca), ("maxp", maxp), ("prep", font.table("prep")),
    ].filter { !$0.1.isEmpty }
    return Self.file(tables)
  }

  /// A composed glyph with the new numbers of its parts.
  private mutating func renumbered(_ outline: [UInt8]) -> [UInt8] {
    let source = BigEndianBytes(outline)
    guard let contours = source.signed16(0), contours < 0 else { return outline }
    var result = outline
    var place = 10
    while let flags = source.unsigned16(place), let glyph = source.unsigned16(place + 2),
      glyph < font.glyphCount
    {
      result.replaceSubrange(place + 2..<place + 4, with: Self.bytes16(number(ofGlyph: glyph, nil)))
      let hasWords = flags & 0x1 != 0
      let scale = flags & 0x8 != 0 ? 2 : flags & 0x40 != 0 ? 4 : flags & 0x80 != 0 ? 8 : 0
      place += 4 + (hasWords ? 4 : 2) + scale
      if flags & 0x20 == 0 { break }
    }
    return result
  }

  private static func file(_ tables: [(tag: String, bytes: [UInt8])]) -> [UInt8] {
    let power = tables.count >= 8 ? 3 : tables.count >= 4 ? 2 : 1
    var header = bytes32(0x0001_0000) + bytes16(tables.count) + bytes16(16 << power) + bytes16(power)
    header += bytes16(tables.count * 16 - (16 << power))
    var body: [UInt8] = []
    let start = 12 + tables.count * 16
    for table in tables {
      header += Array(table.tag.utf8) + bytes32(checksum(table.bytes)) + bytes32(start + body.count)
      header += bytes32(table.bytes.count)
      body += table.bytes
      while body.count % 4 != 0 { body.append(0) }
    }
    return header + body
  }

  private static func checksum(_ bytes: [UInt8]) -> Int {
    var sum: UInt32 = 0
    for (index, byte) in bytes.enumerated() { sum &+= UInt32(byte) << UInt32(24 - 8 * (index % 4)) }
    return Int(sum)
  }

  static func bytes16(_ value: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
  }

  static func bytes32(_ value: Int) -> [UInt8] { bytes16(value >> 16) + bytes16(value) }
}
