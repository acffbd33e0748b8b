import Hashing
public import Measurements

/// A licence that exported data are under.
public struct DataLicence: Hashable, Sendable {
  /// SPDX identifier, such as `Apache-2.0`.
  public var name: String
  /// Name for people.
  public var title: String
  /// Address of the text.
  public var path: String?

  /// Creates the description of a licence.
  public init(name: String, title: String, path: String? = nil) {
    self.name = name
    self.title = title
    self.path = path
  }
}

/// A data set that is to be exported, with what has to be said about it.
public struct NotebookData: Sendable {
  /// Name of its folder: lower-case letters, digits, `-`, `_` and `.`.
  public var name: String
  /// What it is, in a sentence or two.
  public var description: String
  /// The measurements.
  public var dataSet: DataSet
  /// Licences of the data.
  public var licences: [DataLicence]

  /// Creates the description of an export.
  public init(name: String, description: String, dataSet: DataSet, licences: [DataLicence]) {
    self.name = name
    self.description = description
    self.dataSet = dataSet
    self.licences = licences
  }
}

/// Writes data sets as tidy tables for notebooks.
public enum NotebookExport {
  /// The files of an export by their paths: for each data set `<name>/runs.csv` and `<name>/invocations.csv`,
  /// and for all `datapackage.json` (Frictionless tabular data package), `data-dictionary.md` and the notebook
  /// `example.ipynb`. The same data give the same bytes.
  ///
  /// - Throws: ``InterchangeError`` when a name cannot be that of a folder, a name occurs twice or a number is
  ///   not finite.
  public static func files(
    for data: [NotebookData]
  ) throws(InterchangeError) -> [(path: String, bytes: [UInt8])] {
    try checkNames(data)
    var files: [(path: String, bytes: [UInt8])] = []
    var resources: [JSONTree] = []
    var dictionary = "# Data dictionary\n\nEmpty cells are missing values; a zero is a measured zero.\n"
    for entry in data {
      let tables = try NotebookTables(entry.dataSet)
      let runs = (path: "\(entry.name)/runs.csv", bytes: tables.runs)
      let invocations = (path: "\(entry.name)/invocations.csv", bytes: tables.invocations)
      files += [invocations, runs]
      resources.append(
        resource("\(entry.name)-runs", entry, runs, schema(tables.runColumns, key: ["run"], of: nil)))
      resources.append(
        resource(
          "\(entry.name)-invocations", entry, invocations,
          schema(tables.invocationColumns, key: [], of: "\(entry.name)-runs")))
      dictionary += dictionarySection(entry, tables)
    }
    let package: JSONTree = .object([
      ("profile", .text("tabular-data-package")), ("name", .text("serverless-measurements")),
      ("resources", .array(resources)),
    ])
    files.append(("datapackage.json", Array(package.text.utf8)))
    files.append(("data-dictionary.md", Array(dictionary.utf8)))
    files.append(("example.ipynb", ExampleNotebook.bytes))
    return files
  }

  private static func checkNames(_ data: [NotebookData]) throws(InterchangeError) {
    var names: Set<String> = []
    for entry in data {
      let isUsable =
        entry.name.utf8.first.map { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) } ?? false
      let isClean = entry.name.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x5F].contains($0)
      }
      guard isUsable, isClean, names.insert(entry.name).inserted else {
        throw InterchangeError(
          file: "export", expected: "different names of lower-case letters, digits, '-', '_' and '.'",
          found: excerpt(entry.name), remedy: "Choose another name for the data set.")
      }
    }
  }

  // MARK: Data package

  private static func resource(
    _ name: String, _ entry: NotebookData, _ file: (path: String, bytes: [UInt8]), _ schema: JSONTree
  ) -> JSONTree {
    var members: [(String, JSONTree)] = [
      ("profile", .text("tabular-data-resource")), ("name", .text(name)), ("path", .text(file.path)),
      ("description", .text(entry.description)), ("format", .text("csv")), ("mediatype", .text("text/csv")),
      ("encoding", .text("utf-8")), ("bytes", .number("\(file.bytes.count)")),
      ("hash", .text("sha256:" + Digest.hexadecimal(file.bytes))), ("schema", schema),
    ]
    if !entry.dataSet.campaign.sources.isEmpty {
      let sources = entry.dataSet.campaign.sources.map { source in
        JSONTree.object([
          ("title", .text("\(source.name) (\(source.format))")), ("sha256", .text(source.sha256)),
        ])
      }
      members.append(("sources", .array(sources)))
    }
    if !entry.licences.isEmpty {
      let licences = entry.licences.map { licence in
        JSONTree.object(
          [("name", .text(licence.name)), ("title", .text(licence.title))]
            + (licence.path.map { [("path", .text($0))] } ?? []))
      }
      members.append(("licenses", .array(licences)))
    }
    return .object(members)
  }

  private static func schema(_ columns: [TidyColumn], key: [String], of runs: String?) -> JSONTree {
    var members: [(String, JSONTree)] = [
      ("fields", .array(columns.map(field))), ("missingValues", .array([.text("")])),
    ]
    if !key.isEmpty { members.append(("primaryKey", .array(key.map(JSONTree.text)))) }
    if let runs {
      let reference: JSONTree = .object([("resource", .text(runs)), ("fields", .text("run"))])
      members.append(
        ("foreignKeys", .array([.object([("fields", .text("run")), ("reference", reference)])])))
    }
    return .object(members)
  }

  private static func field(_ column: TidyColumn) -> JSONTree {
    var members: [(String, JSONTree)] = [
      ("name", .text(column.name)), ("type", .text(column.type)), ("description", .text(column.meaning)),
    ]
    if !column.unit.isEmpty { members.append(("unit", .text(column.unit))) }
    var constraints: [(String, JSONTree)] = []
    if column.isRequired { constraints.append(("required", .flag(true))) }
    if !column.words.isEmpty { constraints.append(("enum", .array(column.words.map(JSONTree.text)))) }
    if !constraints.isEmpty { members.append(("constraints", .object(constraints))) }
    return .object(members)
  }

  // MARK: Data dictionary

  private static func dictionarySection(_ entry: NotebookData, _ tables: NotebookTables) -> String {
    var text = "\n## \(entry.name)\n\n\(entry.description)\n"
    if !entry.licences.isEmpty {
      text += "\nLicence: \(entry.licences.map { "\($0.title) (\($0.name))" }.joined(separator: ", ")).\n"
    }
    if !entry.dataSet.campaign.sources.isEmpty {
      text += "\nSources:\n\n"
      for source in entry.dataSet.campaign.sources {
        text += "- \(source.name), \(source.format), SHA-256 `\(source.sha256)`\n"
      }
    }
    if !entry.dataSet.campaign.notices.isEmpty {
      text += "\nNotes:\n\n" + entry.dataSet.campaign.notices.map { "- \($0)\n" }.joined()
    }
    let runCount = entry.dataSet.runs.count
    text += table("\(entry.name)/runs.csv (\(runCount) rows)", tables.runColumns)
    text += table(
      "\(entry.name)/invocations.csv (\(entry.dataSet.invocationCount) rows)", tables.invocationColumns)
    return text
  }

  private static func table(_ title: String, _ columns: [TidyColumn]) -> String {
    var text = "\n### \(title)\n\n| column | type | unit | meaning |\n| --- | --- | --- | --- |\n"
    for column in columns {
      let words = column.words.isEmpty ? "" : " One of \(column.words.joined(separator: ", "))."
      let cells = [column.name, column.type, column.unit, column.meaning + words]
      text += "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
    return text
  }
}
