import Testing

@testable import Charts

@Suite struct TextTests {
  /// Recorded with `getComputedTextLength` in Chromium at 100 px, Liberation Sans, kerning off.
  @Test(arguments: [
    ("Platform A", 466.80, 505.63), ("WAVATo", 411.19, 427.69),
    ("Warm end-to-end latency (ms)", 1350.39, 1433.5),
    ("\u{2212}19.1 %", 369.73, 369.73), ("12\u{2009}000", 298.11, 298.11),
    ("[\u{2212}22.4, \u{2212}15.7]", 617.19, 628.23),
    ("µs ≥ 99.9 %", 529.41, 535.02), ("Größe, fünf Übergänge", 1028.38, 1088.92),
    ("σ² ± 1.96·√n", 543.91, 556.06),
    ("0.25 × 10", 419.83, 419.83),
  ])
  func widthsAgreeWithABrowser(text: String, regular: Double, bold: Double) {
    #expect(abs(TextMetrics.width(text, size: 100) / regular - 1) < 0.003)
    #expect(abs(TextMetrics.width(text, size: 100, bold: true) / bold - 1) < 0.003)
  }

  @Test func theWidthTablesCoverAllTheirRuns() {
    let count = LiberationSansWidths.runs.reduce(0) { $0 + $1.count }
    #expect(LiberationSansWidths.regular.count == count)
    #expect(LiberationSansWidths.bold.count == count)
  }

  @Test func longTextLosesItsMiddle() {
    let path = "arn:aws:lambda:eu-central-1:123456789012:function:thumbnailer-python-512"
    let short = TextMetrics.elided(path, size: 12, limit: 120)
    #expect(TextMetrics.width(short, size: 12) <= 120)
    #expect(short.hasPrefix("arn:") && short.hasSuffix("512") && short.contains("…"))
    #expect(TextMetrics.elided("short", size: 12, limit: 120) == "short")
    #expect(TextMetrics.elided("anything", size: 12, limit: 1) == "…")
    #expect(TextMetrics.elided("👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀", size: 12, limit: 60).contains("👩🏽‍🚀"))
  }

  @Test func hostileTextIsCleaned() {
    #expect(LabelText.cleaned("a\u{0}b\u{1B}[31m\u{202E}c\u{FEFF}\u{FFFE}") == "ab[31mc")
    #expect(LabelText.cleaned("  one\n\ttwo\r\nthree  ") == "one two three")
    #expect(LabelText.cleaned("سرعة 512 ميغابايت 🚀") == "سرعة 512 ميغابايت 🚀")
    #expect(
      LabelText.escaped("<a b='c' d=\"e\">&</a>") == "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;&lt;/a&gt;")
  }

  @Test func numbersAreWrittenWithoutALocale() {
    #expect(FixedDecimal.label(-1234567.891, decimals: 2) == "\u{2212}1\u{2009}234\u{2009}567.89")
    #expect(FixedDecimal.label(1234, decimals: 0) == "1234")
    #expect(FixedDecimal.label(1234, decimals: 0, groupingFrom: 4) == "1\u{2009}234")
    #expect(FixedDecimal.label(0.05, decimals: 1) == "0.1")
    #expect(FixedDecimal.label(-0.001, decimals: 1) == "0.0")
    #expect(FixedDecimal.label(.nan, decimals: 1) == "?")
  }

  @Test func attributesAreShortAndHaveAtMostTwoDecimals() {
    #expect(FixedDecimal.attribute(1.5) == "1.5")
    #expect(FixedDecimal.attribute(-0.05) == "-.05")
    #expect(FixedDecimal.attribute(3) == "3")
    #expect(FixedDecimal.attribute(0.001) == "0")
    #expect(FixedDecimal.attribute(12.346) == "12.35")
    #expect(FixedDecimal.attribute(.infinity) == "0")
    var random = Seeded(5)
    for _ in 0..<5_000 {
      let value = random.uniform(-1e4, 1e4)
      let written = FixedDecimal.attribute(value)
      #expect(abs((Double(written) ?? .nan) - value) <= 0.005_000_1)
    }
  }
}
