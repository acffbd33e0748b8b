import FoundationEssentials
import NIOHTTP1

extension FunctionErrorReport {
  /// Reads the body of a report, `{"errorType": …, "errorMessage": …, "stackTrace": […]}`.
  ///
  /// Runtimes differ: any part may be missing, and a body that is something else is taken as the message.
  init(_ request: RuntimeRequest) {
    let parts = try? JSONDecoder().decode(Parts.self, from: Data(request.body))
    let header = request.headers.first(name: RuntimeRequest.errorTypeHeader)
    type = parts?.errorType.nonEmpty ?? header.nonEmpty ?? LocalErrorClass.unknown
    if let parts {
      let trace = (parts.stackTrace ?? []).map { $0.hasSuffix("\n") ? String($0.dropLast()) : $0 }
      message = ([parts.errorMessage ?? ""] + trace).filter { !$0.isEmpty }.joined(separator: "\n")
    } else {
      message = String(decoding: request.body.prefix(4096), as: UTF8.self)
    }
    body = request.body
  }

  /// Reads the error that a streaming runtime reports in the trailers of its response.
  init?(trailers: HTTPHeaders?, body: [UInt8]) {
    guard let type = trailers?.first(name: RuntimeRequest.errorTypeHeader) else { return nil }
    self.type = type
    let encoded = trailers?.first(name: "Lambda-Runtime-Function-Error-Body") ?? ""
    message = Data(base64Encoded: encoded).map { String(decoding: $0, as: UTF8.self) } ?? encoded
    self.body = body
  }

  private struct Parts: Decodable {
    var errorType: String?
    var errorMessage: String?
    var stackTrace: [String]?

    enum CodingKeys: CodingKey {
      case errorType, errorMessage, stackTrace
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      errorType = try? values.decode(String.self, forKey: .errorType)
      errorMessage = try? values.decode(String.self, forKey: .errorMessage)
      // Not every runtime sends lines of text.
      stackTrace = try? values.decode([String].self, forKey: .stackTrace)
    }
  }
}

extension String? {
  fileprivate var nonEmpty: String? { self?.isEmpty == false ? self : nil }
}
