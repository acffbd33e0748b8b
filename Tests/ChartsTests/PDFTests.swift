import Foundation
import Testing

@testable import Charts

@Suite struct PDFTests {
  private static let folder = "/usr/share/fonts/truetype/liberation2/"

  private static func font(_ face: String) -> TrueTypeFont? {
    (try? Data(contentsOf: URL(filePath: folder + "LiberationSans-\(face).ttf"))).flatMap {
      TrueTypeFont([UInt8]($0))
    }
  }

  /// The places in the table of objects lead to the objects.
  private func isWhole(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    let latin = bytes.map { Character(UnicodeScalar($0)) }
    guard let start = text.range(of: "startxref\n", options: .backwards),
      let place = Int(text[start.upperBound...].prefix { $0.isNumber })
    else { return false }
    let lines = String(latin[place...]).split(separator: "\n")
    guard lines[0] == "xref" else { return false }
    return lines.dropFirst(3).prefix { $0.hasSuffix(" 00000 n ") }.enumerated().allSatisfy { index, line in
      guard let offset = Int(line.prefix(10)) else { return false }
      return String(latin[offset...].prefix(12)).hasPrefix("\(index + 1) 0 obj")
    }
  }

  @Test func everyChartBecomesAWholePageInTheSizeOfTheFigure() {
    for (name, chart) in Examples.usual {
      let scene = chart.scene(width: .acmColumn)
      let bytes = PDF.document(scene, theme: .acm)
      #expect(isWhole(bytes), "\(name)")
      #expect(bytes == PDF.document(scene, theme: .acm))
      let text = String(decoding: bytes, as: Unicode.ASCII.self)
      #expect(text.contains("/MediaBox [0 0 240.09 "), "\(name)")
      #expect(!text.contains("nan") && !text.contains("Type3"))
    }
  }

  @Test func hostileLabelsCannotLeaveTheirStrings() {
    let chart = Examples.tail(
      Examples.samples(10, calls: 30), labels: [") Tj ET (", "\\", "<>", "نص"] + Examples.hostileLabels)
    let text = String(decoding: PDF.document(chart.scene(width: .millimetres(120))), as: Unicode.ASCII.self)
    #expect(text.hasSuffix("%%EOF\n"))
    #expect(!text.contains(") Tj ET ("))
    let lines = text.split(separator: "\n").filter { $0.contains(" Tj ") }
    #expect(!lines.isEmpty && lines.allSatisfy { $0.contains("> Tj") })
  }

  @Test(.enabled(if: font("Regular") != nil))
  func onlyTheUsedGlyphsAreEmbeddedAndTheyStayReadable() throws {
    let regular = try #require(Self.font("Regular"))
    var subset = FontSubset(regular)
    let numbers = "Äé fi−12".unicodeScalars.map { subset.number(of: $0) }
    #expect(numbers == Array(1...8))
    let file = subset.file()
    #expect(file.count < 40_000)
    let again = BigEndianBytes(file)
    #expect(again.unsigned32(0) == 0x0001_0000)
    #expect(subset.widths[numbers[3]] == 278)
    let total = Double(numbers.map { subset.widths[$0] }.reduce(0, +))
    #expect(abs(TextMetrics.width("Äé fi−12", size: 1_000) - total) < 4)
    // A composed letter brings its parts, which have no text of their own.
    #expect(subset.glyphs.count > numbers.count + 1)
  }

  @Test(
    .enabled(if: font("Regular") != nil && FileManager.default.isExecutableFile(atPath: "/usr/bin/pdffonts")))
  func theFontsAreEmbeddedAndTheWordsCanBeFound() throws {
    let fonts = PDF.Fonts(regular: try #require(Self.font("Regular")), bold: try #require(Self.font("Bold")))
    let scene = Examples.board().scene(width: .millimetres(183))
    let file = FileManager.default.temporaryDirectory.appending(
      path: "sebs-\(ProcessInfo.processInfo.processIdentifier).pdf")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(PDF.document(scene, fonts: fonts)).write(to: file)
    func output(_ program: String, _ words: [String]) throws -> String {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/" + program)
      process.arguments = words
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return String(decoding: data, as: UTF8.self)
    }
    let list = try output("pdffonts", [file.path]).split(separator: "\n").dropFirst(2)
    #expect(list.count == 2)
    for line in list { #expect(line.contains("CID TrueType") && line.contains("yes yes yes"), "\(line)") }
    let text = try output("pdftotext", ["-layout", file.path, "-"])
    for word in ["objective 250 ms", "Platform 1", "function 3", "−19.1 %"] {
      #expect(text.contains(word), "\(word)")
    }
  }

  @Test func filesThatAreNoFontsAreRefused() {
    #expect(TrueTypeFont([]) == nil)
    #expect(TrueTypeFont(Array("OTTO\u{0}\u{1}".utf8)) == nil)
    #expect(TrueTypeFont([0, 1, 0, 0, 0, 9] + Array(repeating: 7, count: 400)) == nil)
  }
}
