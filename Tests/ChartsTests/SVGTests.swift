import Foundation
import FoundationXML
import Testing

@testable import Charts

@Suite struct SVGTests {
  /// Set RECORD_SNAPSHOTS=1 to record; without it, the bytes must agree.
  @Test func figuresKeepTheirBytes() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")
    let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"
    for (name, chart) in Examples.usual {
      let forms = [
        ("\(name).web.svg", SVG.web(chart.scene(width: .pixels(760)), idPrefix: name)),
        ("\(name).print.svg", SVG.portable(chart.scene(width: .acmColumn))),
      ]
      for (file, text) in forms {
        let place = folder.appending(path: file)
        if isRecording {
          try Data(text.utf8).write(to: place)
        } else {
          let recorded = try String(contentsOf: place, encoding: .utf8)
          #expect(text == recorded, "\(file) differs from its snapshot")
        }
      }
    }
  }

  @Test func theSameChartGivesTheSameBytes() {
    for (name, chart) in Examples.usual {
      let first = SVG.web(chart.scene(width: .pixels(640)), idPrefix: name)
      #expect(first == SVG.web(chart.scene(width: .pixels(640)), idPrefix: name), "\(name)")
    }
  }

  @Test func identifiersArePrefixedAndSafe() {
    #expect(SVG.identifier("tail latency/α") == "tail-latency--")
    #expect(SVG.identifier("1st") == "figure-1st")
    #expect(SVG.identifier("") == "figure-")
    let text = SVG.web(Examples.cost(1).scene(width: .pixels(400)), idPrefix: "cost")
    #expect(text.contains("aria-labelledby=\"cost-title\"") && text.contains("<title id=\"cost-title\">"))
    #expect(text.contains("aria-describedby=\"cost-desc\"") && text.contains("<desc id=\"cost-desc\">"))
  }

  @Test func portableFilesHaveTheirPrintedSize() {
    let text = SVG.portable(Examples.cost(2).scene(width: .millimetres(84.7)))
    #expect(text.contains("width=\"84.7mm\""))
    #expect(text.contains("fill=\"#FFFFFF\""))
    let clear = Theme(
      ink: "#000000", muted: "#333333", rule: "#777777", grid: "#DDDDDD", background: nil, palette: [])
    #expect(
      !SVG.portable(Examples.cost(2).scene(width: .millimetres(84.7)), theme: clear).contains(
        "<rect width=\"240"))
  }

  @Test func theStyleSheetDefinesEveryClassThatFiguresUse() throws {
    let sheet = SVG.webStyleSheet
    for (_, chart) in Examples.usual {
      let text = SVG.web(chart.scene(width: .pixels(760)), idPrefix: "f")
      for match in text.matches(of: /class="([^"]*)"/) {
        for name in match.1.split(separator: " ") where Scene.Role(rawValue: String(name)) == nil {
          #expect(sheet.contains(".\(name)"), "class \(name)")
        }
      }
    }
    for theme in [Theme.light, .dark] {
      for colour in theme.palette + [theme.ink, theme.muted] {
        #expect(SVG.webThemeVariables.contains(colour))
      }
    }
  }

  /// Relative luminance and contrast as in WCAG 2.
  @Test func textHasEnoughContrastAndMarksToo() throws {
    func luminance(_ hex: String) throws -> Double {
      let value = try #require(UInt32(hex.dropFirst(), radix: 16))
      func linear(_ shift: UInt32) -> Double {
        let share = Double((value >> shift) & 255) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
    }
    func contrast(_ first: String, _ second: String) throws -> Double {
      let pair = [try luminance(first), try luminance(second)].sorted()
      return (pair[1] + 0.05) / (pair[0] + 0.05)
    }
    for theme in [Theme.light, .dark, .grey] {
      let paper = try #require(theme.background)
      #expect(try contrast(theme.ink, paper) >= 4.5)
      #expect(try contrast(theme.muted, paper) >= 4.5)
    }
    for theme in [Theme.light, .dark] {
      for colour in theme.palette { #expect(try contrast(colour, theme.background ?? "#FFFFFF") >= 3) }
    }
  }

  @Test func pathsReturnToTheirPointsWithoutAccumulatingErrors() {
    var path = SVGPath()
    path.chain((0...1_000).map { Scene.Point(x: Double($0) * 0.333, y: Double($0) * 0.777) }, isClosed: false)
    path.dot(at: Scene.Point(x: 0, y: 0))
    #expect(path.data.hasSuffix("m-333-777h0"))
  }

  @Test func picturesForCellsAreHiddenAndSmall() {
    var random = Seeded(12)
    let many = random.latencies(100_000)
    let pictures = [
      Sparkline(values: many).svg(), Sparkline(values: []).svg(), Sparkline(values: [1]).svg(),
      Sparkline(values: [.nan, 2, .infinity, 3, 4], band: 1...3).svg(),
      Sparkline(values: [5, 5, 5], range: 0...10).svg(),
      MiniHistogram(counts: []).svg(), MiniHistogram(counts: [0, 0]).svg(),
      MiniHistogram(counts: [-1, 4, 9], marker: 2).svg(),
      MiniHistogram(counts: Array(repeating: 3, count: 1_000), marker: 500).svg(),
    ]
    for picture in pictures {
      #expect(picture.contains("aria-hidden=\"true\""))
      #expect(picture.utf8.count < 8_000)
      #expect(XMLParser(data: Data(picture.utf8)).parse())
      #expect(!picture.contains("nan"))
    }
  }

  @Test func theLintFindsWhatIsWrong() {
    func line(_ text: String, x: Double, y: Double, size: Double = 12) -> Scene.Item {
      Scene.Item(
        .text(Scene.TextLine(string: text, position: Scene.Point(x: x, y: y), size: size)), .filled(.ink),
        role: .label)
    }
    let stroke = Scene.Item(
      .lines([[Scene.Point(x: 0, y: 76), Scene.Point(x: 100, y: 76)]], isClosed: false), .stroked(.ink, 1),
      role: .data)
    let scene = Scene(
      width: 100, height: 100, unit: .pixel, title: "t", description: "d",
      items: [
        line("one", x: 10, y: 20), line("two", x: 15, y: 22), line("out", x: 90, y: 40),
        line("tiny", x: 10, y: 60, size: 8),
        line("over", x: 10, y: 80), stroke, line("lost", x: .nan, y: 1),
      ], notes: [], panels: [])
    let kinds = Set(scene.lint().map(\.kind))
    #expect(kinds == [.overlappingText, .clipped, .smallText, .textOverData, .notFinite])
  }
}
