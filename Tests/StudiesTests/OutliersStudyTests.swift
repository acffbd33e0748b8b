import Foundation
import Testing

@testable import Studies

@Suite("Outlier scores on labelled sets")
struct OutliersStudyTests {
  static let folder: URL = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("fixtures/adbench")
  }()

  private func scratch(_ text: String) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sebs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(to: folder.appendingPathComponent("set.csv"), atomically: true, encoding: .utf8)
    return folder
  }

  @Test("The default score stays within two hundredths of every peer on the mean of the two sets here")
  func means() throws {
    let rows = try OutliersStudy.run(
      folder: Self.folder, peers: Self.folder.appendingPathComponent("peers.csv"))
    let means = rows.filter { $0.set == OutliersStudy.mean }
    let ours = try #require(means.first { $0.method == OutliersStudy.score })
    #expect(ours.auc > 0.95 && ours.side == .ours)
    #expect(Set(rows.map(\.set)) == ["WBC", "wine", "mean"])
    let peers = means.filter { $0.side == .peer }
    #expect(peers.count == 4)
    // The robust distance alone does better on wine: that is the price of one score for all shapes.
    for peer in peers { #expect(ours.auc >= peer.auc - 0.02, "\(peer.method)") }
    let lines = OutliersStudy.csv(rows).split(separator: "\n")
    #expect(lines.first == "set,method,auc,side" && lines.count == rows.count + 1)
    #expect(lines.contains { $0.hasPrefix("wine,local outlier factor,0.8857,peer") })
  }

  @Test("The committed table holds twelve sets, and the score beats every peer on their mean")
  func committed() throws {
    let file = Self.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("reports/outliers-adbench.csv")
    let cells = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",").map(String.init) }
    #expect(Set(cells.map { $0[0] }).count == 13)
    let means = cells.filter { $0[0] == OutliersStudy.mean }
    let ours = try #require(means.first { $0[1] == OutliersStudy.score }.flatMap { Double($0[2]) })
    let peers = means.filter { $0[3] == "peer" }.compactMap { Double($0[2]) }
    #expect(peers.count == 4 && peers.allSatisfy { ours >= $0 })
  }

  @Test("The area under the curve counts pairs, ties as halves")
  func discrimination() throws {
    let folder = try scratch("a,label\n1,0\n2,0\n3,0\n2,1\n5,1\n")
    defer { try? FileManager.default.removeItem(at: folder) }
    let rows = try #require(try LabelledRows(folder.appendingPathComponent("set.csv")))
    #expect(try rows.discrimination([1, 2, 3, 2, 5]) == 4.5 / 6)
  }

  @Test(
    "A table that cannot be used says why",
    arguments: [
      ("a,label\n1,0\nx,1\n", "set.csv: line 3: x is no number"),
      ("a,label\n1,0\n2,7\n", "set.csv: line 3: expected 2 cells, the last 0 or 1"),
      ("a,label\n1,0,4\n", "set.csv: line 2: expected 2 cells, the last 0 or 1"),
    ])
  func hostile(text: String, message: String) throws {
    let folder = try scratch(text)
    defer { try? FileManager.default.removeItem(at: folder) }
    let failure = try #require(throws: OutliersStudy.Failure.self) {
      try OutliersStudy.run(folder: folder, peers: nil)
    }
    #expect(failure.description == message)
  }
}
