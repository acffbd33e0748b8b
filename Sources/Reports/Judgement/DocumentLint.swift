public import Analysis

/// Proves the prose of a whole document.
public enum DocumentLint {
  /// What is wrong with the claims of a document, each with its place; empty when all is well.
  public static func faults(in document: Document, of study: Study) -> [String] {
    faults(in: document, ClaimsLint(study))
  }

  /// The same for the report of a history.
  public static func faults(in document: Document, of stability: Stability) -> [String] {
    faults(in: document, ClaimsLint(stability))
  }

  /// The same for the report of a comparison.
  public static func faults(in document: Document, of comparison: DataSetComparison) -> [String] {
    faults(in: document, ClaimsLint(comparison))
  }

  /// The same for the report of slow calls.
  public static func faults(in document: Document, of diagnosis: TailDiagnosis) -> [String] {
    faults(in: document, ClaimsLint(diagnosis))
  }

  private static func faults(in document: Document, _ claims: ClaimsLint) -> [String] {
    ProseWalk.sentences(of: document).flatMap { place, sentence in
      claims.faults(in: sentence).map { "\(place): \($0)" }
    } + document.strip.flatMap { item in claims.faults(in: "\(item.value)").map { "strip: \($0)" } }
  }
}
