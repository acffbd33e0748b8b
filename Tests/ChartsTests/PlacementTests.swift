import Testing

@testable import Charts

@Suite struct PlacementTests {
  @Test func labelsKeepTheirOrderAndTheirDistance() {
    var random = Seeded(6)
    for _ in 0..<3_000 {
      let count = Int.random(in: 1...12, using: &random)
      let wanted = (0..<count).map { _ in random.uniform(0, 300) }
      let placed = LabelSpacing.spread(wanted, spacing: 14, in: 0...300)
      let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
      let sorted = order.map { placed[$0] }
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 >= 14 - 1e-9 })
      #expect(placed.allSatisfy { $0 >= -1e-9 && $0 <= 300 + 1e-9 })
    }
  }

  @Test func labelsThatAreApartStayWhereTheyAre() {
    #expect(LabelSpacing.spread([10, 200, 100], spacing: 14, in: 0...300) == [10, 200, 100])
  }

  @Test func labelsAtOnePlaceSpreadEvenlyAroundIt() {
    #expect(LabelSpacing.spread([100, 100, 100], spacing: 20, in: 0...300) == [80, 100, 120])
  }

  /// The least sum of squares found by a fine search over two labels.
  @Test func movesAreTheLeastSquares() {
    var random = Seeded(7)
    for _ in 0..<200 {
      let wanted = [random.uniform(0, 100), random.uniform(0, 100)]
      let placed = LabelSpacing.spread(wanted, spacing: 30, in: 0...100)
      func cost(_ places: [Double]) -> Double {
        zip(places, wanted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      var best = Double.infinity
      let isRising = wanted[0] <= wanted[1]
      for first in stride(from: 0, through: 100, by: 0.5) {
        for second in stride(from: 0, through: 100, by: 0.5)
        where (isRising ? second - first : first - second) >= 30 {
          best = min(best, cost([first, second]))
        }
      }
      #expect(cost(placed) <= best + 1e-9)
    }
  }

  @Test func moreLabelsThanRoomStayInOrder() {
    let placed = LabelSpacing.spread([5, 4, 3, 2, 1], spacing: 50, in: 0...100)
    #expect(placed == placed.sorted(by: >))
  }

  @Test func reducedCurvesStayWithinTheirTolerance() {
    let points = (0..<50_000).map { index in
      let share = Double(index) / 49_999
      return Scene.Point(x: share * 700, y: 400 - 380 * share * share * share)
    }
    let reduced = CurveReduction.reduced([points], isStepped: false)[0]
    #expect(reduced.count < 200)
    #expect(reduced.first == points.first && reduced.last == points.last)
    for (start, end) in zip(reduced, reduced.dropFirst()) {
      let middle = (start.x + end.x) / 2
      let share = middle / 700
      let exact = 400 - 380 * share * share * share
      #expect(abs((start.y + end.y) / 2 - exact) < 1.2)
    }
  }

  @Test func manyCurvesTogetherStayWithinTheBudget() {
    var random = Seeded(8)
    let curves = (0..<40).map { _ in
      var y = 400.0
      return (0..<2_500).map { index in
        y -= random.uniform(0, 0.3)
        return Scene.Point(x: Double(index) * 0.28, y: y)
      }
    }
    let reduced = CurveReduction.reduced(curves, isStepped: true)
    #expect(reduced.reduce(0) { $0 + $1.count } <= CurveReduction.budget)
  }

  @Test func segmentsMeetBoxesOnlyWhereTheyPass() {
    let box = Scene.Box(minX: 0, minY: 0, maxX: 10, maxY: 10)
    #expect(box.meets(segmentFrom: .init(x: -5, y: 5), to: .init(x: 15, y: 5)))
    #expect(box.meets(segmentFrom: .init(x: 2, y: 2), to: .init(x: 3, y: 3)))
    #expect(!box.meets(segmentFrom: .init(x: -5, y: 11), to: .init(x: 15, y: 11)))
    #expect(!box.meets(segmentFrom: .init(x: -1, y: 9.5), to: .init(x: 3, y: 13)))
  }
}
