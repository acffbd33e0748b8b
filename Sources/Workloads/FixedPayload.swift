/// A function of the user's own that is called with one fixed event; its answers are not judged.
///
/// For platforms that only call what exists already: the workload brings no code.
package struct FixedPayload: Workload {
  package let id: String
  package let title: String
  package let summary = "A function of your own, called with one fixed event. Its answers are not judged."
  package let language = "unknown"
  package let sizes: [InputSize] = [.test]
  package let defaultTimeoutMilliseconds = 30_000
  package let defaultMemoryMB = 256
  package let dependencies: [PinnedDependency] = []
  package let sources: [SourceFile] = []
  private let event: [UInt8]

  /// Creates a workload.
  ///
  /// - Parameters:
  ///   - id: Name under which results appear.
  ///   - payload: The event, usually JSON; it is sent as it is.
  package init(id: String, payload: String) {
    self.id = id
    self.title = id
    self.event = Array(payload.utf8)
  }

  package func payload(size: InputSize, seed: UInt64, sequence: Int) -> [UInt8] { event }

  package func validate(reply: [UInt8], payload: [UInt8]) -> ValidationProblem? { nil }
}
