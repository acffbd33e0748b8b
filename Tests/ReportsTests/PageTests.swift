import Analysis
import Charts
import Foundation
import Measurements
import TestSupport
import Testing

@testable import Reports

@Suite struct PageTests {
  static func page(_ data: DataSet, title: String? = nil, _ profile: Profile = .engineer) throws -> String {
    var data = data
    if let title { data.campaign.title = title }
    return HTMLWriter().write(try Examples.document(data, profile))
  }

  @Test(arguments: Profile.allCases)
  func `The page is small, whole and the same every time`(profile: Profile) throws {
    let page = try Self.page(Examples.campaign, profile)
    if let folder = ProcessInfo.processInfo.environment["SEBS_TEST_PAGES"] {
      try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/planted-\(profile).html"))
    }
    #expect(page.utf8.count < 500_000)
    let again = try Self.page(Examples.campaign, profile)
    #expect(page == again)
  }

  @Test func `Each profile has its sections in its order`() throws {
    func ids(_ profile: Profile) throws -> [String] {
      try Examples.document(Examples.campaign, profile).sections.map(\.id)
    }
    #expect(
      try ids(.engineer) == [
        "findings", "quality", "batches", "latency", "spread", "cold-starts", "cost", "bill", "precision",
        "methods", "limits", "rules", "references", "glossary", "provenance",
      ])
    #expect(
      try ids(.paper) == [
        "findings", "latency", "cold-starts", "cost", "bill", "batches", "quality", "methods", "limits",
        "rules",
        "references", "glossary", "provenance",
      ])
    #expect(try ids(.decision) == ["findings", "cost", "bill", "cold-starts", "limits", "provenance"])
    #expect(try ids(.ci) == ["findings", "latency", "quality", "limits", "provenance"])
    #expect(try Examples.document(Examples.campaign, .ci).figures.isEmpty)
  }

  @Test func `The engineer's page has ten figures or more and stays small`() throws {
    let document = try Examples.document()
    #expect(document.figures.count >= 10, "\(document.figures.map(\.slug))")
    #expect(HTMLWriter().write(document).utf8.count < 400_000)
  }

  @Test func `The page asks for nothing from outside`() throws {
    let page = try Self.page(Examples.campaign)
    for reference in ["src=\"http", "url(http", "@import", "<link", "<iframe"] {
      #expect(!page.contains(reference), "\(reference)")
    }
    // Links to the publications are followed by a reader, not by the page.
    let links = page.matches(of: /href="(http[^"]+)"/).map { String($0.1) }
    #expect(links.allSatisfy { $0.hasPrefix("https://doi.org/") })
    #expect(page.contains("default-src &#39;none&#39;"))
    // The policy allows exactly the style sheet and the script that are in the page, so no element may carry its own.
    #expect(!page.contains(" style=\""))
    #expect(!page.contains(" onclick="))
    #expect(page.matches(of: /<script/).count == 1)
  }

  @Test func `Script and style stay within their budgets`() {
    #expect(PageScript.source.utf8.count <= 15_000)
    #expect(PageStyle.sheet.utf8.count <= 12_000)
  }

  @Test func `Names from the data cannot become markup`() throws {
    let hostile = "<script>alert(1)</script>\"'&\u{202E}evil\u{0007}"
    var data = Examples.campaign
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

  @Test(arguments: Profile.allCases)
  func `Ids are unique and every link inside the page has a target`(profile: Profile) throws {
    let page = try Self.page(Examples.campaign, profile)
    let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
    #expect(ids.count == Set(ids).count)
    for link in page.matches(of: /href="#([^"]+)"/).map({ String($0.1) }) {
      #expect(ids.contains(link), "\(link)")
    }
  }

  @Test func `Tables have as many cells as columns`() throws {
    for table in try Examples.document().tables {
      #expect(!table.rows.isEmpty)
      for row in table.rows { #expect(row.cells.count == table.columns.count, "\(table.slug)") }
    }
  }

  @Test func `Read-outs lie on the figure and name series that are drawn`() throws {
    let document = try Examples.document()
    let figure = try #require(document.figures.first { $0.slug == "tail" })
    let scene = figure.chart.scene(width: .pixels(760))
    let data = try #require(PageData.figure(figure.readings, scene))
    let object = try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any]
    let points = try #require(object?["p"] as? [[Any]])
    let series = try #require(object?["s"] as? [[String]])
    #expect(points.count > 100)
    let drawn = Set(scene.items.compactMap(\.series))
    #expect(series.allSatisfy { drawn.contains($0[0]) })
    for point in points {
      let x = try #require(point[0] as? Int)
      let y = try #require(point[1] as? Int)
      #expect((0...Int(scene.width)).contains(x) && (0...Int(scene.height)).contains(y))
    }
  }

  @Test(arguments: [Profile.engineer, .paper])
  func `Every figure can be read out, at places that lie on it`(profile: Profile) throws {
    for data in [Examples.campaign, Examples.bare] {
      for figure in try Examples.document(data, profile).figures {
        let scene = figure.chart.scene(width: .pixels(760))
        let text = try #require(PageData.figure(figure.readings, scene), "\(figure.slug)")
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let points = try #require(object?["p"] as? [[Any]])
        #expect(!points.isEmpty, "\(figure.slug)")
        #expect(points.count == figure.readings.series.reduce(0) { $0 + $1.points.count }, "\(figure.slug)")
        for point in points {
          let x = try #require(point[0] as? Int)
          let y = try #require(point[1] as? Int)
          #expect(
            (-1...Int(scene.width) + 1).contains(x) && (-1...Int(scene.height) + 1).contains(y),
            "\(figure.slug)")
        }
        let areas = try #require(object?["a"] as? [[Any]])
        #expect(areas.count == scene.panels.count && areas.allSatisfy { $0.count == 6 })
        #expect(text.utf8.count <= 25_000, "\(figure.slug): \(text.utf8.count)")
      }
    }
  }

  @Test func `A curve in a panel hides with its own group, and the legend with the last of them`() throws {
    let runs = [1.0, 1.3, 1.7].enumerated().flatMap { place, factor in
      [128, 256, 512].map { memory -> Run in
        var run = planted(
          memory: memory, start: .warm, medianMicroseconds: 1e8 / Double(memory) * factor,
          seed: UInt64(10 * place + memory))
        run.configuration.runtime = "runtime\(place)"
        run.id += "-\(place)"
        for index in run.invocations.indices { run.invocations[index].runID = run.id }
        return run
      }
    }
    let document = try Examples.document(plantedData(runs))
    let tail = try #require(document.figures.first { $0.slug == "tail" })
    let scene = tail.chart.scene(width: .pixels(760))
    let drawn = Set(scene.items.filter { $0.role == .data }.compactMap(\.series))
    #expect(drawn == Set(document.groups.map(\.key)))
    let legend = Set(scene.items.filter { $0.role == .legend }.compactMap(\.series))
    #expect(legend.count == 3 && legend.allSatisfy { $0.split(separator: " ").count == 3 })
  }

  @Test func `A read-out and the table say the same`() throws {
    let document = try Examples.document()
    let table = try #require(document.tables.first { $0.slug == "cost" })
    let figure = try #require(document.figures.first { $0.slug == "cost" })
    let column = try #require(table.columns.firstIndex { $0.title == "Million calls" })
    let read = Set(figure.readings.series.flatMap(\.points).map(\.value.whole))
    #expect(Set(table.rows.map { $0.cells[column].whole }) == read)
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
