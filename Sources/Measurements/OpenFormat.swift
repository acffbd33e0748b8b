/// The published format of measurements: JSON Lines with one object a line.
///
/// The first line describes the campaign, `run` lines the configurations, `invocation` lines the calls.
public enum OpenFormat {
  /// Name and version of the format, as it stands in the first line of a file.
  public static let schema = "sebs/1"

  /// JSON Schema (draft 2020-12) of one line, made from the field tables; ends with a line break.
  public static func jsonSchema() -> String {
    let root: JSONTree = .object([
      ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      ("$id", .text("urn:sebs:1")),
      ("title", .text("sebs/1: one line of a file of serverless measurements")),
      (
        "description",
        .text(
          "JSON Lines. The first line is a campaign, run lines precede their invocations. "
            + "A field that is absent or null was not measured; zero is a measured zero.")
      ),
      (
        "oneOf",
        .array(["campaign", "run", "invocation"].map { .object([("$ref", .text("#/$defs/\($0)"))]) })
      ),
      (
        "$defs",
        .object([
          ("campaign", campaign), ("run", run), ("invocation", invocation), ("measurement", measurement),
          ("source", source),
        ])
      ),
    ])
    return root.text
  }

  private static var campaign: JSONTree {
    .closedObject(
      required: ["kind", "schema", "id"],
      [
        ("kind", .constant("campaign")),
        ("schema", .constant(schema)),
        ("id", .described("Identifier, unique within a store.", "string")),
        ("title", .described("Title for people.", "string")),
        ("experiment", .described("Experiment that made it; import when it came from elsewhere.", "string")),
        ("created_unix_ns", .nullable("When it began, in nanoseconds since 1970.", "integer", minimum: 0)),
        (
          "seed",
          .object([
            ("description", .text("Seed of every random choice.")), ("type", .types("integer")),
            ("minimum", .number("0")), ("maximum", .number("\(UInt64.max)")),
          ])
        ),
        ("command", .list("Command line, without secrets.", of: .object([("type", .text("string"))]))),
        ("tool_version", .nullable("Version of the tool.", "string")),
        ("plan", .nullable("The experiment's plan as JSON text.", "string")),
        (
          "environment",
          .map("Facts about the driver's machine.", to: .object([("type", .text("string"))]))
        ),
        ("notices", .list("Remarks that a reader must see.", of: .object([("type", .text("string"))]))),
        (
          "sources",
          .list("Files that the data came from.", of: .object([("$ref", .text("#/$defs/source"))]))
        ),
        ("ending", .nullable("Why measuring ended.", "string")),
      ])
  }

  private static var run: JSONTree {
    let counts: JSONTree = .object([("type", .text("integer")), ("minimum", .number("0"))])
    return .closedObject(
      required: ["kind", "run_id"],
      [("kind", .constant("run")), ("run_id", .described("Identifier, unique within the file.", "string"))]
        + Configuration.fields.map(property)
        + [("discarded", .map("Calls that were made but not kept, by reason.", to: counts))])
  }

  private static var invocation: JSONTree {
    let measurements: JSONTree = .map(
      "Further named measurements.", to: .object([("$ref", .text("#/$defs/measurement"))]))
    return .closedObject(
      required: ["kind", "run_id", "status"],
      [("kind", .constant("invocation")), ("run_id", .described("Run that the call belongs to.", "string"))]
        + Invocation.fields.map(property) + [("measurements", measurements)])
  }

  private static var measurement: JSONTree {
    .closedObject(
      required: ["value", "unit"],
      [
        ("value", .described("The value, in the unit.", "number")),
        ("unit", .described("Unit, such as ms, MB or 1.", "string")),
      ])
  }

  private static var source: JSONTree {
    .closedObject(
      required: ["name", "format", "sha256"],
      [
        ("name", .described("Name of the file, without its folder.", "string")),
        ("format", .described("Format by which it was read.", "string")),
        ("sha256", .described("SHA-256 of its bytes, in hexadecimal.", "string")),
      ])
  }

  private static func property<Root>(_ field: Field<Root>) -> (String, JSONTree) {
    let meaning = field.unit.isEmpty ? field.meaning : "\(field.meaning) Unit: \(field.unit)."
    switch field.access {
    case .integer(_, let minimum): return (field.name, .nullable(meaning, "integer", minimum: minimum))
    case .real(_, let minimum):
      return (field.name, .nullable(meaning, "number", minimum: minimum.map { Int($0) }))
    case .text: return (field.name, .nullable(meaning, "string"))
    case .choice(_, let words):
      // The status says what every other field means, so it alone may not be null.
      let choices = words.map(JSONTree.text) + (field.name == "status" ? [] : [.null])
      return (field.name, .object([("description", .text(meaning)), ("enum", .array(choices))]))
    }
  }
}

extension JSONTree {
  fileprivate static func constant(_ word: String) -> Self { .object([("const", .text(word))]) }

  fileprivate static func described(_ meaning: String, _ type: String) -> Self {
    .object([("description", .text(meaning)), ("type", .text(type))])
  }

  fileprivate static func types(_ type: String) -> Self { .array([.text(type), .text("null")]) }

  fileprivate static func nullable(_ meaning: String, _ type: String, minimum: Int? = nil) -> Self {
    .object(
      [("description", .text(meaning)), ("type", types(type))]
        + (minimum.map { [("minimum", .number("\($0)"))] } ?? []))
  }

  fileprivate static func list(_ meaning: String, of item: JSONTree) -> Self {
    .object([("description", .text(meaning)), ("type", types("array")), ("items", item)])
  }

  fileprivate static func map(_ meaning: String, to value: JSONTree) -> Self {
    .object([("description", .text(meaning)), ("type", types("object")), ("additionalProperties", value)])
  }

  fileprivate static func closedObject(required: [String], _ properties: [(String, JSONTree)]) -> Self {
    .object([
      ("type", .text("object")), ("required", .array(required.map(JSONTree.text))),
      ("properties", .object(properties)), ("additionalProperties", .flag(false)),
    ])
  }
}
