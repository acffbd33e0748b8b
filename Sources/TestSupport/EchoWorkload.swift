package import Workloads

/// A workload without code whose right reply repeats the event; for simulated platforms.
package struct EchoWorkload: Workload {
  package let id = "000.echo"
  package let title = "Echo"
  package let summary = "Repeats its event."
  package let language = "none"
  package let sizes: [InputSize] = [.test, .small]
  package let defaultTimeoutMilliseconds = 1000
  package let defaultMemoryMB = 128
  package let dependencies: [PinnedDependency] = []
  package let sources: [SourceFile] = []

  /// Creates the workload.
  package init() {}

  package func payload(size: InputSize, seed: UInt64, sequence: Int) -> [UInt8] {
    Array("{\"token\":\"\(seed)-\(sequence)-\(size.rawValue)\"}".utf8)
  }

  package func validate(reply: [UInt8], payload: [UInt8]) -> ValidationProblem? {
    reply == Self.reply(to: payload) ? nil : ValidationProblem("wrong_result", "not the event")
  }

  /// The right reply to an event.
  package static func reply(to payload: [UInt8]) -> [UInt8] {
    Array("{\"measurement\":{\"compute_us\":7},\"result\":".utf8) + payload + Array("}".utf8)
  }
}
