import Foundation
import Testing

@testable import Studies

@Suite struct ReferenceStudyTests {
  private func read(_ path: String) throws -> String {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return try String(contentsOf: root.appendingPathComponent("fixtures/nist-strd/" + path), encoding: .utf8)
  }

  @Test func `Every certified quantity is measured beside every peer`() throws {
    let rows = try ReferenceStudy.run(read: read)
    let linear = rows.filter { $0.kind == "linear" }
    #expect(Set(linear.map(\.set)).count == 11)
    #expect(linear.allSatisfy { $0.digits >= 13 })
    #expect(Set(linear.compactMap(\.peer)) == ["numpy lstsq", "statsmodels OLS", "R lm"])
    let univariate = rows.filter { $0.kind == "univariate" }
    #expect(Set(univariate.map(\.set)).count == 9)
    #expect(univariate.allSatisfy { $0.digits >= 8 })
    let nonlinear = rows.filter { $0.kind == "nonlinear" && $0.quantity.hasPrefix("parameters") }
    #expect(Set(nonlinear.map(\.set)).count == 27)
    #expect(nonlinear.allSatisfy { $0.digits >= 9 && $0.peer != nil })
    // Never fewer digits than the best peer, but for the last. (Where doubles hold fewer digits of the data than
    // were certified, as of NumAcc3 and NumAcc4, who is nearer is chance.)
    for row in linear { #expect(row.digits >= min(13, (row.peerDigits ?? 0) - 1), "\(row)") }
    #expect(
      linear.contains { $0.set == "Filip" && $0.quantity == "coefficients" && ($0.peerDigits ?? 15) < 1 })
  }

  @Test func `Digits are those of the relative error`() {
    #expect(
      ReferenceStudy.digits(1.001, certified: 1) > 2.99 && ReferenceStudy.digits(1.001, certified: 1) < 3.01)
    #expect(ReferenceStudy.digits(5, certified: 5) == 15)
    #expect(ReferenceStudy.digits(7, certified: 0.1) == 0)
    #expect(ReferenceStudy.digits(.nan, certified: 1) == 0)
    #expect(ReferenceStudy.digits([1], certified: [1, 2]) == 0)
  }

  @Test func `A table has a row for each, with a header`() {
    let row = ReferenceStudy.Row(set: "Filip", kind: "linear", quantity: "coefficients", digits: 14.04)
    var beside = row
    beside.peer = "numpy lstsq"
    beside.peerDigits = 0
    #expect(
      ReferenceStudy.csv([row, beside]) == """
        set,kind,quantity,digits,peer,peer_digits
        Filip,linear,coefficients,14.0,,
        Filip,linear,coefficients,14.0,numpy lstsq,0.0

        """)
  }

  @Test func `Files that are not as published are refused`() {
    #expect(throws: ReferenceStudy.Failure.self) {
      try ReferenceStudy.run([.linear]) { $0 == "peers.csv" ? "header\n" : "nothing" }
    }
    #expect(throws: ReferenceStudy.Failure.self) {
      try ReferenceStudy.run([.linear]) { $0 == "peers.csv" ? "header\na,b\n" : try read($0) }
    }
  }
}
