internal import FoundationEssentials

extension PriceBook {
  /// Name of the schema that ``init(json:)`` reads.
  public static let schema = "sebs-price-book-1"
  /// Largest file of a book that is read, in bytes.
  public static let maximumBytes = 1 << 20

  /// Reads and checks a book.
  ///
  /// - Parameter json: The file, at most ``maximumBytes``.
  /// - Throws: ``PricingError`` with every field that is wrong.
  public init(json: [UInt8]) throws(PricingError) {
    guard json.count <= Self.maximumBytes else {
      throw PricingError(.invalidBook, "the price book is larger than \(Self.maximumBytes) bytes")
    }
    let document: JSONValue
    do {
      document = try JSONValue.read(json)
    } catch {
      throw PricingError(.invalidBook, "the price book is not valid JSON (UTF-8)")
    }
    var top = BookReader(document, path: "")
    if top.violations.isEmpty, let schema = top.text("schema"), schema != Self.schema {
      top.note("schema", "expected \"\(Self.schema)\"")
    }
    if let currency = top.text("currency"), currency != "USD" { top.note("currency", "expected \"USD\"") }
    let id = top.text("id")
    let isName = id?.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
    if isName == false { top.note("id", "expected lower-case letters, digits and hyphens") }
    let provider = top.text("provider")
    let product = top.text("product")
    let source = top.text("source")
    let notes = top.texts("notes", isRequired: false) ?? []
    let rules = Self.rules(&top)
    top.finish()
    guard top.violations.isEmpty, let id, let provider, let product, let source else {
      throw PricingError(.invalidBook, "the price book breaks its schema:", violations: top.violations)
    }
    self.init(id: id, provider: provider, product: product, source: source, notes: notes, rules: rules)
  }

  private static func rules(_ top: inout BookReader) -> [PriceRule] {
    guard let value = top.value("rules") else { return [] }
    guard case .list(let items) = value, (1...1_000).contains(items.count) else {
      top.note("rules", "expected a list of 1 to 1000 rules, found \(value.kind)")
      return []
    }
    var rules: [(index: Int, rule: PriceRule)] = []
    for (index, item) in items.enumerated() {
      var reader = BookReader(item, path: "rules[\(index)]")
      if let rule = PriceRule(&reader) {
        for earlier in rules where earlier.rule.overlaps(rule) {
          top.note(
            "rules[\(index)]", "holds for a day, region and architecture of rules[\(earlier.index)] too")
        }
        rules.append((index, rule))
      }
      top.take(violationsOf: reader)
    }
    return rules.map(\.rule)
  }
}

extension PriceRule {
  fileprivate init?(_ reader: inout BookReader) {
    guard reader.violations.isEmpty else { return nil }
    let from = reader.date("from", isRequired: true)
    let until = reader.date("until", isRequired: false)
    if let from, let until, until < from { reader.note("until", "lies before \"from\"") }
    let regions = reader.texts("regions")
    let architectures = reader.texts("architectures")?.compactMap { word -> Architecture? in
      let architecture = Architecture(rawValue: word)
      if architecture == nil {
        reader.note("architectures", "expected x86_64 or arm64, found \"\(word.prefix(40))\"")
      }
      return architecture
    }
    let granularity = reader.integer("granularity_ms", in: 1...60_000)
    let minimum = reader.integer("minimum_ms", in: 0...60_000)
    let gbSecond = reader.price("usd_per_gb_second")
    let requests = reader.price("usd_per_million_requests")
    let initBilling = reader.part("init_billed", isRequired: true, InitBilling.init)
    let storage = reader.part("ephemeral_storage", isRequired: false, EphemeralStoragePrice.init)
    let provisioned = reader.part(
      "provisioned_concurrency", isRequired: false, ProvisionedConcurrencyPrice.init)
    let cpu = reader.part("cpu", isRequired: false, CPUPrice.init)
    reader.finish()
    guard reader.violations.isEmpty, let from, let regions, let architectures, let granularity, let minimum,
      let gbSecond, let requests, let initBilling
    else { return nil }
    self.init(
      from: from, until: until, regions: regions, architectures: architectures,
      granularityMilliseconds: granularity, minimumMilliseconds: minimum, gbSecondPrice: gbSecond,
      millionRequestsPrice: requests, initBilling: initBilling, ephemeralStorage: storage,
      provisionedConcurrency: provisioned, cpu: cpu)
  }

  fileprivate func overlaps(_ other: PriceRule) -> Bool {
    !Set(regions).isDisjoint(with: other.regions) && !Set(architectures).isDisjoint(with: other.architectures)
      && (other.until.map { from <= $0 } ?? true) && (until.map { other.from <= $0 } ?? true)
  }
}

extension BookReader {
  /// Takes a field that is an object and reads it as a part of the rule.
  fileprivate mutating func part<Part>(
    _ name: String, isRequired: Bool, _ read: (inout BookReader) -> Part?
  ) -> Part? {
    guard let value = value(name, isRequired: isRequired) else { return nil }
    var reader = BookReader(value, path: path(of: name))
    guard reader.violations.isEmpty else {
      take(violationsOf: reader)
      return nil
    }
    let part = read(&reader)
    reader.finish()
    take(violationsOf: reader)
    return part
  }
}

extension InitBilling {
  fileprivate init?(_ reader: inout BookReader) {
    let managedZip = reader.boolean("managed_zip")
    let customZip = reader.boolean("custom_zip")
    let image = reader.boolean("image")
    guard let managedZip, let customZip, let image else { return nil }
    self.init(managedZip: managedZip, customZip: customZip, image: image)
  }
}

extension EphemeralStoragePrice {
  fileprivate init?(_ reader: inout BookReader) {
    let includedMB = reader.integer("included_mb", in: 0...1_000_000)
    let price = reader.price("usd_per_gb_second")
    guard let includedMB, let price else { return nil }
    self.init(includedMB: includedMB, gbSecondPrice: price)
  }
}

extension ProvisionedConcurrencyPrice {
  fileprivate init?(_ reader: inout BookReader) {
    let ready = reader.price("usd_per_gb_second")
    let execution = reader.price("usd_per_gb_second_of_execution")
    guard let ready, let execution else { return nil }
    self.init(gbSecondPrice: ready, executionGBSecondPrice: execution)
  }
}

extension CPUPrice {
  fileprivate init?(_ reader: inout BookReader) {
    let price = reader.price("usd_per_ghz_second")
    var rates: [Int: Double] = [:]
    if let table = reader.value("ghz_by_memory_mb") {
      guard case .object(let entries) = table, !entries.isEmpty else {
        reader.note("ghz_by_memory_mb", "expected an object from memory size to GHz, found \(table.kind)")
        return nil
      }
      for (size, rate) in entries.sorted(by: { $0.key < $1.key }) {
        guard let memoryMB = Int(size), memoryMB > 0, case .number(let ghz) = rate, (0...1_000).contains(ghz)
        else {
          reader.note(
            "ghz_by_memory_mb", "expected MB and GHz, found \"\(size.prefix(20))\" and \(rate.kind)")
          continue
        }
        rates[memoryMB] = ghz
      }
    }
    guard let price else { return nil }
    self.init(ghzSecondPrice: price, ghzByMemoryMB: rates)
  }
}
