public import Measurements

/// List prices and billing rules of one product over the years.
///
/// Books state list prices without discounts and taxes; a free allowance counts only where it is asked for.
public struct PriceBook: Hashable, Sendable {
  /// Name by which the book is asked for, such as `aws-lambda`.
  public let id: String
  /// Provider, in the words of `Configuration.platform`.
  public let provider: String
  /// Product, as the provider calls it.
  public let product: String
  /// Where the figures are from, in words.
  public let source: String
  /// Documents that the figures were read from, by the name that metering and charges use.
  public let references: [String: BookReference]
  /// What a reader of costs must know.
  public let notes: [String]
  /// Region whose prices stand in where calls have no region, as on a machine of one's own.
  public let referenceRegion: String
  /// How time and memory are measured; no two hold on the same day.
  public let metering: [Metering]
  /// The prices; no two of a meter hold for the same day, region and architecture.
  public let charges: [Charge]

  /// Regions in which calls can be priced, sorted.
  public var regions: [String] {
    Set(charges.filter { $0.meter.line == .compute }.flatMap(\.regions)).sorted()
  }

  /// The first day of the newest prices and rules.
  public var newestDay: CalendarDate? { (metering.map(\.validity.from) + charges.map(\.validity.from)).max() }

  /// The rule that holds on a day.
  ///
  /// - Throws: ``PricingError`` that says what the book does know when it has no such rule.
  public func rule(
    on date: CalendarDate, region: String, architecture: Architecture
  ) throws(PricingError) -> PriceRule {
    let compute = charges.filter { $0.meter.line == .compute }
    let here = compute.filter { $0.regions.contains(region) }
    guard !here.isEmpty else {
      throw PricingError(
        .noRule,
        "\(id) has no prices for region \"\(region)\"; it knows \(regions.joined(separator: ", "))")
    }
    let matching = here.filter { $0.architectures.contains(architecture) }
    guard !matching.isEmpty else {
      throw PricingError(.noRule, "\(id) has no prices for \(architecture.rawValue) in \(region)")
    }
    guard let metering = metering.first(where: { $0.validity.contains(date) }),
      matching.contains(where: { $0.validity.contains(date) })
    else {
      let known = matching.map(\.validity).sorted { $0.from < $1.from }.map(\.words)
      throw PricingError(
        .noRule,
        "\(id) has no prices for \(date) (\(architecture.rawValue) in \(region)); it knows "
          + known.joined(separator: ", "))
    }
    return PriceRule(
      region: region, architecture: architecture, metering: metering,
      charges: charges.filter {
        $0.applies(region: region, architecture: architecture) && $0.validity.contains(date)
      })
  }
}

/// A document that figures of a book were read from.
public struct BookReference: Hashable, Sendable {
  /// Public address.
  public let url: String
  /// Day on which it was read.
  public let read: CalendarDate
}

extension PriceBook {
  /// The books that come with the tool, by name.
  public static let all: [PriceBook] = embedded.compactMap { try? PriceBook(json: $0.bytes, file: $0.file) }

  /// A book that comes with the tool.
  ///
  /// - Throws: ``PricingError`` that lists the names when there is none of this name.
  public static func named(_ id: String) throws(PricingError) -> PriceBook {
    guard let book = all.first(where: { $0.id == id }) else {
      let names = all.map(\.id).joined(separator: ", ")
      throw PricingError(
        .unknownBook,
        "there is no price book \"\(id)\"; there are \(names), or give the path of a book of your own (.json)"
      )
    }
    return book
  }

  /// The embedded files; a test proves that every one can be read.
  static let embedded: [(file: String, bytes: [UInt8])] = [
    ("aws-lambda.json", PackageResources.aws_lambda_json),
    ("azure-functions.json", PackageResources.azure_functions_json),
    ("cloudflare-workers.json", PackageResources.cloudflare_workers_json),
    ("gcp-cloud-run.json", PackageResources.gcp_cloud_run_json),
    ("gcp-functions-1st-gen.json", PackageResources.gcp_functions_1st_gen_json),
  ]
}
