import Analysis

/// What the terms mean that occur in a document.
enum Glossary {
  /// The terms of the document, or `nil` when it uses none that need a word.
  static func section(for document: Document) -> Section? {
    let words = Set(
      ProseWalk.text(of: document).lowercased().split { !$0.isLetter && $0 != "-" }.map(String.init))
    let text = " " + ProseWalk.text(of: document).lowercased() + " "
    let used = terms.filter { term in
      term.spellings.contains { $0.contains(" ") ? text.contains($0) : words.contains($0) }
    }
    if used.isEmpty { return nil }
    return Section(
      id: "glossary", heading: "Glossary", blocks: [.facts(used.map { Fact("\(name: $0.name)", $0.meaning) })]
    )
  }

  private struct Term {
    let name: String
    let spellings: [String]
    let meaning: Sentence
  }

  private static let terms: [Term] = [
    Term(
      name: "batch", spellings: ["batch", "batches"],
      meaning: "Calls that were sent together; they share the state of the platform at that moment."),
    Term(
      name: "bootstrap", spellings: ["bootstrap"],
      meaning: "Computing an estimate again and again from resampled data to see how far it scatters."),
    Term(
      name: "cold start", spellings: ["cold"],
      meaning: "A call for which the platform had to make a new sandbox first."),
    Term(
      name: "coordinated omission", spellings: ["coordinated omission"],
      meaning: "Calls that were sent late, or not at all, because an earlier call was slow, and so look fast."
    ),
    Term(
      name: "design effect", spellings: ["design effect"],
      meaning:
        "How much larger the variance of an estimate is than with as many independent calls."),
    Term(
      name: "dominated", spellings: ["dominated", "hollow"],
      meaning: "Another size of the same series is both cheaper and faster."),
    Term(
      name: "effective n", spellings: ["effective n", "effective number"],
      meaning: "The number of independent calls that would tell as much."),
    Term(
      name: "equivalent", spellings: ["equivalent"],
      meaning: "The whole interval of the difference lies inside the margin fixed beforehand."),
    Term(
      name: "excess", spellings: ["excess"],
      meaning: "How much longer a call took than the typical call of its configuration."),
    Term(
      name: "ICC", spellings: ["icc", "intra-batch"],
      meaning: "Intraclass correlation: the share of the variance that lies between batches."),
    Term(
      name: "interval", spellings: ["interval", "intervals"],
      meaning:
        "A range computed so that it covers the true value in the stated share of repeated studies."),
    Term(
      name: "letter values", spellings: ["letter values"],
      meaning: "The quartiles, and the points that again and again halve what lies outside of them."),
    Term(
      name: "lift", spellings: ["lift"],
      meaning: "How much more often some calls are slow than all calls together."),
    Term(
      name: "margin", spellings: ["margin"],
      meaning: "The relative change that does not matter to the reader, fixed before looking at the data."),
    Term(
      name: "one-sided", spellings: ["one-sided"],
      meaning: "Bounded at one end only: the calls do not suffice for the other."),
    Term(
      name: "percentile", spellings: ["percentile", "percentiles", "quantile", "quantiles"],
      meaning: "The value that the named share of calls does not exceed, such as the median for one half."),
    Term(
      name: "Shapley’s value", spellings: ["shapley"],
      meaning:
        "A fair division of a sum among parts that act together: the mean of what a part adds, over all orders in which they can be added."
    ),
    Term(
      name: "tail", spellings: ["tail"],
      meaning: "The slow calls of a configuration, such as one in a hundred."),
    Term(
      name: "typical call", spellings: ["typical call", "typical"],
      meaning: "The mean of the middle fifth of the calls, part by part."),
    Term(
      name: "undecided", spellings: ["undecided"],
      meaning: "The interval holds both changes that matter and none: the data do not say."),
  ]
}

/// All prose of a document.
enum ProseWalk {
  /// Every sentence that a reader sees, in order, with the place where it stands.
  static func sentences(of document: Document) -> [(place: String, sentence: Sentence)] {
    [("subtitle", document.subtitle)]
      + document.sections.flatMap { section in
        section.blocks.flatMap { sentences(of: $0).map { (section.id, $0) } }
      }
  }

  private static func sentences(of block: Block) -> [Sentence] {
    switch block {
    case .sentences(let sentences), .remarks(let sentences): sentences
    case .findings(let findings): findings.flatMap { [$0.sentence] + ($0.consequence.map { [$0] } ?? []) }
    case .figure(let figure): [figure.fullCaption, figure.guide]
    case .table(let table): [table.caption]
    case .facts(let facts): facts.flatMap { [$0.name, $0.value] }
    case .scoreCard(let checks): checks.map(\.evidence)
    case .code, .references: []
    }
  }

  /// The prose and the headings of tables as text.
  static func text(of document: Document) -> String {
    (sentences(of: document).map(\.sentence.text) + document.sections.map(\.heading)
      + document.tables.flatMap { table in
        table.columns.map(\.title)
          + table.rows.flatMap { row in
            row.cells.compactMap { if case .text(let text) = $0 { text } else { nil } }
          }
      }).joined(separator: " \n ")
  }
}
