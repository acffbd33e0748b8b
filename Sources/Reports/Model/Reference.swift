import Analysis
import Statistics

/// A publication that a method is from.
public struct Reference: Hashable, Sendable {
  /// Key for citing.
  public var key: String
  /// Kind of BibTeX entry.
  public var kind: String
  /// Fields of the entry in order; plain text.
  public var fields: [(name: String, value: String)] {
    [
      ("author", authors.joined(separator: " and ")), ("title", title), (venueField, venue),
      ("year", String(year)), ("volume", volume), ("number", number), ("pages", pages),
      ("publisher", publisher), ("doi", doi),
    ].filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
  }

  let authors: [String]
  let title: String
  let venue: String
  let year: Int
  var volume = ""
  var number = ""
  var pages = ""
  var publisher = ""
  var doi = ""
  /// What the report uses it for.
  public let use: String

  private var venueField: String {
    switch kind {
    case "article": "journal"
    case "inproceedings": "booktitle"
    default: "series"
    }
  }

  /// Authors, title, venue and year in one line.
  public var text: String {
    let names = authors.map { name in
      let parts = name.split(separator: ",", maxSplits: 1).map { $0.trimmingBlanks }
      return parts.count == 2 ? "\(parts[1]) \(parts[0])" : name
    }
    let place = [
      venue, publisher, volume.isEmpty ? "" : volume + (number.isEmpty ? "" : "(\(number))"),
      pages.replacingDoubleDash,
    ].filter { !$0.isEmpty }.joined(separator: ", ")
    return "\(names.joined(separator: ", ")). \(title). \(place), \(year)."
  }

  /// The entry for a bibliography.
  public var bibTeX: String {
    let lines = fields.map { field in
      let value = ["doi", "pages"].contains(field.name) ? field.value : LaTeX.escaped(field.value)
      return "  \(field.name) = {\(value)},\n"
    }
    return "@\(kind){\(key),\n\(lines.joined())}\n"
  }

  /// The references as a bibliography file.
  public static func bibliography(_ references: [Reference]) -> String {
    references.map(\.bibTeX).joined(separator: "\n")
  }
}

extension Reference {
  /// What the methods that a study ran are from, in order of their keys.
  static func used(by study: Study, profile: Profile) -> [Reference] {
    let quantiles = study.performances.flatMap { $0.quantiles.map(\.estimate) }
    var methods = Set(quantiles.map(\.method))
    methods.formUnion(study.costs.map(\.costPerMillion.method))
    var used: [Reference] = [hyndmanFan, hoeflerBelli]
    used.append(nyblom)
    if !methods.isDisjoint(with: [.clusteredOrderStatistic, .clusteredSeriesOrderStatistic]) {
      used += [woodruff, kornGraubard, kish]
    }
    if !methods.isDisjoint(with: [.seriesOrderStatistic, .clusteredSeriesOrderStatistic]) {
      used.append(heidelbergerLewis)
    }
    if !study.costs.isEmpty { used += [bahadurSavage, hall] }
    if study.performances.contains(where: { $0.quantiles.contains { $0.bootstrap != nil } }) {
      used.append(davisonHinkley)
    }
    if methods.contains(.clusterT) { used.append(bellMcCaffrey) }
    if study.performances.count > 1 { used.append(donnerZou) }
    if profile == .engineer, study.performances.contains(where: { $0.n >= 200 }) { used.append(hofmann) }
    if profile == .engineer, study.performances.contains(where: { $0.batches != nil }) {
      used.append(bartlett)
    }
    return used.sorted { $0.key < $1.key }
  }

  private static let hyndmanFan = Reference(
    key: "hyndman1996", kind: "article", authors: ["Hyndman, Rob J.", "Fan, Yanan"],
    title: "Sample Quantiles in Statistical Packages", venue: "The American Statistician", year: 1996,
    volume: "50", number: "4", pages: "361--365", doi: "10.1080/00031305.1996.10473566",
    use: "definition of the quantiles")
  private static let nyblom = Reference(
    key: "nyblom1992", kind: "article", authors: ["Nyblom, Jukka"],
    title: "Note on Interpolated Order Statistics", venue: "Statistics & Probability Letters", year: 1992,
    volume: "14", number: "2", pages: "129--131", doi: "10.1016/0167-7152(92)90076-H",
    use: "intervals of quantiles")
  private static let woodruff = Reference(
    key: "woodruff1952", kind: "article", authors: ["Woodruff, Ralph S."],
    title: "Confidence Intervals for Medians and Other Position Measures",
    venue: "Journal of the American Statistical Association", year: 1952, volume: "47", number: "260",
    pages: "635--646", doi: "10.1080/01621459.1952.10483443", use: "intervals of quantiles in batches")
  private static let kornGraubard = Reference(
    key: "korn1998", kind: "article", authors: ["Korn, Edward L.", "Graubard, Barry I."],
    title:
      "Confidence Intervals for Proportions with Small Expected Number of Positive Counts Estimated from Survey Data",
    venue: "Survey Methodology", year: 1998, volume: "24", number: "2", pages: "193--201",
    use: "correction for few batches")
  private static let kish = Reference(
    key: "kish1965", kind: "book", authors: ["Kish, Leslie"], title: "Survey Sampling", venue: "", year: 1965,
    publisher: "John Wiley & Sons", use: "design effect and effective number of calls")
  private static let davisonHinkley = Reference(
    key: "davison1997", kind: "book", authors: ["Davison, A. C.", "Hinkley, D. V."],
    title: "Bootstrap Methods and Their Application", venue: "", year: 1997,
    publisher: "Cambridge University Press", doi: "10.1017/CBO9780511802843",
    use: "bootstrap of whole batches")
  private static let bellMcCaffrey = Reference(
    key: "bell2002", kind: "article", authors: ["Bell, Robert M.", "McCaffrey, Daniel F."],
    title: "Bias Reduction in Standard Errors for Linear Regression with Multi-Stage Samples",
    venue: "Survey Methodology", year: 2002, volume: "28", number: "2", pages: "169--181",
    use: "intervals of mean costs")
  private static let heidelbergerLewis = Reference(
    key: "heidelberger1984", kind: "article", authors: ["Heidelberger, Philip", "Lewis, Peter A. W."],
    title: "Quantile Estimation in Dependent Sequences", venue: "Operations Research", year: 1984,
    volume: "32", number: "1", pages: "185--209", doi: "10.1287/opre.32.1.185",
    use: "quantiles of calls that depend on those before them")
  private static let bahadurSavage = Reference(
    key: "bahadur1956", kind: "article", authors: ["Bahadur, R. R.", "Savage, Leonard J."],
    title: "The Nonexistence of Certain Statistical Procedures in Nonparametric Problems",
    venue: "The Annals of Mathematical Statistics", year: 1956, volume: "27", number: "4",
    pages: "1115--1122", doi: "10.1214/aoms/1177728077", use: "why a mean may have no upper end")
  private static let hall = Reference(
    key: "hall1992", kind: "article", authors: ["Hall, Peter"],
    title: "On the Removal of Skewness by Transformation",
    venue: "Journal of the Royal Statistical Society, Series B", year: 1992, volume: "54", number: "1",
    pages: "221--228", use: "intervals of mean costs")
  private static let donnerZou = Reference(
    key: "donner2012", kind: "article", authors: ["Donner, Allan", "Zou, G. Y."],
    title: "Closed-Form Confidence Intervals for Functions of the Normal Mean and Standard Deviation",
    venue: "Statistical Methods in Medical Research", year: 2012, volume: "21", number: "4",
    pages: "347--359",
    doi: "10.1177/0962280210383082", use: "intervals of ratios")
  private static let hofmann = Reference(
    key: "hofmann2017", kind: "article",
    authors: ["Hofmann, Heike", "Wickham, Hadley", "Kafadar, Karen"],
    title: "Letter-Value Plots: Boxplots for Large Data",
    venue: "Journal of Computational and Graphical Statistics", year: 2017, volume: "26", number: "3",
    pages: "469--477", doi: "10.1080/10618600.2017.1305277", use: "nested boxes")
  private static let bartlett = Reference(
    key: "bartlett1946", kind: "article", authors: ["Bartlett, M. S."],
    title: "On the Theoretical Specification and Sampling Properties of Autocorrelated Time-Series",
    venue: "Supplement to the Journal of the Royal Statistical Society", year: 1946, volume: "8", number: "1",
    pages: "27--41", doi: "10.2307/2983611", use: "band of the autocorrelations")
  private static let hoeflerBelli = Reference(
    key: "hoefler2015", kind: "inproceedings", authors: ["Hoefler, Torsten", "Belli, Roberto"],
    title:
      "Scientific Benchmarking of Parallel Computing Systems: Twelve Ways to Tell the Masses When Reporting Performance Results",
    venue:
      "Proceedings of the International Conference for High Performance Computing, Networking, Storage and Analysis (SC)",
    year: 2015, doi: "10.1145/2807591.2807644", use: "rules of the score card")
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension String {
  fileprivate var replacingDoubleDash: String { split(separator: "-").joined(separator: "–") }
}
