/// A part of the time of one call. The parts of a call add up to it.
public enum CallSegment: String, Codable, CaseIterable, Hashable, Sendable {
  /// From when the schedule wanted the call to when our generator sent it.
  case lateness = "lateness of the generator"
  /// Finding the address.
  case nameResolution = "name resolution"
  /// Connecting, and whatever of resolution and handshake was not measured apart.
  case connection
  /// Securing the connection.
  case handshake = "TLS handshake"
  /// Waiting for a sandbox, as the platform reports it.
  case queue
  /// What is left of the time until the reply begins: network, gateway, and what was not measured apart.
  case gateway = "gateway and network"
  /// Starting runtime and code in a new sandbox.
  case initialisation = "cold init"
  /// Around the handler, within the time that the platform reports.
  case runtime = "runtime around the handler"
  /// Fetching inputs.
  case download
  /// Computing.
  case compute
  /// Storing results.
  case upload
  /// Inside the handler, without the parts that were measured apart.
  case function
  /// From the first byte of the reply to the last.
  case reply = "return"

  /// The parts that the client does before the platform has the call.
  static let clientSide: [CallSegment] = [.nameResolution, .connection, .handshake]
  /// The parts that move data in and out of the function.
  static let storage: [CallSegment] = [.download, .upload]
  /// The parts that the processor determines.
  static let processor: [CallSegment] = [.compute, .function, .runtime]
  /// The parts before a sandbox takes the call.
  static let waiting: [CallSegment] = [.queue, .gateway]
  /// The parts that are differences of measured ones, so that clocks that disagree make them negative.
  static let residuals: [CallSegment] = [.gateway, .function, .runtime, .reply]
}
