import Measurements

extension PriceBook {
  /// Name of the schema that ``init(json:file:)`` reads.
  public static let schema = "sebs-price-book-1"
  /// Largest file of a book that is read, in bytes.
  public static let maximumBytes = 1 << 20

  /// Reads and checks a book.
  ///
  /// - Parameters:
  ///   - json: The file, at most ``maximumBytes``.
  ///   - file: Its name, for messages.
  /// - Throws: ``PricingError`` with file, line, column, field and remedy of everything that is wrong.
  public init(json: [UInt8], file: String) throws(PricingError) {
    guard json.count <= Self.maximumBytes else {
      throw PricingError(.invalidBook, "\(file): the price book is larger than \(Self.maximumBytes) bytes")
    }
    let document: JSONValue
    do {
      document = try json.withUnsafeBufferPointer { bytes throws(InterchangeError) in
        try JSONValue(parsing: bytes, range: 0..<bytes.count, file: file)
      }
    } catch {
      throw PricingError(.invalidBook, "\(error)")
    }
    var top = BookReader(document, path: "", file: file)
    let book = top.violations.isEmpty ? Self.read(&top) : nil
    guard let book, top.violations.isEmpty else {
      throw PricingError(
        .invalidBook,
        "\(file) breaks the schema \(Self.schema); mend these places (sebs list prices --json shows books that are valid):",
        violations: top.violations)
    }
    self = book
  }

  private static func read(_ top: inout BookReader) -> PriceBook? {
    if let schema = top.text("schema"), schema != Self.schema {
      top.note("schema", "expected \"\(Self.schema)\"")
    }
    if let currency = top.text("currency"), currency != "USD" { top.note("currency", "expected \"USD\"") }
    let id = top.text("id")
    let isName = id?.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
    if isName == false { top.note("id", "expected lower-case letters, digits and hyphens") }
    let provider = top.text("provider")
    let product = top.text("product")
    let source = top.text("source")
    var references: [String: BookReference] = [:]
    let names = top.part("references") { reader -> Set<String> in
      for name in reader.members.map(\.key) { references[name] = reader.part(name, BookReference.init) }
      if reader.members.isEmpty { reader.note("", "expected one reference at least") }
      return Set(reader.members.map(\.key))
    }
    let notes = top.texts("notes", isRequired: false) ?? []
    let referenceRegion = top.text("reference_region")
    let metering = top.list("metering") { Metering(&$0, references: names) }
    let charges = top.list("charges") { Charge(&$0, references: names) }
    top.finish()
    guard top.violations.isEmpty, let id, let provider, let product, let source, let referenceRegion else {
      return nil
    }
    let book = PriceBook(
      id: id, provider: provider, product: product, source: source, references: references, notes: notes,
      referenceRegion: referenceRegion, metering: metering, charges: charges)
    book.check(&top)
    return book
  }

  /// Checks what no field shows by itself.
  private func check(_ top: inout BookReader) {
    if !regions.contains(referenceRegion) {
      top.note("reference_region", "no charge for computing holds in this region")
    }
    for (index, later) in metering.enumerated() {
      for (other, earlier) in metering[..<index].enumerated() where earlier.validity.overlaps(later.validity)
      {
        top.note("metering", "metering[\(index)] holds on a day of metering[\(other)] too")
      }
    }
    for (index, later) in charges.enumerated() {
      for (other, earlier) in charges[..<index].enumerated() where earlier.overlaps(later) {
        top.note(
          "charges", "charges[\(index)] holds for a day, region and architecture of charges[\(other)] too")
      }
    }
  }
}

extension BookReference {
  fileprivate init?(_ reader: inout BookReader) {
    let url = reader.text("url")
    if let url, !url.hasPrefix("https://") {
      reader.note("url", "expected an address that begins with https://")
    }
    guard let url, let read = reader.date("read") else { return nil }
    self.init(url: url, read: read)
  }
}

extension Validity {
  fileprivate init?(_ reader: inout BookReader) {
    let from = reader.date("from")
    let until = reader.date("until", isRequired: false)
    if let from, let until, until < from { reader.note("until", "lies before \"from\"") }
    guard let from else { return nil }
    self.init(from: from, until: until)
  }
}

extension BookReader {
  /// Takes the name of a reference; `nil` stands for references that could not be read.
  fileprivate mutating func source(_ references: Set<String>?) -> String? {
    guard let name = text("source") else { return nil }
    if references?.contains(name) == false { note("source", "is not the name of a reference of this book") }
    return name
  }
}

extension Metering {
  fileprivate init?(_ reader: inout BookReader, references: Set<String>?) {
    let validity = Validity(&reader)
    let source = reader.source(references)
    let granularity = reader.integer("granularity_ms", in: 1...60_000)
    let minimum = reader.integer("minimum_ms", in: 0...60_000)
    let time: BilledTime? = reader.word("time")
    let memory: BilledMemory? = reader.word("memory")
    let step = reader.integer("memory_granularity_mb", in: 1...65_536)
    let initBilling = reader.part("init_billed", InitBilling.init)
    guard let validity, let source, let granularity, let minimum, let time, let memory, let step,
      let initBilling
    else { return nil }
    self.init(
      validity: validity, source: source, granularityMilliseconds: granularity, minimumMilliseconds: minimum,
      time: time, memory: memory, memoryGranularityMB: step, initBilling: initBilling)
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

extension Charge {
  fileprivate init?(_ reader: inout BookReader, references: Set<String>?) {
    let meter: Meter? = reader.word("meter")
    let validity = Validity(&reader)
    let source = reader.source(references)
    let regions = reader.texts("regions")
    let architectures = reader.texts("architectures")?.compactMap { word -> Architecture? in
      let architecture = Architecture(rawValue: word)
      if architecture == nil {
        reader.note("architectures", "expected x86_64 or arm64, found \"\(word.prefix(40))\"")
      }
      return architecture
    }
    let price = reader.price("usd")
    let per = reader.integer("per", in: 1...1_000_000_000, default: 1)
    let tiers = reader.list("tiers", isRequired: false, PriceTier.init)
    if zip(tiers, tiers.dropFirst()).contains(where: { $0.above >= $1.above }) {
      reader.note("tiers", "must stand in rising order of \"above\"")
    }
    let free = reader.integer("free_per_month", in: 0...1_000_000_000_000, default: 0)
    var included: Int? = 0
    if meter == .ephemeralStorage { included = reader.integer("included_mb", in: 0...1_000_000) }
    var processors: [Int: Int] = [:]
    if meter == .clockRate || meter == .virtualProcessors {
      processors = reader.part("processor_by_memory_mb", Self.processors) ?? [:]
    }
    guard let meter, let validity, let source, let regions, let architectures, let price, let per, let free,
      let included
    else { return nil }
    self.init(
      meter: meter, validity: validity, regions: regions, architectures: architectures, source: source,
      price: price, per: per, tiers: tiers, freePerMonth: free, includedMB: included,
      processorThousandths: processors)
  }

  private static func processors(_ reader: inout BookReader) -> [Int: Int] {
    var processors: [Int: Int] = [:]
    for member in reader.members {
      _ = reader.value(member.key)
      guard let memoryMB = Int(member.key), memoryMB > 0, "\(memoryMB)" == member.key,
        let share = member.value.double, share > 0, share <= 1_000,
        let thousandths = Int(exactly: (1_000 * share).rounded()), thousandths > 0
      else {
        reader.note(
          member.key,
          "expected a memory size in MB and a number of GHz or processors up to 1000 with at most 3 decimals, found \(member.value.summary)"
        )
        continue
      }
      processors[memoryMB] = thousandths
    }
    return processors
  }
}

extension PriceTier {
  fileprivate init?(_ reader: inout BookReader) {
    let above = reader.integer("above", in: 1...1_000_000_000_000)
    guard let price = reader.price("usd"), let above else { return nil }
    self.init(above: above, price: price)
  }
}
