import Testing

@testable import Charts

/// An end of an interval that the data do not bound is a short arrow: it claims no length.
@Suite struct OpenIntervalTests {
  private func longest(_ interval: IntervalBounds, around estimate: Double?) -> Double {
    var drawing = Drawing(Typography.screen)
    let scale = Scale(.linear, domain: 0...1000, from: 400, to: 0)
    drawing.whisker(
      interval, around: estimate, along: scale, at: 50, isHorizontal: false, style: .stroked(.ink, 1))
    return drawing.items.map(\.bounds.height).max() ?? 0
  }

  @Test func `An open end is as short above as below, at every estimate`() {
    let bounded = longest(IntervalBounds(lower: 90, upper: 110), around: 100)
    for estimate in [100.0, 500, 900] {
      let above = longest(IntervalBounds(lower: estimate - 10, upper: nil), around: estimate)
      let below = longest(IntervalBounds(lower: nil, upper: estimate + 10), around: estimate)
      #expect(abs(above - below) < 1e-9)
      #expect(above > bounded && above < 40, "\(above)")
    }
  }

  @Test func `Without an estimate the arrow starts at the other end, and it stays on the axis`() {
    #expect(longest(IntervalBounds(lower: 300, upper: nil), around: nil) < 40)
    #expect(longest(IntervalBounds(lower: 995, upper: nil), around: 999) < 12)
    #expect(longest(IntervalBounds(lower: nil, upper: nil), around: 500) < 60)
    // With nothing known, the whole axis is possible.
    #expect(longest(IntervalBounds(lower: nil, upper: nil), around: nil) >= 400)
  }
}
