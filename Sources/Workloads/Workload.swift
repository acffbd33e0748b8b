import Hashing

/// A benchmark function: its code, its inputs and what a right answer is.
///
/// Inputs follow from size, seed and sequence number alone, so that a measurement can be repeated
/// anywhere and an answer can be checked without trusting the function.
public protocol Workload: Sendable {
  /// Identifier, such as `311.compression`.
  var id: String { get }
  /// Title for people.
  var title: String { get }
  /// What it does and what it stresses, in a sentence or two.
  var summary: String { get }
  /// Language of the code, such as `python`.
  var language: String { get }
  /// Sizes of input that it offers, in ascending order.
  var sizes: [InputSize] { get }
  /// Time limit of one call in ms that suits every size.
  var defaultTimeoutMilliseconds: Int { get }
  /// Memory size in MB that suits every size.
  var defaultMemoryMB: Int { get }
  /// Packages that the code needs, each at an exact version and with nothing left to resolve.
  var dependencies: [PinnedDependency] { get }
  /// The code: files of the package.
  var sources: [SourceFile] { get }

  /// The event of one call as JSON; the same arguments give the same bytes.
  ///
  /// - Parameters:
  ///   - size: Size of the input.
  ///   - seed: Seed of the input. All calls of a campaign share it, so that they do the same work.
  ///   - sequence: Number of the call; it only makes the call recognisable.
  func payload(size: InputSize, seed: UInt64, sequence: Int) -> [UInt8]

  /// What is wrong with a reply, or `nil` when it is right.
  ///
  /// - Parameters:
  ///   - reply: Body of the reply; it may hold anything.
  ///   - payload: The event that was sent.
  func validate(reply: [UInt8], payload: [UInt8]) -> ValidationProblem?
}

extension Workload {
  /// Whether a package index must be reachable when the package is built for the first time.
  public var needsPackageIndex: Bool { !dependencies.isEmpty }

  /// Version of code, dependencies and inputs: 12 hexadecimal digits of a SHA-256 over all of them.
  public var version: String {
    var content: [UInt8] = []
    for dependency in dependencies { content += Array("\(dependency)\n".utf8) }
    for source in sources {
      content += Array("\(source.path) \(source.content.count)\n".utf8) + source.content
    }
    for size in sizes { content += payload(size: size, seed: 0, sequence: 0) }
    return String(Digest.hexadecimal(content).prefix(12))
  }
}

/// Size of a generated input.
public enum InputSize: String, Codable, CaseIterable, Hashable, Sendable {
  /// As small as can be: shows the overhead around the function.
  case test
  /// A short computation.
  case small
  /// A long computation.
  case large
}

/// A package at an exact version.
public struct PinnedDependency: Hashable, Sendable, CustomStringConvertible {
  /// Name in the package index.
  public var name: String
  /// The exact version.
  public var version: String

  /// Creates a pinned dependency.
  public init(name: String, version: String) {
    self.name = name
    self.version = version
  }

  /// Requirement as installers read it: `name==version`.
  public var description: String { "\(name)==\(version)" }
}

/// A file of a function's package.
public struct SourceFile: Hashable, Sendable {
  /// Path within the package.
  public var path: String
  /// Content.
  public var content: [UInt8]

  /// Creates a file.
  public init(path: String, content: [UInt8]) {
    self.path = path
    self.content = content
  }
}

/// Why a reply is not what the workload expects.
public struct ValidationProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// Short, stable name: `invalid_json`, `wrong_token`, `wrong_result`, `wrong_measurement` or
  /// `foreign_payload`.
  public var errorClass: String
  /// What was expected and what came.
  public var message: String

  /// Creates a problem.
  public init(_ errorClass: String, _ message: String) {
    self.errorClass = errorClass
    self.message = message
  }

  /// The whole message.
  public var description: String { "\(errorClass): \(message)" }
}
