import Analysis
import Measurements

/// What became of every call.
struct QualitySection {
  let study: Study
  let profile: Profile

  init(_ report: StudyReport) {
    study = report.study
    profile = report.profile
  }

  func section() -> Section {
    let quality = study.quality
    var blocks: [Block] = []
    if !quality.notices.isEmpty { blocks.append(.remarks(quality.notices.map { "\(name: $0)" })) }
    blocks.append(.facts(facts(quality)))
    if !quality.failures.isEmpty { blocks.append(.table(failures(quality))) }
    if profile.isThorough { blocks.append(.table(runs(quality))) }
    return Section(id: "quality", heading: "Data quality", blocks: blocks)
  }

  private func facts(_ quality: DataQuality) -> [Fact] {
    func fact(_ name: Sentence, _ count: Int, _ source: String) -> Fact {
      Fact(name, "\(Quantity.count(count, "quality.\(source)"))")
    }
    var facts = [
      fact("Calls made", quality.attempted, "attempted"), fact("Calls kept", quality.succeeded, "succeeded"),
      fact("Calls failed", quality.failed, "failed"),
    ]
    for (reason, count) in quality.discarded.sorted(by: { $0.key < $1.key }) {
      facts.append(fact("Discarded: \(name: reason)", count, "discarded.\(reason)"))
    }
    for (start, count) in quality.starts.sorted(by: { $0.key < $1.key }) {
      facts.append(fact("Starts: \(name: start)", count, "starts.\(start)"))
    }
    for (metric, count) in quality.missing.sorted(by: { $0.key < $1.key }) {
      facts.append(fact("Without \(name: metric) time", count, "missing.\(metric)"))
    }
    let limit = Quantity(
      10, text: "10\u{00A0}ms", source: "quality.latenessLimitMilliseconds")
    facts.append(fact("Sent late by the driver (over \(limit))", quality.lateCalls, "lateCalls"))
    facts.append(fact("Driver time below function time", quality.clockErrors, "clockErrors"))
    return facts
  }

  private func failures(_ quality: DataQuality) -> Table {
    Table(
      slug: "failures", caption: "Failed calls by kind, with one message each.",
      columns: [
        TableColumn("Status", .text), TableColumn("Error", .text), TableColumn("Calls"),
        TableColumn("Example", .text),
      ],
      rows: quality.failures.map { failure in
        TableRow([
          .text(failure.status.rawValue), failure.errorClass.map { .text($0) } ?? .missing,
          .count(failure.count), failure.example.map { .text(String($0.prefix(120))) } ?? .missing,
        ])
      })
  }

  private func runs(_ quality: DataQuality) -> Table {
    Table(
      slug: "runs", caption: "Calls of each run.",
      columns: [TableColumn("Run", .text)]
        + ["made", "kept", "failed", "discarded", "batches"].map { TableColumn($0) },
      rows: quality.runs.map { run in
        TableRow(
          [.text(run.runID)]
            + [run.attempted, run.succeeded, run.failed, run.discarded].map { .count($0) }
            + [TableCell(run.batches)])
      }, isCollapsed: quality.runs.count > 8)
  }
}
