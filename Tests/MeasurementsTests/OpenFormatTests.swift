import Foundation
import Measurements
import Testing

@Suite struct OpenFormatTests {
  @Test func theCommittedSchemaIsWhatTheFieldTablesGive() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "Sources/Measurements/sebs-1.schema.json")
    if ProcessInfo.processInfo.environment["SEBS_RECORD"] != nil {
      try OpenFormat.jsonSchema().write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == OpenFormat.jsonSchema())
  }

  @Test func theSchemaIsJSONAndNamesEveryField() throws {
    let parsed = try JSONSerialization.jsonObject(with: Data(OpenFormat.jsonSchema().utf8))
    let definitions = try #require((parsed as? [String: Any])?["$defs"] as? [String: [String: Any]])
    let run = try #require(definitions["run"]?["properties"] as? [String: Any])
    let invocation = try #require(definitions["invocation"]?["properties"] as? [String: Any])
    #expect(Set(run.keys) == Set(Configuration.fields.map(\.name)).union(["kind", "run_id", "discarded"]))
    #expect(
      Set(invocation.keys) == Set(Invocation.fields.map(\.name)).union(["kind", "run_id", "measurements"]))
  }

  @Test func noNameIsUsedTwice() {
    let names =
      Configuration.fields.map(\.name) + Invocation.fields.map(\.name) + ["run_id", "measurements", "kind"]
    #expect(Set(names).count == names.count)
  }
}
