import Analysis
import Testing

@testable import Reports

@Suite struct ReferenceTests {
  private func keys(_ data: AnalysedData) -> Set<String> {
    Set(Reference.used(by: data.study, profile: .engineer).map(\.key))
  }

  @Test func `Only methods that ran are cited`() throws {
    let clustered = try keys(Examples.analysed())
    #expect(
      clustered.isSuperset(of: ["woodruff1952", "davison1997", "bell2002", "hyndman1996", "hoefler2015"]))
    let independent = try keys(Examples.analysed(Examples.bare))
    #expect(independent.contains("nyblom1992"))
    #expect(independent.isDisjoint(with: ["woodruff1952", "korn1998", "davison1997", "bell2002"]))
  }

  @Test func `Entries are BibTeX with balanced braces`() throws {
    let text = Reference.bibliography(Reference.used(by: try Examples.analysed().study, profile: .engineer))
    #expect(text.contains("@article{nyblom1992,\n  author = {Nyblom, Jukka},"))
    #expect(text.contains("journal = {Statistics \\& Probability Letters}"))
    #expect(text.filter { $0 == "{" }.count == text.filter { $0 == "}" }.count)
    #expect(!text.contains("= {}"))
  }

  @Test func `Terms are explained where they occur`() throws {
    func terms(_ document: Document) -> [String] {
      document.sections.filter { $0.id == "glossary" }.flatMap(\.blocks).flatMap { block -> [String] in
        if case .facts(let facts) = block { facts.map(\.name.text) } else { [] }
      }
    }
    let clustered = terms(try Examples.document())
    #expect(
      clustered.contains("ICC") && clustered.contains("cold start") && clustered.contains("letter values"))
    let bare = terms(try Examples.document(Examples.bare, .paper))
    #expect(!bare.contains("ICC") && !bare.contains("letter values") && bare.contains("interval"))
  }
}
