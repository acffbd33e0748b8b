import Foundation
import Hashing
import Interchange
import Measurements
import Testing

@Suite struct NotebookExportTests {
  private func export() throws -> [String: [UInt8]] {
    let csv = try Importer.read(files: [fixture("lambda-perf/2026-java21-python312-all-memory.csv")])
    let sweep = try Importer.read(files: [fixture("mbwilding-lambda-benchmark/memory-sweep.csv")])
    let files = try NotebookExport.files(for: [
      NotebookData(
        name: "lambda-perf-2026", description: "Daily cold starts.", dataSet: csv.dataSet,
        licences: [DataLicence(name: "Apache-2.0", title: "Apache License 2.0")]),
      NotebookData(
        name: "memory-sweep", description: "Sweep over memory sizes.", dataSet: sweep.dataSet,
        licences: [DataLicence(name: "MIT", title: "MIT License")]),
    ])
    return Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) })
  }

  @Test func tablesAreSmallAndHaveOneRowForEachCall() throws {
    let files = try export()
    #expect(
      files.keys.sorted() == [
        "data-dictionary.md", "datapackage.json", "example.ipynb", "lambda-perf-2026/invocations.csv",
        "lambda-perf-2026/runs.csv", "memory-sweep/invocations.csv", "memory-sweep/runs.csv",
      ])
    let invocations = try #require(files["lambda-perf-2026/invocations.csv"])
    #expect(invocations.count < 3_200_000)
    #expect(invocations.count { $0 == 0x0A } == 58_309)
    let lines = invocations.split(separator: 0x0A).prefix(2).map { String(decoding: $0, as: UTF8.self) }
    #expect(
      lines == [
        "run,batch,sequence,scheduled_unix_ns,init_us,measurement.day_average_duration.ms,"
          + "measurement.day_average_memory_used.MB",
        // The first row of java21, image, 128 MB, arm64 is that of 2026-01-02.
        "0,1,0,1767362400000000000,696170,90.769,93.8",
      ])
    let runs = try #require(files["memory-sweep/runs.csv"])
    #expect(runs.count { $0 == 0x0A } == 129)
  }

  @Test func theDataPackageDescribesEveryColumnAndFile() throws {
    let files = try export()
    let package = try #require(
      try JSONSerialization.jsonObject(with: Data(files["datapackage.json"] ?? [])) as? [String: Any])
    let resources = try #require(package["resources"] as? [[String: Any]])
    #expect(resources.count == 4)
    for resource in resources {
      let path = try #require(resource["path"] as? String)
      let bytes = try #require(files[path])
      #expect(resource["bytes"] as? Int == bytes.count)
      #expect(resource["hash"] as? String == "sha256:" + Digest.hexadecimal(bytes))
      let fields = try #require((resource["schema"] as? [String: Any])?["fields"] as? [[String: Any]])
      let header = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self).split(separator: ",").map(
        String.init)
      #expect(fields.compactMap { $0["name"] as? String } == header)
      let dictionary = String(decoding: files["data-dictionary.md"] ?? [], as: UTF8.self)
      for name in header { #expect(dictionary.contains("| \(name) | ")) }
    }
  }

  @Test func theSameDataGiveTheSameBytes() throws {
    #expect(try export() == export())
  }

  @Test func theNotebookIsValidAndHasNoOutputs() throws {
    let notebook = try #require(
      try JSONSerialization.jsonObject(with: Data(export()["example.ipynb"] ?? [])) as? [String: Any])
    let cells = try #require(notebook["cells"] as? [[String: Any]])
    #expect(cells.count == 4)
    for cell in cells where cell["cell_type"] as? String == "code" {
      #expect((cell["outputs"] as? [Any])?.isEmpty == true)
      #expect(cell["execution_count"] is NSNull)
    }
  }

  @Test(arguments: ["", "Upper", "a/b", "..", "-a"])
  func namesThatAreNoFoldersAreRefused(name: String) {
    let dataSet = DataSet(campaign: Campaign(id: "c", title: "", experiment: "x"), runs: [])
    #expect(throws: InterchangeError.self) {
      try NotebookExport.files(for: [
        NotebookData(name: name, description: "", dataSet: dataSet, licences: [])
      ])
    }
  }
}
