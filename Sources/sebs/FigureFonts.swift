import Charts
import Foundation

/// Finds the fonts that a PDF embeds.
enum FigureFonts {
  private static let folders = [
    "/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/liberation", "/usr/share/fonts/liberation-sans", "/Library/Fonts",
  ]

  /// The named font, else Liberation Sans where the system has it, else none with a notice.
  ///
  /// - Throws: ``UsageError`` for a named file that is not there or no TrueType font.
  static func find(named font: String? = nil) throws -> PDF.Fonts? {
    let candidates = font.map { [$0] } ?? folders.map { $0 + "/LiberationSans-Regular.ttf" }
    guard let regular = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      if let font { throw UsageError("There is no file \(font).") }
      Terminal.say(
        "No font to embed was found: the PDF names Helvetica. Install fonts-liberation2, or give --font.")
      return nil
    }
    let bold = regular.replacingOccurrences(of: "Regular", with: "Bold")
    let hasBold = bold != regular && FileManager.default.fileExists(atPath: bold)
    guard let first = TrueTypeFont(try InputFiles.bytes(of: regular)),
      let second = TrueTypeFont(try InputFiles.bytes(of: hasBold ? bold : regular))
    else { throw UsageError("\(regular) is not a TrueType font with outlines that can be embedded.") }
    return PDF.Fonts(regular: first, bold: second)
  }
}
