import Foundation
import Testing

@testable import Statistics

/// Plain O(n²) definitions, for comparison.
private enum Plain {
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let n = sorted.count
    return n % 2 == 1 ? sorted[n / 2] : 0.5 * sorted[n / 2 - 1] + 0.5 * sorted[n / 2]
  }

  static func distances(_ x: [Double]) -> [Double] {
    x.indices.flatMap { i in x.indices.filter { $0 < i }.map { j in abs(x[i] - x[j]) } }
  }

  static func center(_ x: [Double]) -> Double {
    median(x.indices.flatMap { i in x.indices.filter { $0 <= i }.map { j in 0.5 * x[i] + 0.5 * x[j] } })
  }

  static func spread(_ x: [Double]) -> Double { median(distances(x)) }

  static func rawQn(_ x: [Double]) -> Double {
    let h = x.count / 2 + 1
    return distances(x).sorted()[h * (h - 1) / 2 - 1]
  }

  static func rawSn(_ x: [Double]) -> Double {
    let n = x.count
    let inner = x.map { a in x.map { abs(a - $0) }.sorted()[n / 2] }
    return inner.sorted()[(n + 1) / 2 - 1]
  }

  static func deviation(_ x: [Double]) -> Double { median(x.map { abs($0 - median(x)) }) }

  /// With the sign rule of Brys, Hubert and Struyf for values equal to the median.
  static func medcouple(_ x: [Double]) -> Double {
    let m = median(x)
    let above = x.filter { $0 >= m }.sorted()
    let below = x.filter { $0 <= m }.sorted(by: >)
    let ties = above.filter { $0 == m }.count
    var kernels: [Double] = []
    for (i, high) in above.enumerated() {
      for (j, low) in below.enumerated() {
        if high == m, low == m {
          // The i-th of the ties from below against the j-th from above.
          let order = i + (ties - 1 - j) - (ties - 1)
          kernels.append(order == 0 ? 0 : order > 0 ? 1 : -1)
        } else {
          kernels.append(((high - m) - (m - low)) / (high - low))
        }
      }
    }
    return median(kernels)
  }
}

/// Samples of many sizes: continuous, heavy-tailed, with ties, with two modes, and all equal.
private func samples() -> [[Double]] {
  var generator = Xoshiro256PlusPlus(seed: 404)
  var result: [[Double]] = []
  for n in Array(2...24) + [61, 100, 151] {
    result.append((0..<n).map { _ in generator.normal() })
    result.append((0..<n).map { _ in exponential(3 * generator.normal()) })
    result.append((0..<n).map { _ in Double(generator.index(below: 4)) })
    result.append((0..<n).map { _ in generator.normal() + (generator.uniform() < 0.3 ? 1e6 : 0) })
    result.append((0..<n).map { _ in Double(generator.index(below: 9)) * 1e-300 })
  }
  result.append([Double](repeating: 3.5, count: 11))
  result.append([-.greatestFiniteMagnitude, -1, 0, 1, .greatestFiniteMagnitude])
  result.append([1, 1, 2, 4, 0, -0.0].map { $0 * .leastNormalMagnitude })
  return result
}

@Suite struct RobustTests {
  private struct Golden: Decodable {
    let x: [Double]
    let mad: Double
    let qn: Double
    let sn: Double
    let mc: Double
    let tau: Double
    let trim20: Double
    let hodgesLehmann: Double
    let shamos: Double

    enum CodingKeys: String, CodingKey {
      case x, mad, mc, tau, trim20, hodgesLehmann, shamos
      case qn = "Qn"
      case sn = "Sn"
    }
  }

  @Test func `Robust statistics equal those of R`() throws {
    let golden = try JSONDecoder().decode(
      [String: Golden].self, from: Data(contentsOf: fixture("r-golden/robust.json")))
    for (name, row) in golden.sorted(by: { $0.key < $1.key }) {
      let sample = try SortedSample(row.x)
      #expect(relativeError(sample.medianAbsoluteDeviation(factor: 1.4826), row.mad) < 1e-12, "\(name)")
      // R's Qn passes through single precision: 5.9 of `precip` comes back as 5.9000001.
      #expect(relativeError(try sample.qnScale(), row.qn) < 5e-8, "\(name)")
      #expect(relativeError(try sample.snScale(), row.sn) < 1e-12, "\(name)")
      // R takes the upper of two middle kernels above 100 values; ours is their mean.
      #expect(abs(sample.medcouple() - row.mc) < (row.x.count > 100 ? 2e-3 : 1e-12), "\(name)")
      #expect(relativeError(sample.tauScale(), row.tau) < 1e-12, "\(name)")
      #expect(relativeError(try sample.trimmedMean(share: 0.2), row.trim20) < 1e-12, "\(name)")
      #expect(relativeError(sample.hodgesLehmannCenter(), row.hodgesLehmann) < 1e-12, "\(name)")
      #expect(relativeError(try sample.shamosSpread(), row.shamos) < 1e-12, "\(name)")
    }
    #expect(golden.count == 7)
  }

  @Test func `All statistics of R's quantile fixture are reproduced`() throws {
    struct Page: Decodable {
      let x: [Double]
      let mad: Double
      let iqr: Double
      let qn: Double
      let sn: Double
      let medcouple: Double
      let scaleTau2: Double
      let trimmed: Double

      enum CodingKeys: String, CodingKey {
        case x, mad, iqr, medcouple, scaleTau2
        case qn = "Qn"
        case sn = "Sn"
        case trimmed = "hoaglin_trim10"
      }
    }
    let page = try JSONDecoder().decode(Page.self, from: Data(contentsOf: fixture("r-golden/quantiles.json")))
    let sample = try SortedSample(page.x)
    #expect(relativeError(sample.medianAbsoluteDeviation(factor: 1.4826), page.mad) < 1e-12)
    #expect(relativeError(try sample.quantile(0.75) - sample.quantile(0.25), page.iqr) < 1e-12)
    #expect(relativeError(try sample.qnScale(), page.qn) < 1e-10)
    #expect(relativeError(try sample.snScale(), page.sn) < 1e-12)
    #expect(relativeError(sample.medcouple(), page.medcouple) < 1e-12)
    #expect(relativeError(sample.tauScale(), page.scaleTau2) < 1e-12)
    #expect(relativeError(try sample.trimmedMean(share: 0.1), page.trimmed) < 1e-12)
  }

  @Test(arguments: ["center", "spread"])
  func `Pairwise estimates equal the cases shared by seven languages`(name: String) throws {
    struct Case: Decodable {
      struct Input: Decodable { let x: [Double] }
      let input: Input
      let output: Double?
    }
    let cases = try JSONDecoder().decode(
      [String: Case].self, from: Data(contentsOf: fixture("pragmastat/\(name).json")))
    var compared = 0
    for (title, row) in cases.sorted(by: { $0.key < $1.key }) {
      func value() throws -> Double {
        let sample = try SortedSample(row.input.x)
        return name == "center" ? sample.hodgesLehmannCenter() : try sample.shamosSpread()
      }
      if let output = row.output {
        #expect(relativeError(try value(), output) < 1e-12, "\(title)")
        compared += 1
      } else if row.input.x.isEmpty {
        #expect(throws: StatisticsError.emptySample) { try value() }
      } else {
        // The reference refuses a spread of 0; here it is an answer.
        #expect(try value() == 0, "\(title)")
      }
    }
    #expect(compared > 25)
  }

  @Test func `Fast algorithms equal the plain definitions on every kind of sample`() throws {
    for x in samples() {
      let sample = try SortedSample(x)
      let plain = [
        Plain.center(x), Plain.spread(x), Plain.deviation(x), Plain.rawSn(x), Plain.rawQn(x),
      ]
      let raw = sample.values.withUnsafeBufferPointer { values in
        PairwiseDifferences(values: values).entry(
          rank: (x.count / 2 + 1) * (x.count / 2) / 2, low: 0, high: values[x.count - 1] - values[0],
          entries: x.count * (x.count - 1) / 2)
      }
      #expect(sample.hodgesLehmannCenter() == plain[0], "\(x)")
      #expect(try sample.shamosSpread() == plain[1], "\(x)")
      #expect(sample.medianAbsoluteDeviation() == plain[2], "\(x)")
      #expect(raw == plain[4], "\(x)")
      #expect(abs(sample.medcouple() - Plain.medcouple(x)) < 1e-14, "\(x)")
      let small = [0.743, 1.851, 0.954, 1.351, 0.993, 1.198, 1.005, 1.131]
      let n = Double(x.count)
      let factor = x.count <= 9 ? small[x.count - 2] : x.count % 2 == 1 ? n / (n - 0.9) : 1
      #expect(try sample.snScale() == 1.1926 * plain[3] * factor, "\(x)")
    }
  }

  @Test func `The list of remaining pairs and the halvings agree on larger samples`() throws {
    // Above some 70 values the bracket shrinks by counting before anything is listed.
    var generator = Xoshiro256PlusPlus(seed: 405)
    for n in [301, 700] {
      for kind in 0..<4 {
        let x = (0..<n).map { _ -> Double in
          switch kind {
          case 0: generator.normal()
          case 1: exponential(20 * generator.normal())
          case 2: Double(generator.index(below: 30))
          default: generator.uniform() < 0.6 ? 7 : generator.normal() * 1e8
          }
        }
        let sample = try SortedSample(x)
        #expect(sample.hodgesLehmannCenter() == Plain.center(x), "n \(n), kind \(kind)")
        #expect(try sample.shamosSpread() == Plain.spread(x), "n \(n), kind \(kind)")
        #expect(abs(sample.medcouple() - Plain.medcouple(x)) < 1e-14, "n \(n), kind \(kind)")
      }
    }
  }

  @Test func `Estimates follow shift and scale and do not see the order`() throws {
    var generator = Xoshiro256PlusPlus(seed: 406)
    for n in [5, 40, 333] {
      // Multiples of 1/1024 and a power of two keep every operation exact.
      let x = (0..<n).map { _ in (generator.normal() * 1024).rounded() / 1024 }
      let base = try SortedSample(x)
      let moved = try SortedSample(x.map { 4 * $0 + 32 })
      let mirrored = try SortedSample(x.map { -$0 })
      let turned = try SortedSample(x.reversed())
      #expect(turned == base)
      #expect(moved.hodgesLehmannCenter() == 4 * base.hodgesLehmannCenter() + 32)
      #expect(mirrored.hodgesLehmannCenter() == -base.hodgesLehmannCenter())
      for scale in [
        { $0.medianAbsoluteDeviation() }, { try $0.shamosSpread() }, { try $0.qnScale() },
        { try $0.snScale() },
      ] as [(SortedSample) throws -> Double] {
        #expect(relativeError(try scale(moved), 4 * (try scale(base))) < 1e-14)
        #expect(relativeError(try scale(mirrored), try scale(base)) < 1e-14)
      }
      #expect(abs(moved.medcouple() - base.medcouple()) < 1e-14)
      #expect(abs(mirrored.medcouple() + base.medcouple()) < 1e-14)
      #expect(abs(moved.tauScale() - 4 * base.tauScale()) < 1e-12)
      let (lower, upper) = base.doubleMedianAbsoluteDeviation()
      let turnedOver = mirrored.doubleMedianAbsoluteDeviation()
      #expect(lower == turnedOver.upper && upper == turnedOver.lower)
    }
  }

  @Test func `Repeating every value leaves medians of distances where replication should`() throws {
    var generator = Xoshiro256PlusPlus(seed: 407)
    let x = (0..<51).map { _ in generator.normal() }
    let once = try SortedSample(x)
    let thrice = try SortedSample(x + x + x)
    #expect(thrice.median == once.median)
    #expect(thrice.medianAbsoluteDeviation() == once.medianAbsoluteDeviation())
    #expect(
      relativeError(try thrice.trimmedMean(share: 1.0 / 3), try once.trimmedMean(share: 1.0 / 3)) < 1e-14)
    #expect(abs(thrice.medcouple() - once.medcouple()) < 0.05)
    #expect(relativeError(thrice.tauScale(), once.tauScale()) < 1e-13)
  }

  @Test func `Half of the values may be wild before a robust scale follows them`() throws {
    var generator = Xoshiro256PlusPlus(seed: 408)
    let x = (0..<200).map { $0 < 90 ? 1e12 * (1 + generator.uniform()) : generator.normal() }
    let sample = try SortedSample(x)
    #expect(try sample.qnScale() < 10)
    #expect(try sample.snScale() < 10)
    #expect(sample.medianAbsoluteDeviation() < 10)
    // The spread of all pairs breaks down at 29 %.
    #expect(try sample.shamosSpread() > 1e9)
  }

  @Test func `One value and equal values have the answers that exist`() throws {
    let one = try SortedSample([7])
    #expect(one.hodgesLehmannCenter() == 7 && one.median == 7 && one.medcouple() == 0)
    #expect(one.medianAbsoluteDeviation() == 0 && one.tauScale() == 0)
    #expect(one.doubleMedianAbsoluteDeviation() == (0, 0))
    #expect(try one.trimmedMean(share: 0.2) == 7)
    let needed = StatisticsError.tooFew(what: "values", found: 1, needed: 2)
    #expect(throws: needed) { try one.shamosSpread() }
    #expect(throws: needed) { try one.qnScale() }
    #expect(throws: needed) { try one.snScale() }
    #expect(throws: needed) { try one.winsorizedVariance(share: 0.1) }
    let equal = try SortedSample([Double](repeating: -2, count: 30))
    #expect(equal.hodgesLehmannCenter() == -2 && equal.medcouple() == 0 && equal.tauScale() == 0)
    #expect(try equal.qnScale() == 0 && equal.snScale() == 0 && equal.shamosSpread() == 0)
    #expect(try equal.winsorizedVariance(share: 0.2) == 0)
    #expect(throws: StatisticsError.self) { try equal.trimmedMean(share: 0.6) }
    #expect(throws: StatisticsError.self) { try equal.trimmedMean(share: .nan) }
  }
}
