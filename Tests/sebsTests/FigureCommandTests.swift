import Foundation
import Testing

/// `sebs figure`: its list, its rows and its files.
@Suite struct FigureCommandTests {
  private func with(_ body: (Program) throws -> Void) throws {
    let program = try Program()
    defer { program.remove() }
    try body(program)
  }

  private static let searchPath = ProcessInfo.processInfo.environment["PATH"] ?? ""
  private static let hasRasteriser = searchPath.split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: $0 + "/rsvg-convert")
  }

  private static let arguments = [
    "figure", "--chart", "causes", "--data", Program.fixture("gallery/outlier_causes.csv"), "--column",
    "row=platform",
  ]

  @Test func `The list has an example of every chart, and the examples run as they stand`() throws {
    try with { program in
      let list = try program.run("figure", "--list")
      #expect(list.status == 0)
      let examples = list.output.split(separator: "\n").filter { $0.contains("Example: sebs ") }
      let kinds = list.output.split(separator: "\n").filter { !$0.hasPrefix(" ") && $0.contains(": ") }
      #expect(examples.count == kinds.count && examples.count > 25)
      let one = try program.run("figure", "--list", "--chart", "forest")
      #expect(one.output.hasPrefix("forest: ") && !one.output.contains("tail: "))
      #expect(try program.run("figure", "--list", "--chart", "pie").status == 2)
      let command = try #require(one.output.firstMatch(of: /Example: sebs (.*)/)).1
      let data = Program.fixture("gallery/effects.csv")
      let words = command.split(separator: " ").map { $0 == "effects.csv" ? data : String($0) }
      #expect(try program.run(words).status == 0)
      #expect(try program.text("forest.svg").contains("<svg"))
    }
  }

  @Test func `Rows of charts have forms of their own`() throws {
    try with { program in
      func height(_ beside: String...) throws -> Double {
        let three = Self.arguments + Self.arguments[1...2] + Self.arguments[1...2]
        let result = try program.run(three + ["--width", "183mm"] + beside)
        #expect(result.status == 0, "\(result.messages)")
        return try Double(#require(result.output.firstMatch(of: /height="([0-9.]+)mm"/)).1) ?? 0
      }
      let below = try height()
      let mixed = try height("--beside", "1/2")
      let together = try height("--beside", "3")
      #expect(below > mixed && mixed > together && together > 0)
      for wrong in ["0", "a", "1/", "1:-2", "1//2"] {
        let result = try program.run(Self.arguments + ["--beside", wrong])
        #expect(result.status == 2 && result.messages.contains("--beside takes"), "\(wrong)")
      }
    }
  }

  @Test func `Without a rasteriser, PNG is refused with what to install`() throws {
    try with { program in
      let process = program.process(Self.arguments + ["-o", "causes.png"])
      process.environment = ["PATH": program.folder.path]
      let messages = Pipe()
      process.standardError = messages
      try process.run()
      let words = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 2)
      #expect(words.contains("rsvg-convert") && words.contains("librsvg2-bin") && words.contains(".pdf"))
      #expect(!FileManager.default.fileExists(atPath: program.path("causes.png")))
    }
  }

  @Test(.enabled(if: hasRasteriser, "rsvg-convert is not installed"))
  func `PNG has 300 dots per inch and leaves no other file`() throws {
    try with { program in
      let result = try program.run(Self.arguments + ["--width", "101.6mm", "-o", "folder/causes.png"])
      #expect(result.status == 0, "\(result.messages)")
      let bytes = [UInt8](try Data(contentsOf: program.folder.appendingPathComponent("folder/causes.png")))
      #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
      let width = bytes[16..<20].reduce(0) { $0 << 8 | Int($1) }
      #expect(abs(width - 1_200) <= 1, "\(width)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: program.path("folder")) == ["causes.png"])
    }
  }

  @Test func `Changes of level are found, given or left out`() throws {
    try with { program in
      let data = Program.fixture("gallery/hourly_p95.csv")
      let arguments = [
        "figure", "--chart", "time-series", "--data", data, "--column", "value=p95_ms", "-o", "t.svg",
        "--caption",
      ]
      #expect(try program.run(arguments).output.contains("penalised segmentation"))
      let given = try program.run(arguments + ["--change", "2024-06-10T02:00Z"])
      #expect(given.output.contains("The changes were given"))
      let none = try program.run(arguments + ["--change", "none"])
      #expect(none.status == 0 && !none.output.contains("change"))
      #expect(try program.run(arguments + ["--change", "soon"]).status == 2)
    }
  }
}
