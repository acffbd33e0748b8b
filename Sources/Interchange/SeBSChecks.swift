import Measurements

/// Finds units that differ between providers and versions of the original suite.
enum SeBSChecks {
  /// Converts provider times that are certainly in ms and describes what else is strange.
  ///
  /// Milliseconds are certain when at least five calls have both times, all provider times are less than a
  /// hundredth of the function's, and a thousand times the provider time lies between half of the function's
  /// time and slightly more than the client's for all of them.
  static func repair(_ run: inout Run, name: String) -> [String] {
    let pairs = run.invocations.compactMap { record in
      if let provider = record.providerMicroseconds, let function = record.functionMicroseconds {
        (provider: provider, function: function, client: record.clientMicroseconds)
      } else {
        nil
      }
    }
    guard pairs.count >= 5 else { return [] }
    let tooShort = pairs.count { $0.provider < $0.function / 100 }
    if tooShort == pairs.count {
      let fitsMilliseconds = pairs.allSatisfy { pair in
        let (scaled, overflowed) = pair.provider.multipliedReportingOverflow(by: 1000)
        guard !overflowed, scaled >= pair.function / 2 else { return false }
        return pair.client.map { Double(scaled) <= Double($0) * 1.05 } ?? false
      }
      guard fitsMilliseconds else {
        return [
          "\(name): provider times are less than a hundredth of the function's own; their unit is doubtful."
        ]
      }
      for index in run.invocations.indices {
        if let provider = run.invocations[index].providerMicroseconds {
          run.invocations[index].providerMicroseconds = provider * 1000
        }
      }
      return ["\(name): provider times were in ms and have been converted to µs."]
    }
    return doubts(pairs, tooShort: tooShort, name: name)
  }

  private static func doubts(
    _ pairs: [(provider: Int, function: Int, client: Int?)], tooShort: Int, name: String
  ) -> [String] {
    var notices: [String] = []
    if tooShort > 0 {
      notices.append(
        "\(name): the provider time of \(tooShort) of \(pairs.count) calls is less than a hundredth of the function's own."
      )
    }
    let shorter = pairs.count { $0.provider < $0.function } - tooShort
    if shorter > 0 {
      notices.append(
        "\(name): the provider time of \(shorter) of \(pairs.count) calls is below the function's own, though it should "
          + "hold it.")
    }
    let unawaited = pairs.count { $0.function < $0.provider / 20 }
    if unawaited * 2 > pairs.count {
      notices.append(
        "\(name): the function's own time is less than a twentieth of the provider's for \(unawaited) of \(pairs.count) "
          + "calls; its wrapper may not have waited for the result.")
    }
    let beyondClient = pairs.count { pair in pair.client.map { pair.provider > $0 } ?? false }
    if beyondClient > 0 {
      notices.append(
        "\(name): the provider time of \(beyondClient) of \(pairs.count) calls exceeds the client's.")
    }
    return notices
  }
}
