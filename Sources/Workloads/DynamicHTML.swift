/// `110.dynamic-html`: renders a page with a list of generated numbers from a Jinja2 template.
///
/// The page is the answer, as a web application would send it; it is compared with one that is made here.
struct DynamicHTML: Workload {
  let id = "110.dynamic-html"
  let title = "Dynamic HTML"
  let summary = """
    Renders a page with a list of 10, 1,000 or 100,000 numbers from a Jinja2 template and answers with it. \
    Bound by the interpreter; the large page is a reply of 2.4 MB.
    """
  let language = "python"
  let sizes = InputSize.allCases
  let defaultTimeoutMilliseconds = 10_000
  let defaultMemoryMB = 128
  let dependencies = [
    PinnedDependency(name: "Jinja2", version: "3.1.6"),
    PinnedDependency(name: "MarkupSafe", version: "3.0.2"),
  ]
  var sources: [SourceFile] {
    [
      SourceFile(path: "function.py", content: PackageResources.dynamic_html_py),
      SourceFile(path: "page.html", content: PackageResources.dynamic_html_page_html),
    ]
  }

  func payload(size: InputSize, seed: UInt64, sequence: Int) -> [UInt8] {
    let rows =
      switch size {
      case .test: 10
      case .small: 1000
      case .large: 100_000
      }
    let seed = portableSeed(seed)
    return canonicalJSON(
      Event(seed: seed, rows: rows, reader: "Ada <& friends>", token: "\(seed)-\(sequence)"))
  }

  func validate(reply: [UInt8], payload: [UInt8]) -> ValidationProblem? {
    validated(reply: reply, payload: payload, token: (\Event.token, \Answer.token)) {
      (event, answer) throws(ValidationProblem) in
      guard event.seed >= 0, (0...10_000_000).contains(event.rows) else {
        throw ValidationProblem("foreign_payload", "the event asks for an unreasonable page")
      }
      let page = Page(seed: event.seed, rows: event.rows, reader: event.reader)
      let expected = pages.value(for: page) { page.html }
      guard answer.html != expected else { return }
      let difference = zip(answer.html.utf8, expected.utf8).enumerated().first { $1.0 != $1.1 }
      let place = difference?.offset ?? min(answer.html.utf8.count, expected.utf8.count)
      throw ValidationProblem("wrong_result", "the page is not the expected one from byte \(place) on")
    }
  }

  private struct Event: Codable {
    var seed: Int
    var rows: Int
    var reader: String
    var token: String
  }

  private struct Answer: Decodable {
    var token: String
    var html: String
  }
}

private let pages = RecentResults<Page, String>()

/// A page, as `dynamic_html.py` and its template make it.
private struct Page: Hashable {
  var seed: Int
  var rows: Int
  var reader: String

  var html: String {
    let name = escaped(reader)
    var html = """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Numbers for \(name)</title></head>
      <body>
      <h1>Welcome, \(name)!</h1>
      <p>Here are \(rows) numbers.</p>
      <ol>
      """
    var state = UInt64(seed)
    for _ in 0..<rows {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = state >> 44
      html += number.isMultiple(of: 2) ? "\n<li>\(number)</li>" : "\n<li class=\"odd\">\(number)</li>"
    }
    return html + "\n</ol>\n</body>\n</html>"
  }

  private func escaped(_ text: String) -> String {
    let entities: [Character: String] = [
      "&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;", "\"": "&#34;",
    ]
    return text.reduce(into: "") { $0 += entities[$1] ?? String($1) }
  }
}
