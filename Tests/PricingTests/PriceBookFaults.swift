/// A small book of a user's own.
let smallBook = #"""
  {"schema": "sebs-price-book-1", "id": "mine", "provider": "me", "product": "p", "currency": "USD",
   "source": "contract", "references": {"contract": {"url": "https://example.org", "read": "2024-01-31"}},
   "reference_region": "here",
   "metering": [{"from": "2024-01-01", "source": "contract", "time": "wall", "memory": "configured",
    "granularity_ms": 1, "minimum_ms": 5, "memory_granularity_mb": 64,
    "init_billed": {"managed_zip": true, "custom_zip": true, "image": true}}],
   "charges": [{"meter": "memory_gb_seconds", "from": "2024-01-01", "source": "contract", "regions": ["here"],
    "architectures": ["arm64"], "usd": 1e-5}]}
  """#

/// Faults of that book: what is replaced, by what, and the field that is named.
struct BookFault: Sendable, CustomStringConvertible {
  let old: String
  let new: String
  let field: String

  init(_ old: String, _ new: String, _ field: String) {
    self.old = old
    self.new = new
    self.field = field
  }

  var description: String { "\(field): \(new)" }

  /// Faults that the schema shows too.
  static let ofFields = [
    BookFault(#""sebs-price-book-1""#, #""other""#, "schema"),
    BookFault(#""USD""#, #""EUR""#, "currency"),
    BookFault(#""id": "mine""#, #""id": "Mine/../x""#, "id"),
    BookFault(#""product": "p", "#, "", "product"),
    BookFault(#""provider": "me""#, #""provider": 7"#, "provider"),
    BookFault(#"{"url""#, #"{"uri": "x", "url""#, "references.contract.uri"),
    BookFault("https://example.org", "file:///etc", "references.contract.url"),
    BookFault("2024-01-31", "2024-1-31", "references.contract.read"),
    BookFault(#""time": "wall""#, #""until": "soon", "time": "wall""#, "metering[0].until"),
    BookFault(#""wall""#, #""sun""#, "metering[0].time"),
    BookFault(#""configured""#, #""rented""#, "metering[0].memory"),
    BookFault(#""granularity_ms": 1"#, #""granularity_ms": 0"#, "metering[0].granularity_ms"),
    BookFault(#""granularity_ms": 1"#, #""granularity_ms": 0.5"#, "metering[0].granularity_ms"),
    BookFault(#""minimum_ms": 5"#, #""minimum_ms": -1"#, "metering[0].minimum_ms"),
    BookFault(#""minimum_ms": 5"#, #""minimum_ms": 5, "minimun_ms": 5"#, "metering[0].minimun_ms"),
    BookFault(
      #""memory_granularity_mb": 64"#, #""memory_granularity_mb": "64""#, "metering[0].memory_granularity_mb"),
    BookFault(#""image": true"#, #""image": 1"#, "metering[0].init_billed.image"),
    BookFault(#""image": true"#, #""image": null"#, "metering[0].init_billed.image"),
    BookFault(#""memory_gb_seconds""#, #""memory""#, "charges[0].meter"),
    BookFault(#"["here"]"#, "[]", "charges[0].regions"),
    BookFault(#"["here"]"#, #"["here", "here"]"#, "charges[0].regions"),
    BookFault(#"["arm64"]"#, #"["sparc"]"#, "charges[0].architectures"),
    BookFault("1e-5", "-1e-5", "charges[0].usd"),
    BookFault("1e-5", #""1e-5""#, "charges[0].usd"),
    BookFault("1e-5", "1e300", "charges[0].usd"),
    BookFault("1e-5", #"1e-5, "per": 0"#, "charges[0].per"),
    BookFault("1e-5", #"1e-5, "tiers": []"#, "charges[0].tiers"),
    BookFault("1e-5", #"1e-5, "tiers": [{"above": 0, "usd": 1}]"#, "charges[0].tiers[0].above"),
    BookFault("1e-5", #"1e-5, "tiers": [{"above": 1, "usd": 1, "unit": 2}]"#, "charges[0].tiers[0].unit"),
    BookFault("1e-5", #"1e-5, "free_per_month": -1"#, "charges[0].free_per_month"),
    BookFault("1e-5", #"1e-5, "included_mb": 1"#, "charges[0].included_mb"),
    BookFault(#""memory_gb_seconds""#, #""ephemeral_storage_gb_seconds""#, "charges[0].included_mb"),
    BookFault(#""memory_gb_seconds""#, #""processor_ghz_seconds""#, "charges[0].processor_by_memory_mb"),
    BookFault(
      #""memory_gb_seconds""#, #""processor_ghz_seconds", "processor_by_memory_mb": {"x": 1}"#,
      "charges[0].processor_by_memory_mb.x"),
    BookFault(
      #""memory_gb_seconds""#, #""processor_ghz_seconds", "processor_by_memory_mb": {"128": 0}"#,
      "charges[0].processor_by_memory_mb.128"),
    BookFault(#""charges": [{"#, #""charges": [7, {"#, "charges[0]"),
  ]

  /// Faults that only a comparison of fields shows, which is beyond a schema.
  static let ofSense = [
    BookFault("2024-01-31", "2024-02-30", "references.contract.read"),
    BookFault(#""source": "contract", "time""#, #""source": "hearsay", "time""#, "metering[0].source"),
    BookFault(#""source": "contract", "regions""#, #""source": "hearsay", "regions""#, "charges[0].source"),
    BookFault(
      #""source": "contract", "regions""#, #""until": "2023-12-31", "source": "contract", "regions""#,
      "charges[0].until"),
    BookFault(#""reference_region": "here""#, #""reference_region": "there""#, "reference_region"),
    BookFault("1e-5", "1.00000000000001e-5", "charges[0].usd"),
    BookFault(
      "1e-5", #"1e-5, "tiers": [{"above": 2, "usd": 1}, {"above": 2, "usd": 1}]"#, "charges[0].tiers"),
  ]
}
