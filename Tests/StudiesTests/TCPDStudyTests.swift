import Foundation
import Testing

@testable import Studies

@Suite("Turing Change Point Dataset")
struct TCPDStudyTests {
  static let folder: URL = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("fixtures/tcpd")
  }()
  static let rows = Result { try TCPDStudy.run(folder: folder) }

  private struct Published: Decodable {
    let cover: [String: [String: Double?]]
    let f1: [String: [String: Double?]]
  }

  @Test("The score of no change at all equals the published one on every series")
  func score() throws {
    let annotations = try JSONDecoder().decode(
      [String: [String: [Int]]].self,
      from: Data(contentsOf: Self.folder.appendingPathComponent("annotations.json")))
    let published = try JSONDecoder().decode(
      Published.self,
      from: Data(contentsOf: Self.folder.appendingPathComponent("published_default_scores.json")))
    struct Size: Decodable {
      let count: Int

      enum CodingKeys: String, CodingKey { case count = "n_obs" }
    }
    for name in published.cover.keys.sorted() {
      let file = Self.folder.appendingPathComponent("datasets/\(name)/\(name).json")
      let size = try JSONDecoder().decode(Size.self, from: Data(contentsOf: file))
      let marks = try #require(annotations[name]).map(\.value)
      let score = ChangePointScore(changes: [], annotations: marks, count: size.count)
      let cover = try #require(published.cover[name]?["zero"] ?? nil)
      let f1 = try #require(published.f1[name]?["zero"] ?? nil)
      #expect(abs(score.cover - cover) < 1e-4)
      #expect(abs(score.f1 - f1) < 1e-4)
    }
  }

  @Test("Perfect agreement scores 1, and a change counted twice costs precision")
  func extremes() {
    let perfect = ChangePointScore(changes: [10, 30], annotations: [[10, 30], [10, 30]], count: 50)
    #expect(perfect.cover == 1)
    #expect(perfect.f1 == 1)
    let doubled = ChangePointScore(changes: [9, 11], annotations: [[10]], count: 50)
    #expect(abs(doubled.f1 - 0.8) < 1e-12)
  }

  @Test("The default beats every published default on the mean of the univariate series")
  func means() throws {
    let means = try Self.rows.get().filter { $0.series == TCPDStudy.mean }
    let ours = try #require(means.first { $0.method == "sebs" })
    #expect(ours.cover >= 0.70)
    #expect(ours.f1 >= 0.74)
    for peer in means where peer.method != "sebs" {
      #expect(ours.cover >= peer.cover)
      #expect(ours.f1 >= peer.f1)
    }
  }

  @Test("The default is never below no change at all on the synthetic series")
  func synthetic() throws {
    let rows = try Self.rows.get()
    for number in 1...5 {
      let name = "quality_control_\(number)"
      let ours = try #require(rows.first { $0.series == name && $0.method == "sebs" })
      let none = try #require(rows.first { $0.series == name && $0.method == "zero" })
      #expect(ours.cover >= none.cover - 1e-4)
      #expect(ours.f1 >= none.f1 - 1e-4)
    }
  }

  @Test("The table has a row for each series and method, with four decimals")
  func table() throws {
    let rows = try Self.rows.get()
    let lines = TCPDStudy.csv(rows).split(separator: "\n")
    #expect(lines.first == "series,method,cover,f1")
    #expect(lines.count == rows.count + 1)
    #expect(rows.filter { $0.method == "sebs" }.count == 33)
    #expect(lines.contains("quality_control_5,sebs,1.0000,1.0000"))
  }
}
