public import Measurements

/// List prices and billing rules of one product over the years.
///
/// Books state list prices of the first tier, without free tier, discounts, taxes and data transfer.
public struct PriceBook: Hashable, Sendable {
  /// Name by which the book is asked for, such as `aws-lambda`.
  public let id: String
  /// Provider, in the words of `Configuration.platform`.
  public let provider: String
  /// Product, as the provider calls it.
  public let product: String
  /// Where the figures are from.
  public let source: String
  /// What a reader of costs must know.
  public let notes: [String]
  /// The rules; no two hold for the same day, region and architecture.
  public let rules: [PriceRule]

  /// The rule that holds on a day.
  ///
  /// - Throws: ``PricingError`` that says what the book does know when it has no such rule.
  public func rule(
    on date: CalendarDate, region: String, architecture: Architecture
  ) throws(PricingError) -> PriceRule {
    let here = rules.filter { $0.regions.contains(region) }
    guard !here.isEmpty else {
      let known = Set(rules.flatMap(\.regions)).sorted().joined(separator: ", ")
      throw PricingError(.noRule, "\(id) has no prices for region \"\(region)\"; it knows \(known)")
    }
    let matching = here.filter { $0.architectures.contains(architecture) }
    guard !matching.isEmpty else {
      throw PricingError(.noRule, "\(id) has no prices for \(architecture.rawValue) in \(region)")
    }
    guard let rule = matching.first(where: { $0.isValid(on: date) }) else {
      let known = matching.sorted { $0.from < $1.from }
        .map { "\($0.from) to \($0.until?.description ?? "today")" }.joined(separator: ", ")
      throw PricingError(
        .noRule, "\(id) has no prices for \(date) (\(architecture.rawValue) in \(region)); it knows \(known)")
    }
    return rule
  }
}

extension PriceBook {
  /// The books that come with the tool, by name.
  public static let all: [PriceBook] = embedded.compactMap { try? PriceBook(json: $0) }

  /// A book that comes with the tool.
  ///
  /// - Throws: ``PricingError`` that lists the names when there is none of this name.
  public static func named(_ id: String) throws(PricingError) -> PriceBook {
    guard let book = all.first(where: { $0.id == id }) else {
      let names = all.map(\.id).joined(separator: ", ")
      throw PricingError(.unknownBook, "there is no price book \"\(id)\"; there are \(names)")
    }
    return book
  }

  /// The embedded files; a test proves that every one can be read.
  static let embedded: [[UInt8]] = [
    PackageResources.aws_lambda_json, PackageResources.gcp_functions_1st_gen_json,
  ]
}

/// Processor architectures, in the words of `Configuration.architecture`.
public enum Architecture: String, Codable, CaseIterable, Hashable, Sendable {
  /// x86 with 64 bits.
  case x86 = "x86_64"
  /// Arm with 64 bits.
  case arm64
}

/// Why a price cannot be given.
public struct PricingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Classes of errors.
  public enum Kind: String, Hashable, Sendable {
    /// No book has this name.
    case unknownBook
    /// The book says nothing about this day, region or architecture.
    case noRule
    /// The file of a book is not valid.
    case invalidBook
    /// A duration, a memory size or a count is out of range.
    case invalidInput
    /// The answer depends on something that is not known.
    case undecided
  }

  /// The class.
  public let kind: Kind
  /// What is wrong and what would help.
  public let message: String
  /// Everything that is wrong with a book.
  public let violations: [BookViolation]

  init(_ kind: Kind, _ message: String, violations: [BookViolation] = []) {
    self.kind = kind
    self.message = message
    self.violations = violations
  }

  /// The message, with every violation on a line of its own.
  public var description: String {
    ([message] + violations.map { "  \($0)" }).joined(separator: "\n")
  }
}

/// A place in a price book's file that breaks its schema.
public struct BookViolation: Hashable, Sendable, CustomStringConvertible {
  /// Path of the field, such as `rules[2].until`.
  public let field: String
  /// What is wrong with it.
  public let problem: String

  /// Path and problem.
  public var description: String { "\(field): \(problem)" }
}
