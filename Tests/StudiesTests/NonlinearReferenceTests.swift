import Foundation
import Statistics
import Studies
import Testing

private func referenceSet(_ name: String) throws -> NonlinearReferenceSet {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let file = root.appendingPathComponent("fixtures/nist-strd/nonlinear/\(name).dat")
  return try NonlinearReferenceSet(text: String(contentsOf: file, encoding: .utf8))
}

@Suite struct NonlinearReferenceTests {
  @Test(arguments: NonlinearReferenceModels.names)
  func `Nine certified digits are reached from both starts`(name: String) throws {
    let rows = try NonlinearReferenceStudy.rows(name: name, data: referenceSet(name))
    #expect(rows.count == 6)
    for row in rows where row.quantity == .parameters { #expect(row.digits >= 9, "\(row)") }
  }
}
