import Foundation
import Testing

@testable import Pricing

/// The published schema and the reader must agree.
@Suite struct PriceBookSchemaTests {
  private let schema: [String: Any]

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "Sources/Pricing/\(PriceBook.schema).schema.json")
    schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
  }

  private func faults(of text: String) throws -> [String] {
    let document = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    return SchemaCheck(root: schema).faults(of: document, schema, at: "")
  }

  @Test func ourBooksAreValid() throws {
    for (file, bytes) in PriceBook.embedded {
      #expect(try faults(of: String(decoding: bytes, as: UTF8.self)) == [], "\(file)")
    }
    #expect(try faults(of: smallBook) == [])
  }

  @Test(arguments: BookFault.ofFields)
  func theSchemaRejectsWhatTheReaderRejects(fault: BookFault) throws {
    #expect(try !faults(of: smallBook.replacingOccurrences(of: fault.old, with: fault.new)).isEmpty)
  }

  @Test func theSchemaNamesEveryWordOfTheReader() throws {
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    func words(_ definition: String, _ field: String) throws -> [String] {
      let properties = try #require(definitions[definition]?["properties"] as? [String: [String: Any]])
      return try #require(properties[field]?["enum"] as? [String])
    }
    #expect(try words("charge", "meter") == Meter.allCases.map(\.rawValue))
    #expect(try words("metering", "time") == BilledTime.allCases.map(\.rawValue))
    #expect(try words("metering", "memory") == BilledMemory.allCases.map(\.rawValue))
  }
}

/// As much of JSON Schema (draft 2020-12) as the schema of price books uses.
private struct SchemaCheck {
  let root: [String: Any]

  func faults(of value: Any, _ schema: Any, at path: String) -> [String] {
    if let isAllowed = schema as? Bool { return isAllowed ? [] : ["\(path): not allowed"] }
    guard let schema = schema as? [String: Any] else { return ["\(path): no schema"] }
    var faults: [String] = []
    func require(_ holds: Bool?, _ keyword: String) {
      if holds != true { faults.append("\(path): \(keyword)") }
    }
    for (keyword, rule) in schema {
      switch keyword {
      case "$schema", "$id", "$defs", "title", "description", "then", "else": break
      case "$ref":
        let name = (rule as? String)?.split(separator: "/").last.map(String.init) ?? ""
        faults += self.faults(of: value, (root["$defs"] as? [String: Any])?[name] ?? false, at: path)
      case "type": require(isType(value, rule as? String), keyword)
      case "const": require((rule as? NSObject) == (value as? NSObject), keyword)
      case "enum": require((rule as? [NSObject])?.contains { $0 == (value as? NSObject) }, keyword)
      case "pattern":
        guard let text = value as? String, let pattern = rule as? String else { break }
        require(text.range(of: pattern, options: .regularExpression) != nil, keyword)
      case "minLength": if let text = value as? String { require(text.count >= number(rule), keyword) }
      case "maxLength": if let text = value as? String { require(text.count <= number(rule), keyword) }
      case "minimum": if let size = real(value) { require(size >= Double(number(rule)), keyword) }
      case "maximum": if let size = real(value) { require(size <= Double(number(rule)), keyword) }
      case "exclusiveMinimum": if let size = real(value) { require(size > Double(number(rule)), keyword) }
      case "minItems": if let items = value as? [Any] { require(items.count >= number(rule), keyword) }
      case "maxItems": if let items = value as? [Any] { require(items.count <= number(rule), keyword) }
      case "uniqueItems":
        if let items = value as? [NSObject] { require(Set(items).count == items.count, keyword) }
      case "items":
        for (index, item) in (value as? [Any] ?? []).enumerated() {
          faults += self.faults(of: item, rule, at: "\(path)[\(index)]")
        }
      case "required":
        guard let object = value as? [String: Any], let names = rule as? [String] else { break }
        for name in names { require(object[name] != nil, "\(keyword) \(name)") }
      case "minProperties":
        if let object = value as? [String: Any] { require(object.count >= number(rule), keyword) }
      case "properties":
        guard let object = value as? [String: Any], let fields = rule as? [String: Any] else { break }
        for (name, field) in fields {
          if let inner = object[name] { faults += self.faults(of: inner, field, at: "\(path).\(name)") }
        }
      case "additionalProperties":
        let known = (schema["properties"] as? [String: Any])?.keys
        for (name, inner) in value as? [String: Any] ?? [:] where known?.contains(name) != true {
          faults += self.faults(of: inner, rule, at: "\(path).\(name)")
        }
      case "propertyNames":
        for name in (value as? [String: Any] ?? [:]).keys {
          faults += self.faults(of: name, rule, at: "\(path).\(name)")
        }
      case "allOf":
        for part in rule as? [Any] ?? [] { faults += self.faults(of: value, part, at: path) }
      case "if":
        let branch = self.faults(of: value, rule, at: path).isEmpty ? schema["then"] : schema["else"]
        faults += branch.map { self.faults(of: value, $0, at: path) } ?? []
      default: faults.append("\(path): the check does not know \(keyword)")
      }
    }
    return faults.sorted()
  }

  private func number(_ rule: Any) -> Int { (rule as? NSNumber)?.intValue ?? 0 }

  private func isBoolean(_ value: Any) -> Bool {
    (value as? NSNumber).map { CFBooleanType.contains($0) } ?? false
  }

  private func real(_ value: Any) -> Double? { isBoolean(value) ? nil : (value as? NSNumber)?.doubleValue }

  private func isType(_ value: Any, _ type: String?) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean": isBoolean(value)
    case "number": real(value) != nil
    case "integer": real(value).map { $0 == $0.rounded() } ?? false
    default: false
    }
  }
}

/// Tells true and false from 1 and 0, which are the same class here.
private enum CFBooleanType {
  static func contains(_ number: NSNumber) -> Bool {
    number === NSNumber(value: true) || number === NSNumber(value: false)
      || String(cString: number.objCType) == "c"
  }
}
