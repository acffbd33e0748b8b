public import Measurements

/// A duration that calls are compared by.
public enum Metric: String, Codable, CaseIterable, Hashable, Sendable {
  /// From sending to the complete reply, as the client saw it.
  case client
  /// Execution as the billed source reports it.
  case provider
  /// Inside the handler.
  case function
  /// Initialisation of a new sandbox.
  case initialisation = "init"

  /// How the metric is called in prose.
  public var title: String {
    switch self {
    case .client: "client time"
    case .provider: "provider time"
    case .function: "function time"
    case .initialisation: "initialisation time"
    }
  }

  /// What it is, for the methods paragraph.
  public var meaning: String {
    switch self {
    case .client: "the time from sending a call to the complete reply, by the driver's clock"
    case .provider: "the execution time that the platform reports, by its own clock"
    case .function: "the time inside the handler, by the function's clock"
    case .initialisation: "the time that a new sandbox took to initialise runtime and code"
    }
  }

  /// The duration of a call in µs, or `nil` when it was not measured.
  public func microseconds(of call: Invocation) -> Int? {
    switch self {
    case .client: call.clientMicroseconds
    case .provider: call.providerMicroseconds
    case .function: call.functionMicroseconds
    case .initialisation: call.initMicroseconds
    }
  }

  /// The first metric, from the client's view inwards, that most successful calls carry.
  static func preferred(for data: DataSet) -> Metric? {
    var counts: [Metric: Int] = [:]
    var total = 0
    for run in data.runs {
      for call in run.invocations where call.status == .ok {
        total += 1
        for metric in Metric.allCases where metric.microseconds(of: call) != nil {
          counts[metric, default: 0] += 1
        }
      }
    }
    return Metric.allCases.first { 2 * counts[$0, default: 0] > total }
  }
}
