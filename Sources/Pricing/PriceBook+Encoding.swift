// A book is written in the format that it is read in, as a template for a book of one's own.

extension PriceBook: Encodable {
  private enum CodingKeys: String, CodingKey {
    case schema, id, provider, product, currency, source, references, notes
    case referenceRegion = "reference_region"
    case metering, charges
  }

  /// Writes the book in the format of ``schema``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schema, forKey: .schema)
    try container.encode(id, forKey: .id)
    try container.encode(provider, forKey: .provider)
    try container.encode(product, forKey: .product)
    try container.encode("USD", forKey: .currency)
    try container.encode(source, forKey: .source)
    try container.encode(references, forKey: .references)
    if !notes.isEmpty { try container.encode(notes, forKey: .notes) }
    try container.encode(referenceRegion, forKey: .referenceRegion)
    try container.encode(metering, forKey: .metering)
    try container.encode(charges, forKey: .charges)
  }
}

extension BookReference: Encodable {
  private enum CodingKeys: CodingKey { case url, read }

  /// Writes address and day.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(url, forKey: .url)
    try container.encode("\(read)", forKey: .read)
  }
}

extension Metering: Encodable {
  private enum CodingKeys: String, CodingKey {
    case from, until, source, time, memory
    case granularityMilliseconds = "granularity_ms"
    case minimumMilliseconds = "minimum_ms"
    case memoryGranularityMB = "memory_granularity_mb"
    case initBilling = "init_billed"
  }

  /// Writes the fields of ``PriceBook/schema``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("\(validity.from)", forKey: .from)
    try container.encodeIfPresent(validity.until.map { "\($0)" }, forKey: .until)
    try container.encode(source, forKey: .source)
    try container.encode(time, forKey: .time)
    try container.encode(memory, forKey: .memory)
    try container.encode(granularityMilliseconds, forKey: .granularityMilliseconds)
    try container.encode(minimumMilliseconds, forKey: .minimumMilliseconds)
    try container.encode(memoryGranularityMB, forKey: .memoryGranularityMB)
    try container.encode(initBilling, forKey: .initBilling)
  }
}

extension Charge: Encodable {
  private enum CodingKeys: String, CodingKey {
    case meter, from, until, source, regions, architectures, usd, per, tiers
    case freePerMonth = "free_per_month"
    case includedMB = "included_mb"
    case processors = "processor_by_memory_mb"
  }

  /// Writes the fields of ``PriceBook/schema``, without those that have their default.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(meter, forKey: .meter)
    try container.encode("\(validity.from)", forKey: .from)
    try container.encodeIfPresent(validity.until.map { "\($0)" }, forKey: .until)
    try container.encode(source, forKey: .source)
    try container.encode(regions, forKey: .regions)
    try container.encode(architectures, forKey: .architectures)
    try container.encode(price, forKey: .usd)
    if per != 1 { try container.encode(per, forKey: .per) }
    if !tiers.isEmpty { try container.encode(tiers, forKey: .tiers) }
    if freePerMonth != 0 { try container.encode(freePerMonth, forKey: .freePerMonth) }
    if meter == .ephemeralStorage { try container.encode(includedMB, forKey: .includedMB) }
    if meter == .clockRate || meter == .virtualProcessors {
      let pairs = processorThousandths.map { ("\($0.key)", Double($0.value) / 1_000) }
      try container.encode(Dictionary(uniqueKeysWithValues: pairs), forKey: .processors)
    }
  }
}

extension PriceTier: Encodable {
  private enum CodingKeys: String, CodingKey { case above, usd }

  /// Writes quantity and price.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(above, forKey: .above)
    try container.encode(price, forKey: .usd)
  }
}
