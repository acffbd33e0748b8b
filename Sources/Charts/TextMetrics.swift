/// Text widths from a recorded table, so that layout needs neither a browser nor a font file.
///
/// Kerning is off in the drawn text, so an advance width is a sum over characters. Liberation Sans, Arial and Helvetica
/// share these widths.
public enum TextMetrics {
  /// Heights in em, of Liberation Sans.
  static let ascent = 0.905
  static let descent = 0.212
  static let capHeight = 0.688
  /// How much wider the usual fallback faces run; reserved where text grows towards an edge or a neighbour.
  static let fallbackReserve = 1.15
  /// The size of a raised exponent relative to the text that it follows.
  static let raisedScale = 0.72

  /// The advance width of a line of text, in the unit of `size`.
  ///
  /// - Parameters:
  ///   - text: one line.
  ///   - size: the font size.
  ///   - bold: whether the bold face is meant.
  public static func width(_ text: String, size: Double, bold: Bool = false) -> Double {
    var total = 0.0
    for character in text { total += emWidth(of: character, bold: bold) }
    return total * size
  }

  /// The text itself when it fits into `limit`, or its two ends with an ellipsis between them: the middle of a path or an
  /// identifier says least.
  static func elided(_ text: String, size: Double, bold: Bool = false, limit: Double) -> String {
    guard width(text, size: size, bold: bold) > limit else { return text }
    let widths = text.map { emWidth(of: $0, bold: bold) * size }
    var room = limit - width("…", size: size, bold: bold)
    var head = 0
    var tail = 0
    while head + tail < widths.count {
      let takesHead = head <= tail
      let next = takesHead ? widths[head] : widths[widths.count - 1 - tail]
      guard next <= room else { break }
      room -= next
      if takesHead { head += 1 } else { tail += 1 }
    }
    return String(text.prefix(head)) + "…" + String(text.suffix(tail))
  }

  /// The text in at most `most` lines, broken at spaces; words that do not fit alone and the rest beyond the last line are
  /// shortened.
  static func wrapped(_ text: String, size: Double, bold: Bool = false, limit: Double, most: Int) -> [String]
  {
    var lines: [String] = []
    var words = text.split(separator: " ")[...]
    while let first = words.first, lines.count < most {
      if lines.count == most - 1 {
        lines.append(elided(words.joined(separator: " "), size: size, bold: bold, limit: limit))
        break
      }
      var line = String(first)
      words.removeFirst()
      while let next = words.first, width(line + " " + next, size: size, bold: bold) <= limit {
        line += " " + next
        words.removeFirst()
      }
      lines.append(elided(line, size: size, bold: bold, limit: limit))
    }
    return lines
  }

  private static func emWidth(of character: Character, bold: Bool) -> Double {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    if scalars.count > 1, scalars.contains(where: { $0.value == 0xFE0F || $0.properties.isEmojiPresentation })
    {
      return emojiWidth
    }
    if let units = tableWidth(first.value, bold: bold) { return units / LiberationSansWidths.unitsPerEm }
    return estimatedWidth(first)
  }

  private static let emojiWidth = 1.3

  private static func tableWidth(_ value: UInt32, bold: Bool) -> Double? {
    var offset = 0
    for run in LiberationSansWidths.runs {
      if run.contains(value) {
        let table = bold ? LiberationSansWidths.bold : LiberationSansWidths.regular
        return Double(table[offset + Int(value - run.lowerBound)])
      }
      offset += run.count
    }
    return nil
  }

  /// Typographic spaces are exact; letters of other scripts count as a wide "n", East Asian ones and emoji as a square.
  private static func estimatedWidth(_ scalar: Unicode.Scalar) -> Double {
    switch scalar.value {
    case 0x2009: 0.2
    case 0x200A: 0.084
    case 0x202F: 0.2
    case 0x2002: 0.5
    case 0x2007: 0.556
    case 0x200C, 0x200D, 0xFE00...0xFE0F: 0
    case _ where scalar.properties.isEmojiPresentation: emojiWidth
    case 0x1100...0x115F, 0x2E80...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F,
      0xFF00...0xFF60, 0x20000...0x3FFFF:
      1
    case _ where scalar.properties.generalCategory == .nonspacingMark: 0
    default: 0.65
    }
  }
}
