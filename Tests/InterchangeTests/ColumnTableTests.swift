import Measurements
import Testing

@testable import Interchange

@Suite struct ColumnTableTests {
  private func table(_ text: String) throws -> ColumnTable { try ColumnTable(Array(text.utf8), file: "t") }

  @Test(arguments: [
    "a,b\n1,x\n,y\n2.5,\n", "\u{FEFF}a;b\r\n1;x\r\n;y\r\n2.5;\r\n",
    "{\"a\":1,\"b\":\"x\"}\n{\"b\":\"y\"}\n{\"a\":2.5}\n",
    "[{\"a\":1,\"b\":\"x\"},{\"a\":null,\"b\":\"y\"},{\"a\":2.5}]",
  ])
  func `The same table is read from every syntax`(text: String) throws {
    let table = try table(text)
    #expect(table.names == ["a", "b"])
    #expect(table.rowCount == 3)
    #expect(try table.numbers(of: "a") == [1, nil, 2.5])
    #expect(try table.texts(of: "b") == ["x", "y", nil])
  }

  @Test func `What is wrong is named with its place`() throws {
    let table = try table("a,b\n1,x\ntwo,y\n")
    #expect { try table.numbers(of: "a") } throws: {
      "\($0)".contains("data row 2") && "\($0)".contains("two")
    }
    #expect { try table.texts(of: "c") } throws: { "\($0)".contains("a, b") }
    #expect(throws: InterchangeError.self) { try self.table("") }
    #expect(throws: InterchangeError.self) { try self.table("[1, 2]") }
    #expect(throws: InterchangeError.self) { try self.table("{\"a\":1}\n{\"a\":") }
    #expect(throws: InterchangeError.self) { try self.table("a,b\n1\n") }
    #expect { try self.table("a\ninf\n").numbers(of: "a") } throws: { "\($0)".contains("inf") }
  }
}
