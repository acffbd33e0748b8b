/// A file of NIST's nonlinear reference data sets.
public struct NonlinearReferenceSet: Sendable {
  /// Observed values as the file has them.
  public private(set) var response: [Double] = []
  /// Predictors of each observation.
  public private(set) var predictors: [[Double]] = []
  /// The two starts, the second nearer to the solution.
  public private(set) var starts: [[Double]] = [[], []]
  /// Certified parameters.
  public private(set) var parameters: [Double] = []
  /// Certified standard deviations of the parameters.
  public private(set) var standardDeviations: [Double] = []
  /// Certified residual standard deviation.
  public private(set) var residualDeviation = 0.0

  /// Why a file could not be read.
  public struct Unreadable: Error, Hashable, Sendable, CustomStringConvertible {
    /// Line, from 1.
    public let line: Int
    /// The whole message.
    public var description: String {
      "line \(line): expected parameters as `b1 = start1 start2 certified deviation` and then rows of numbers"
    }
  }

  /// Reads the text of a file.
  ///
  /// - Throws: ``Unreadable``.
  public init(text: String) throws(Unreadable) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var isInData = false
    for (index, line) in lines.enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace)
      let numbers = words.compactMap { Double(String($0)) }
      if words.first == "Data:" {
        isInData = words.dropFirst().first == "y"
      } else if isInData, !words.isEmpty {
        guard numbers.count == words.count, numbers.count >= 2 else { throw Unreadable(line: index + 1) }
        response.append(numbers[0])
        predictors.append(Array(numbers.dropFirst()))
      } else if words.count == 6, words[1] == "=", words[0].first == "b" {
        guard numbers.count == 4 else { throw Unreadable(line: index + 1) }
        starts[0].append(numbers[0])
        starts[1].append(numbers[1])
        parameters.append(numbers[2])
        standardDeviations.append(numbers[3])
      } else if words.prefix(3) == ["Residual", "Standard", "Deviation:"], let value = numbers.first {
        residualDeviation = value
      }
    }
    if parameters.isEmpty || response.isEmpty { throw Unreadable(line: lines.count) }
  }
}
