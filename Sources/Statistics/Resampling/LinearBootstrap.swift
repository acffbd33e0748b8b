public import LinearAlgebra
import Synchronization

/// Replicates of weighted sums of many columns at once, as matrix products.
///
/// Every smooth function of sums is a function of these few numbers a replicate: means, ratios, variances,
/// least squares by the products of its columns, or the sums of whole clusters.
public struct LinearBootstrap: Hashable, Sendable {
  /// The law of the weights.
  public enum Weights: String, Codable, CaseIterable, Hashable, Sendable {
    /// How often each row is drawn in n draws with replacement.
    case multinomial
    /// Independent Poisson numbers of mean 1: the same to first order, and faster; divide by the total
    /// weight.
    case poisson
  }

  /// Sums of every replicate.
  public struct Sums: Sendable {
    /// One row a replicate, one column a column of the terms.
    public let sums: Matrix
    /// Sum of the weights of each replicate.
    public let totals: [Double]
  }

  /// Number of replicates.
  public var replicates: Int
  /// Seed of the draws.
  public var seed: UInt64
  /// The law of the weights.
  public var weights: Weights
  /// Largest number of threads.
  var lanes = Parallel.lanes

  private static let blockSize = 64
  private static let chunkRows = 1024

  /// Creates a bootstrap.
  ///
  /// - Parameters:
  ///   - replicates: At least 2.
  ///   - seed: Equal seeds give equal results, on any number of threads.
  public init(replicates: Int = 1999, seed: UInt64, weights: Weights = .multinomial) {
    self.replicates = replicates
    self.seed = seed
    self.weights = weights
  }

  /// Weighted sums of the columns.
  ///
  /// - Parameter terms: One row a value, or cluster; finite.
  /// - Throws: ``StatisticsError``, or an error of the matrix library when there is no room.
  /// - Complexity: O(replicates · rows · columns) by matrix products; memory O(rows · columns) and half a
  ///   megabyte a thread.
  public func sums(of terms: Matrix) throws -> Sums {
    switch weights {
    case .multinomial: try sums(of: terms, law: .multinomial)
    case .poisson: try sums(of: terms, law: .poisson)
    }
  }

  /// Weighted sums of the columns under any law of the weights.
  func sums(of terms: Matrix, law: WeightLaw) throws -> Sums {
    if terms.rows < 1 || terms.columns < 1 { throw StatisticsError.emptySample }
    if replicates < 2 { throw StatisticsError.tooFew(what: "replicates", found: replicates, needed: 2) }
    try requireFinite(terms.elements)
    let chunks = try Self.chunks(of: terms)
    let (total, columns) = (replicates, terms.columns + 1)
    let streams = RandomStreams(seed: seed)
    let table = PoissonCells()
    let failure = Mutex<(any Error)?>(nil)
    let rows = terms.rows
    let elements = [Double](unsafeUninitializedCapacity: total * columns) { elements, initialised in
      elements.initialize(repeating: 0)
      // Threads share this memory, but the rows of a block belong to one of them.
      nonisolated(unsafe) let places = elements
      let blocks = (total + Self.blockSize - 1) / Self.blockSize
      Parallel.run(count: blocks, lanes: lanes) { lane in
        for block in lane {
          let first = block * Self.blockSize
          let size = min(Self.blockSize, total - first)
          var source = WeightSource(law, rows: rows, replicates: size, streams[UInt64(block)], table)
          do {
            let sums = try Self.blockSums(chunks, size: size, from: &source)
            for column in 0..<columns {
              for index in 0..<size { places[first + index + total * column] = sums[index, column] }
            }
          } catch {
            failure.withLock { $0 = error }
          }
        }
      }
      initialised = total * columns
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return Sums(
      sums: try Matrix(
        rows: total, columns: columns - 1, columnMajor: Array(elements[0..<total * (columns - 1)])),
      totals: Array(elements[(total * (columns - 1))...]))
  }

  /// Sums of one block of replicates; the last column holds the totals.
  private static func blockSums(
    _ chunks: [Matrix], size: Int, from source: inout WeightSource
  ) throws -> Matrix {
    guard let columns = chunks.first?.columns else { throw StatisticsError.emptySample }
    var sums = try Matrix(rows: size, columns: columns)
    var weights = try Matrix(rows: 0, columns: 0)
    for chunk in chunks {
      if weights.rows != chunk.rows { weights = try Matrix(rows: chunk.rows, columns: size) }
      weights.withUnsafeMutableElements { source.fill($0, rows: chunk.rows) }
      try sums.accumulate(1, weights, chunk, transposing: .left)
    }
    return sums
  }

  /// The terms in pieces of rows, with a column of ones.
  private static func chunks(of terms: Matrix) throws -> [Matrix] {
    try stride(from: 0, to: terms.rows, by: chunkRows).map { first in
      let rows = min(chunkRows, terms.rows - first)
      var piece: [Double] = []
      piece.reserveCapacity(rows * (terms.columns + 1))
      for column in 0..<terms.columns {
        let start = column * terms.rows + first
        piece.append(contentsOf: terms.elements[start..<start + rows])
      }
      piece.append(contentsOf: repeatElement(1, count: rows))
      return try Matrix(rows: rows, columns: terms.columns + 1, columnMajor: piece)
    }
  }
}

/// What the weights of a replicate are.
enum WeightLaw: Sendable {
  /// How often each row is drawn in n draws with replacement.
  case multinomial
  /// Independent Poisson numbers of mean 1.
  case poisson
  /// Independent signs, either as probable as the other.
  case signs
  /// Independent draws from some values, all as probable; there must be one.
  case draws([Double])
}

/// Weights of a block of replicates, piece after piece of the rows.
private struct WeightSource {
  private let law: WeightLaw
  private let table: PoissonCells
  private var generator: Xoshiro256PlusPlus
  private var rowsLeft: Int
  private var drawsLeft: [Int]

  init(
    _ law: WeightLaw, rows: Int, replicates: Int, _ generator: Xoshiro256PlusPlus,
    _ table: PoissonCells
  ) {
    self.law = law
    self.table = table
    self.generator = generator
    rowsLeft = rows
    drawsLeft = [Int](repeating: rows, count: replicates)
  }

  /// Writes the weights of the next rows, replicate after replicate.
  mutating func fill(_ weights: UnsafeMutableBufferPointer<Double>, rows: Int) {
    for replicate in drawsLeft.indices {
      let column = UnsafeMutableBufferPointer(
        rebasing: weights[replicate * rows..<(replicate + 1) * rows])
      switch law {
      case .poisson: table.fill(column, using: &generator)
      case .signs: fillSigns(column)
      case .draws(let values):
        for row in 0..<rows { column[row] = values[generator.index(below: values.count)] }
      case .multinomial:
        // How many of the draws that are left fall into these rows, then where.
        let share = Double(rows) / Double(rowsLeft)
        let here = Binomial(uncheckedTrials: drawsLeft[replicate], probability: share)
        let count = rows == rowsLeft ? drawsLeft[replicate] : here.sampler().draw(using: &generator)
        drawsLeft[replicate] -= count
        column.update(repeating: 0)
        for _ in 0..<count { column[generator.index(below: rows)] += 1 }
      }
    }
    rowsLeft -= rows
  }

  private mutating func fillSigns(_ column: UnsafeMutableBufferPointer<Double>) {
    for first in stride(from: 0, to: column.count, by: 64) {
      var bits = generator.next()
      for row in first..<min(first + 64, column.count) {
        column[row] = bits & 1 == 0 ? 1 : -1
        bits >>= 1
      }
    }
  }
}

/// Poisson numbers of mean 1 from 16 random bits each.
///
/// The unit interval in 65,536 cells; the few cells that more than one number shares are decided by further
/// bits, so the law is exact.
struct PoissonCells: Sendable {
  private static let undecided: UInt8 = 255
  private let cells: [UInt8]
  private let cumulatives: [Double]

  init() {
    var cumulatives: [Double] = []
    var mass = exponential(-1)
    var sum = 0.0
    var k = 0.0
    while mass > 1e-19 {
      sum += mass
      cumulatives.append(sum)
      k += 1
      mass /= k
    }
    cumulatives[cumulatives.count - 1] = 1
    func number(_ u: Double) -> Int { cumulatives.partitionPoint { $0 > u } }
    cells = (0..<65_536).map { cell in
      let (low, high) = (number(Double(cell) * 0x1p-16), number((Double(cell) + 1) * 0x1p-16 - 0x1p-53))
      return low == high ? UInt8(low) : Self.undecided
    }
    self.cumulatives = cumulatives
  }

  func fill(
    _ weights: UnsafeMutableBufferPointer<Double>, using generator: inout Xoshiro256PlusPlus
  ) {
    cells.withUnsafeBufferPointer { cells in
      var index = 0
      while index < weights.count {
        var bits = generator.next()
        for _ in 0..<min(4, weights.count - index) {
          let cell = Int(bits & 0xFFFF)
          let number = cells[cell]
          weights[index] =
            number == Self.undecided ? decide(cell, using: &generator) : Double(number)
          bits >>= 16
          index += 1
        }
      }
    }
  }

  private func decide(_ cell: Int, using generator: inout Xoshiro256PlusPlus) -> Double {
    let u = (Double(cell) + generator.uniform()) * 0x1p-16
    return Double(min(cumulatives.partitionPoint { $0 > u }, cumulatives.count - 1))
  }
}
