/// Why a price cannot be given.
public struct PricingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Classes of errors.
  public enum Kind: String, Hashable, Sendable {
    /// No book has this name.
    case unknownBook
    /// The book says nothing about this day, region, architecture or meter.
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

  package init(_ kind: Kind, _ message: String, violations: [BookViolation] = []) {
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
  /// Name of the file.
  public let file: String
  /// Line, from 1.
  public let line: Int
  /// Column in bytes, from 1.
  public let column: Int
  /// Path of the field, such as `charges[2].until`.
  public let field: String
  /// What is wrong with it and what was expected.
  public let problem: String

  /// Place, path and problem, as compilers print them.
  public var description: String { "\(file):\(line):\(column): \(field): \(problem)" }
}
