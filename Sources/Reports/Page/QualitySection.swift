import Analysis
import Measurements

/// What became of every call.
struct QualitySection {
  let study: Study

  init(_ report: StudyReport) { study = report.study }

  func section() -> Section {
    let quality = study.quality
    var blocks: [Block] = []
    if !quality.notices.isEmpty { blocks.append(.remarks(quality.notices)) }
    blocks.append(.facts(facts(quality)))
    if !quality.failures.isEmpty { blocks.append(.table(failures(quality))) }
    blocks.append(.table(runs(quality)))
    return Section(id: "quality", heading: "Data quality", blocks: blocks)
  }

  private func facts(_ quality: DataQuality) -> [(name: String, value: String)] {
    var facts: [(name: String, value: String)] = [
      ("Calls made", NumberText.grouped(quality.attempted)),
      ("Calls kept", NumberText.grouped(quality.succeeded)),
      ("Calls failed", NumberText.grouped(quality.failed)),
    ]
    for (reason, count) in quality.discarded.sorted(by: { $0.key < $1.key }) {
      facts.append(("Discarded: \(reason)", NumberText.grouped(count)))
    }
    for (start, count) in quality.starts.sorted(by: { $0.key < $1.key }) {
      facts.append(("Starts: \(start)", NumberText.grouped(count)))
    }
    for (metric, count) in quality.missing.sorted(by: { $0.key < $1.key }) {
      facts.append(("Without \(metric) time", NumberText.grouped(count)))
    }
    facts.append(("Sent late by the driver (over 10 ms)", NumberText.grouped(quality.lateCalls)))
    facts.append(("Driver time below function time", NumberText.grouped(quality.clockErrors)))
    return facts
  }

  private func failures(_ quality: DataQuality) -> Table {
    Table(
      slug: "failures", caption: "Failed calls by kind, with one message each.",
      columns: [
        TableColumn(title: "Status", isNumeric: false), TableColumn(title: "Error", isNumeric: false),
        TableColumn(title: "Calls", isNumeric: true), TableColumn(title: "Example", isNumeric: false),
      ],
      rows: quality.failures.map { failure in
        [
          TableCell(failure.status.rawValue), TableCell(failure.errorClass ?? "–"),
          TableCell(NumberText.grouped(failure.count), sortValue: Double(failure.count)),
          TableCell(String((failure.example ?? "–").prefix(120))),
        ]
      })
  }

  private func runs(_ quality: DataQuality) -> Table {
    Table(
      slug: "runs", caption: "Calls of each run.",
      columns: [TableColumn(title: "Run", isNumeric: false)]
        + ["made", "kept", "failed", "discarded", "batches"].map { TableColumn(title: $0, isNumeric: true) },
      rows: quality.runs.map { run in
        [TableCell(run.runID)]
          + [run.attempted, run.succeeded, run.failed, run.discarded].map {
            TableCell(NumberText.grouped($0), sortValue: Double($0))
          }
          + [TableCell(run.batches.map(NumberText.grouped) ?? "–", sortValue: run.batches.map(Double.init))]
      }, isCollapsed: quality.runs.count > 24)
  }
}
