import ArgumentParser
import Foundation
import Platforms
import Transport

/// The platforms that can be asked for by name.
enum PlatformChoice: String, CaseIterable, ExpressibleByArgument {
  case local
  case http

  var summary: String {
    switch self {
    case .local: "functions in processes of this machine over the AWS Lambda Runtime API; needs no account"
    case .http: "any deployed address, called with --url"
    }
  }
}

/// What the platforms need to know from the command line.
struct PlatformOptions: ParsableArguments {
  @Option(help: "Where functions run: local or http.")
  var platform = PlatformChoice.local

  @Option(help: "Address to call, for --platform http.")
  var url: String?

  @Option(
    name: .customLong("header"),
    help: "Header to send, as 'Name: value', for --platform http; may be repeated.")
  var headers: [String] = []

  @Option(help: "HTTP method, POST or GET, for --platform http.")
  var method = "POST"

  @Option(help: "Body to send instead of the workload's input, for --platform http.")
  var payload: String?

  @Option(help: "Region of the function, for the record, for --platform http.")
  var region: String?

  func validate() throws {
    switch platform {
    case .local:
      if url != nil { throw ValidationError("--url is for --platform http.") }
    case .http:
      if url == nil { throw ValidationError("--platform http needs the address to call: --url https://…") }
      guard HTTPInvocationMethod(rawValue: method.uppercased()) != nil else {
        throw ValidationError("--method must be POST or GET.")
      }
    }
  }

  func make() throws -> any Platform {
    switch platform {
    case .local: return try LocalPlatform()
    case .http:
      var settings = HTTPPlatformSettings(address: url ?? "")
      settings.method = HTTPInvocationMethod(rawValue: method.uppercased()) ?? .post
      settings.region = region
      for header in headers {
        guard let colon = header.firstIndex(of: ":") else {
          throw UsageError("--header takes 'Name: value'.")
        }
        let value = header[header.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        try settings.headers.add(String(header[..<colon]), value)
      }
      return try HTTPPlatform(settings: settings)
    }
  }
}
