public import Analysis
import Foundation
import Statistics

/// Writes a document and the study that it shows as one JSON object: `{"report": …, "study": …}`.
///
/// Keys are sorted; every number in prose carries the path of its result in the study.
public struct JSONWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The text.
  ///
  /// - Throws: Never for studies, whose numbers are finite; an `EncodingError` otherwise.
  public func write(_ document: Document, of study: Study) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let results = try JSONDecoder().decode(Tree.self, from: encoder.encode(study))
    let page = Tree.object(["report": Self.tree(document), "study": results])
    return String(decoding: try encoder.encode(page), as: UTF8.self) + "\n"
  }

  /// JSON as a value.
  private indirect enum Tree: Codable {
    case text(String)
    case truth(Bool)
    case whole(Int64)
    case large(UInt64)
    case number(Double)
    case list([Tree])
    case object([String: Tree])
    case null

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let value = try? container.decode(Bool.self) {
        self = .truth(value)
      } else if let value = try? container.decode(Int64.self) {
        self = .whole(value)
      } else if let value = try? container.decode(UInt64.self) {
        self = .large(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else if let value = try? container.decode(String.self) {
        self = .text(value)
      } else if let value = try? container.decode([Tree].self) {
        self = .list(value)
      } else {
        self = .object(try container.decode([String: Tree].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .truth(let value): try container.encode(value)
      case .whole(let value): try container.encode(value)
      case .large(let value): try container.encode(value)
      // The last bits depend on the machine's mathematical library.
      case .number(let value): try container.encode(Double(machineNumber(value)) ?? value)
      case .list(let list): try container.encode(list)
      case .object(let object): try container.encode(object)
      case .null: try container.encodeNil()
      }
    }
  }

  private static func tree(_ document: Document) -> Tree {
    .object([
      "schema": .text("sebs-report-1"), "title": .text(document.title),
      "subtitle": .text(document.subtitle.text), "profile": .text(document.profile.rawValue),
      "generator": .text(document.generator),
      "sections": .list(
        document.sections.map { section in
          .object([
            "id": .text(section.id), "heading": .text(section.heading),
            "blocks": .list(section.blocks.map(tree)),
          ])
        }),
    ])
  }

  private static func tree(_ block: Block) -> Tree {
    func kind(_ name: String, _ content: Tree) -> Tree { .object(["kind": .text(name), "content": content]) }
    switch block {
    case .sentences(let sentences): return kind("prose", .list(sentences.map(tree)))
    case .remarks(let remarks): return kind("remarks", .list(remarks.map(tree)))
    case .code(let code): return kind("code", .text(code))
    case .findings(let findings):
      return kind(
        "findings",
        .list(
          findings.map { finding in
            .object([
              "id": .text(finding.id), "standing": .text(finding.standing.word),
              "sentence": tree(finding.sentence), "consequence": finding.consequence.map(tree) ?? .null,
            ])
          }))
    case .facts(let facts):
      return kind(
        "facts", .list(facts.map { .object(["name": .text($0.name.text), "value": .text($0.value.text)]) }))
    case .figure(let figure): return kind("figure", tree(figure))
    case .table(let table): return kind("table", tree(table))
    case .scoreCard(let checks):
      return kind(
        "score-card",
        .list(
          checks.map { check in
            .object([
              "rule": .text(check.rule.rawValue), "number": .number(Double(check.rule.number)),
              "demand": .text(check.rule.demand), "outcome": .text(check.outcome.rawValue),
              "evidence": .text(check.evidence.text),
            ])
          }))
    case .references(let references):
      return kind(
        "references",
        .list(
          references.map {
            .object([
              "key": .text($0.key), "text": .text($0.text), "doi": .text($0.doi), "use": .text($0.use),
            ])
          }))
    }
  }

  private static func tree(_ sentence: Sentence) -> Tree {
    let numbers = sentence.parts.compactMap { part -> Tree? in
      guard case .quantity(let quantity) = part else { return nil }
      return .object([
        "text": .text(quantity.text), "value": .number(quantity.value), "source": .text(quantity.source),
      ])
    }
    return .object(["text": .text(sentence.text), "numbers": .list(numbers)])
  }

  private static func tree(_ figure: Figure) -> Tree {
    .object([
      "slug": .text(figure.slug), "headline": figure.headline.map(tree) ?? .null,
      "caption": tree(figure.caption), "guide": .text(figure.guide.text),
      "readings": .list(
        figure.readings.series.map { series in
          .object([
            "series": .text(series.label), "key": .text(series.key),
            "points": .list(
              series.points.map { point in
                .object([
                  "name": .text(point.name), "x": point.x.map(Tree.number) ?? .null,
                  "value": tree(point.value),
                ])
              }),
          ])
        }),
    ])
  }

  private static func tree(_ table: Table) -> Tree {
    .object([
      "slug": .text(table.slug), "caption": tree(table.caption),
      "columns": .list(
        table.columns.map { .object(["title": .text($0.title), "unit": $0.unit.map(Tree.text) ?? .null]) }),
      "rows": .list(
        table.rows.map {
          .object(["group": $0.key.map(Tree.text) ?? .null, "cells": .list($0.cells.map(tree))])
        }),
    ])
  }

  private static func tree(_ cell: TableCell) -> Tree {
    func end(_ value: Double?) -> Tree { value.map(Tree.number) ?? .null }
    switch cell {
    case .text(let text): return .text(text)
    case .count(let count): return .number(Double(count))
    case .number(let value, _): return .number(value)
    case .estimate(let value, let interval, _):
      return .object(["value": .number(value), "lower": end(interval?.lower), "upper": end(interval?.upper)])
    case .bound(let interval, _, let needed):
      return .object([
        "value": .null, "lower": end(interval.lower), "upper": end(interval.upper),
        "calls_needed": end(needed.map(Double.init)),
      ])
    case .refused(let needed):
      return .object([
        "value": .null, "lower": .null, "upper": .null, "calls_needed": end(needed.map(Double.init)),
      ])
    case .missing: return .null
    }
  }
}
