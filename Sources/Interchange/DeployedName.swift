import Measurements

/// What the name of a function deployed to measure cold starts tells, such as
/// `aws-coldstart-ruby25vpc-dev-memory-128` or `aws-coldstart-nodejs6-package-size-dev-no-deps-1536`.
struct DeployedName {
  /// The name without project, stage and memory size, such as `ruby25vpc`.
  let variant: String
  /// Runtime, such as `ruby2.5`.
  let runtime: String
  let memoryMB: Int
  /// Whether the function is attached to a virtual private network.
  let isInPrivateNetwork: Bool

  /// Reads a name; `nil` when it does not end with a memory size or does not begin with a runtime.
  init?(_ name: String) {
    let project = "aws-coldstart-"
    var words = (name.hasPrefix(project) ? name.dropFirst(project.count) : Substring(name))
      .split(separator: "-", omittingEmptySubsequences: false)
    guard let last = words.popLast(), last.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let memory = Int(last), memory > 0
    else { return nil }
    if words.last == "memory" { words.removeLast() }
    if let stage = words.firstIndex(of: "dev") { words.remove(at: stage) }
    guard let first = words.first, first.first?.isLetter == true else { return nil }
    let suffix = "vpc"
    isInPrivateNetwork = first.hasSuffix(suffix)
    runtime = Self.runtime(isInPrivateNetwork ? first.dropLast(suffix.count) : first)
    variant = words.joined(separator: "-")
    memoryMB = memory
  }

  /// Two digits are a version of two parts: `ruby25` is `ruby2.5`.
  private static func runtime(_ word: Substring) -> String {
    let digits = word.reversed().prefix { $0.isASCII && $0.isNumber }.count
    guard digits == 2 else { return String(word) }
    return "\(word.dropLast())." + word.suffix(1)
  }

  /// The configuration of a function of AWS Lambda by its name; a name that tells nothing is kept as it is.
  static func configuration(_ name: String) -> Configuration {
    var configuration = Configuration()
    configuration.platform = "aws"
    configuration.expectedStart = .cold
    configuration.function = name
    guard let deployed = DeployedName(name) else { return configuration }
    configuration.function = deployed.variant
    configuration.runtime = deployed.runtime
    configuration.memoryMB = deployed.memoryMB
    configuration.isolation = deployed.isInPrivateNetwork ? "vpc" : nil
    return configuration
  }
}
