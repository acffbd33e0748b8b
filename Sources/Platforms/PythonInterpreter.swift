/// A CPython that functions and their packages are made for.
public struct PythonInterpreter: Hashable, Sendable {
  /// Path of the executable.
  public var executable: String
  /// Full version, such as `3.11.2`.
  public var version: String

  /// Creates the description of an interpreter; nothing is looked up.
  public init(executable: String, version: String) {
    self.executable = executable
    self.version = version
  }
}
