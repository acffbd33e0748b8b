/// Why a package could not be made, with what to do about it.
public enum PackagingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The workload brings no code: it stands for a function that exists already.
  case nothingToPackage(workload: String)
  /// The interpreter does not run or is too old.
  case interpreterUnusable(executable: String, reason: String)
  /// No Python with pip was found.
  case noInstaller(workload: String, alternatives: [String])
  /// The package index does not answer.
  case indexUnreachable(workload: String, alternatives: [String], detail: String)
  /// The installer failed for another reason.
  case installationFailed(workload: String, detail: String)
  /// The code does not load although it was installed.
  case importFailed(workload: String, detail: String)
  /// A file or folder could not be written.
  case notWritable(path: String, detail: String)

  /// The whole message.
  public var description: String {
    switch self {
    case .nothingToPackage(let workload):
      "\(workload) brings no code to deploy. Use a platform that calls an existing address."
    case .interpreterUnusable(let executable, let reason):
      "\(executable) cannot be used: \(reason). Name another CPython of version 3.9 or later."
    case .noInstaller(let workload, let alternatives):
      "\(workload) needs packages, but no Python with pip was found. Install pip\(orMeasure(alternatives))."
    case .indexUnreachable(let workload, let alternatives, let detail):
      "\(workload) needs packages, but the package index cannot be reached (\(detail)). "
        + "Check the network and pip's settings\(orMeasure(alternatives))."
    case .installationFailed(let workload, let detail):
      "The packages of \(workload) could not be installed: \(detail). "
        + "Check that they exist for this Python version and architecture."
    case .importFailed(let workload, let detail):
      "The package of \(workload) was built, but does not load: \(detail). "
        + "Name another interpreter, or empty the cache of packages."
    case .notWritable(let path, let detail):
      "\(path) cannot be written: \(detail). Set XDG_CACHE_HOME to a folder that can."
    }
  }
}

private func orMeasure(_ alternatives: [String]) -> String {
  alternatives.isEmpty
    ? "" : ", or measure \(alternatives.joined(separator: " or ")), which needs no packages"
}
