import Analysis
import Foundation
import Measurements
import Pricing
import TestSupport
import Testing

@testable import Reports

@Suite struct PageTests {
  static let data = plantedData([
    planted(memory: 128, start: .warm, medianMicroseconds: 800_000, seed: 1),
    planted(memory: 256, start: .warm, medianMicroseconds: 380_000, seed: 6),
    planted(memory: 512, start: .warm, medianMicroseconds: 190_000, shared: 0.2, seed: 7),
    planted(memory: 1024, start: .warm, medianMicroseconds: 100_000, seed: 2),
    planted(memory: 128, start: .cold, medianMicroseconds: 2_400_000, seed: 3),
    planted(memory: 1024, start: .cold, medianMicroseconds: 420_000, seed: 4),
  ])

  static func page(_ data: DataSet, title: String? = nil) throws -> String {
    var data = data
    if let title { data.campaign.title = title }
    let prices = try PriceSelection(book: "aws-lambda", date: "2026-01-01")
    let analysed = try AnalysedData(data, prices: prices, options: StudyOptions(priceDate: "2026-01-01"))
    let document = StudyReport(analysed, command: "sebs report c --output page.html").document()
    return HTMLWriter().write(document)
  }

  @Test func `The page is small, whole and the same every time`() throws {
    let page = try Self.page(Self.data)
    if let folder = ProcessInfo.processInfo.environment["SEBS_TEST_PAGES"] {
      try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/planted.html"))
    }
    #expect(page.utf8.count < 500_000)
    let again = try Self.page(Self.data)
    #expect(page == again)
    for section in ["findings", "latency", "cost", "batches", "quality", "methods", "limits", "provenance"] {
      #expect(page.contains("<section id=\"\(section)\""), "\(section)")
    }
  }

  @Test func `The page asks for nothing from outside`() throws {
    let page = try Self.page(Self.data)
    for reference in ["src=\"http", "href=\"http", "url(http", "@import", "<link", "<iframe"] {
      #expect(!page.contains(reference), "\(reference)")
    }
    #expect(page.contains("default-src &#39;none&#39;"))
    // The policy allows exactly the style sheet and the script that are in the page, so no element may carry its own.
    #expect(!page.contains(" style=\""))
    #expect(!page.contains(" onclick="))
  }

  @Test func `Names from the data cannot become markup`() throws {
    let hostile = "<script>alert(1)</script>\"'&\u{202E}evil\u{0007}"
    var data = Self.data
    data.campaign.notices = [hostile]
    for index in data.runs.indices {
      data.runs[index].configuration.function = hostile + "\(index)"
      data.runs[index].invocations[0].status = .functionError
      data.runs[index].invocations[0].errorClass = hostile
      data.runs[index].invocations[0].message = hostile
    }
    let page = try Self.page(data, title: hostile)
    #expect(!page.contains("<script>alert"))
    #expect(!page.contains("\u{202E}"))
    #expect(!page.contains("\u{0007}"))
    #expect(page.contains("&lt;script&gt;alert(1)"))
  }

  @Test func `Ids are unique and every link inside the page has a target`() throws {
    let page = try Self.page(Self.data)
    let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
    #expect(ids.count == Set(ids).count)
    for link in page.matches(of: /href="#([^"]+)"/).map({ String($0.1) }) {
      #expect(ids.contains(link), "\(link)")
    }
  }

  @Test func `Numbers in the findings carry the result that they show`() throws {
    let page = try Self.page(Self.data)
    let claims = page.matches(of: /<p class="claim">(.*?)<\/p>/).map { String($0.1) }
    #expect(claims.count >= 4)
    for claim in claims {
      let words = claim.replacing(/<data[^>]*>.*?<\/data>/, with: "").replacing(/<bdi>.*?<\/bdi>/, with: "")
        .replacing(/<[^>]*>/, with: "").replacing(/&#\d+;/, with: "")
      #expect(!words.contains { $0.isNumber }, "\(words)")
    }
  }

  @Test func `Tables have as many cells as columns`() throws {
    let prices = try PriceSelection(book: "aws-lambda", date: "2026-01-01")
    let analysed = try AnalysedData(Self.data, prices: prices, options: StudyOptions(priceDate: "2026-01-01"))
    for section in StudyReport(analysed, command: "x").document().sections {
      for case .table(let table) in section.blocks {
        #expect(!table.rows.isEmpty)
        for row in table.rows { #expect(row.count == table.columns.count, "\(table.slug)") }
      }
    }
  }

  @Test(arguments: [
    (13.276840828841738, "13.2768408"), (13.27684082884174, "13.2768408"), (10.0, "10"),
    (-0.000123456789123, "-0.000123456789"),
    (0.0, "0.0"), (123456789.123, "123456789.0"),
  ])
  func `Numbers for programs do not carry the last bits`(value: Double, text: String) {
    #expect(machineNumber(value) == text)
  }
}
