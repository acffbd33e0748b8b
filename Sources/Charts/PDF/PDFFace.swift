/// One face of a PDF: an embedded subset, or Helvetica by name.
struct PDFFace {
  let name: String
  private let isBold: Bool
  private var subset: FontSubset?
  private(set) var isUsed = false

  init(name: String, isBold: Bool, font: TrueTypeFont?) {
    self.name = name
    self.isBold = isBold
    subset = font.map(FontSubset.init)
  }

  /// The text as a string of the content stream. Characters of no width, such as joiners, are left out.
  mutating func encoded(_ text: String) -> String {
    isUsed = true
    let scalars = text.unicodeScalars.filter { !Self.isInvisible($0) }
    var digits = ""
    for scalar in scalars {
      let code = subset == nil ? Self.westernCode(of: scalar) : subset?.number(of: scalar) ?? 0
      digits += Self.hexadecimal(code, digits: subset == nil ? 2 : 4)
    }
    return "<\(digits)>"
  }

  /// Adds the objects of the face and returns the number of the font.
  mutating func write(to file: inout PDFFile) -> Int {
    let family = isBold ? "-Bold" : ""
    guard var subset else {
      return file.add(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica\(family) /Encoding /WinAnsiEncoding >>")
    }
    let font = subset.font
    let program = subset.file()
    let stream = file.add(stream: program, "/Length1 \(program.count) ")
    let name = "/SEBSAA+EmbeddedSans\(family)"
    func scaled(_ value: Int) -> Int { value * 1_000 / font.unitsPerEm }
    let box = font.box.map { "\(scaled($0))" }.joined(separator: " ")
    let descriptor = file.add(
      "<< /Type /FontDescriptor /FontName \(name) /Flags 4 /FontBBox [\(box)] /ItalicAngle 0 /Ascent \(scaled(font.ascent)) "
        + "/Descent \(scaled(font.descent)) /CapHeight 688 /StemV \(isBold ? 140 : 80) /FontFile2 \(stream) 0 R >>"
    )
    let widths = subset.widths.map { "\($0)" }.joined(separator: " ")
    let descendant = file.add(
      "<< /Type /Font /Subtype /CIDFontType2 /BaseFont \(name) /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        + "/Supplement 0 >> /FontDescriptor \(descriptor) 0 R /W [0 [\(widths)]] /CIDToGIDMap /Identity >>")
    let map = file.add(stream: Array(Self.characterMap(subset.texts).utf8), "")
    return file.add(
      "<< /Type /Font /Subtype /Type0 /BaseFont \(name) /Encoding /Identity-H /DescendantFonts [\(descendant) 0 R] "
        + "/ToUnicode \(map) 0 R >>")
  }

  /// What the codes mean, so that text can be searched and copied.
  private static func characterMap(_ texts: [Unicode.Scalar?]) -> String {
    let entries = texts.enumerated().compactMap { code, scalar in
      scalar.map { "<\(hexadecimal(code, digits: 4))> <\(PDFFile.unicode(String($0)))>" }
    }
    var blocks = ""
    for start in stride(from: 0, to: entries.count, by: 100) {
      let block = entries[start..<min(start + 100, entries.count)]
      blocks += "\(block.count) beginbfchar\n\(block.joined(separator: "\n"))\nendbfchar\n"
    }
    return """
      /CIDInit /ProcSet findresource begin
      12 dict begin
      begincmap
      /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
      /CMapName /Adobe-Identity-UCS def
      /CMapType 2 def
      1 begincodespacerange
      <0000> <FFFF>
      endcodespacerange
      \(blocks)endcmap
      CMapName currentdict /CMap defineresource pop
      end
      end

      """
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200C, 0x200D, 0xFE00...0xFE0F: true
    default: false
    }
  }

  /// The code in Windows code page 1252, with the nearest sign for those of the typography of numbers.
  private static func westernCode(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0xFF: Int(scalar.value)
    case 0x2002...0x200A, 0x202F: 0x20
    case 0x2212, 0x2013: 0x96
    case 0x2014: 0x97
    case 0x2018: 0x91
    case 0x2019: 0x92
    case 0x201C: 0x93
    case 0x201D: 0x94
    case 0x2022: 0x95
    case 0x2026: 0x85
    case 0x20AC: 0x80
    case 0x03BC: 0xB5
    default: 0x3F
    }
  }

  static func hexadecimal(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

/// The numbered objects of a PDF and the table of their places.
struct PDFFile {
  private var objects: [[UInt8]] = []

  mutating func reserve() -> Int {
    objects.append([])
    return objects.count
  }

  mutating func set(_ number: Int, _ text: String) { objects[number - 1] = Array(text.utf8) }

  mutating func add(_ text: String) -> Int {
    let number = reserve()
    set(number, text)
    return number
  }

  mutating func add(stream bytes: [UInt8], _ entries: String) -> Int {
    let number = reserve()
    objects[number - 1] =
      Array("<< \(entries)/Length \(bytes.count) >>\nstream\n".utf8) + bytes + Array("\nendstream".utf8)
    return number
  }

  func bytes(root: Int, information: Int) -> [UInt8] {
    // Bytes beyond ASCII in the second line tell programs that the file is not text.
    var bytes = Array("%PDF-1.7\n%".utf8) + [0xE2, 0xE3, 0xCF, 0xD3, 0x0A]
    var places: [Int] = []
    for (index, object) in objects.enumerated() {
      places.append(bytes.count)
      bytes += Array("\(index + 1) 0 obj\n".utf8) + object + Array("\nendobj\n".utf8)
    }
    let start = bytes.count
    var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for place in places {
      let digits = "\(place)"
      table += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
    }
    table += "trailer\n<< /Size \(objects.count + 1) /Root \(root) 0 R /Info \(information) 0 R >>\n"
    return bytes + Array((table + "startxref\n\(start)\n%%EOF\n").utf8)
  }

  /// A text as a string of the document.
  static func text(_ text: String) -> String { "<FEFF\(unicode(text))>" }

  /// UTF-16 with the most significant byte first, as hexadecimal digits.
  static func unicode(_ text: String) -> String {
    text.utf16.map { PDFFace.hexadecimal(Int($0), digits: 4) }.joined()
  }
}
