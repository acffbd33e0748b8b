/// A call that draws a kind from a table of the gallery.
public struct FigureExample: Sendable, Hashable {
  /// The table's name, without its ending.
  public let table: String
  /// Columns by role.
  public let columns: [String: String]

  /// The words of a command line, from the kind to the columns.
  public let arguments: String
}

extension FigureKind {
  /// A call that draws this kind; its table is in `fixtures/gallery`.
  public var example: FigureExample {
    let (table, columns) = Self.examples[name] ?? Self.distribution
    let words = columns.sorted { $0.key < $1.key }.map { " --column \($0.key)=\($0.value)" }.joined()
    return FigureExample(
      table: table, columns: columns, arguments: "--chart \(name) --data \(table).csv\(words)")
  }

  private static let distribution = (
    "cold_warm", ["value": "latency_ms", "category": "memory_mb", "group": "state"]
  )

  private static let examples: [String: (String, [String: String])] = [
    "tail": ("warm_latency", ["value": "latency_ms", "group": "platform"]),
    "tails": ("warm_latency", ["value": "latency_ms", "group": "platform"]),
    "percentiles": ("warm_latency", ["value": "latency_ms", "group": "platform"]),
    "ecdf": ("before_after", ["value": "latency_ms", "group": "version"]),
    "convergence": ("outliers", ["value": "latency_ms"]),
    "shift": ("before_after", ["value": "latency_ms", "group": "version"]),
    "forest": ("effects", ["label": "function"]),
    "pareto": (
      "cost_perf",
      ["time": "p95_ms", "cost": "usd_per_million", "size": "memory_mb", "group": "platform"]
    ),
    "cost-memory": (
      "cost_perf", ["memory": "memory_mb", "value": "usd_per_million", "group": "platform"]
    ),
    "time-series": ("hourly_p95", ["value": "p95_ms"]),
    "calendar": ("hourly_p95", ["value": "p95_ms"]),
    "heat-map": ("cold_warm", ["x": "memory_mb", "y": "state", "value": "latency_ms"]),
    "outliers": ("outliers", ["time": "t_s", "value": "latency_ms", "cause": "class"]),
    "waterfall": ("trace", ["start": "start_ms", "duration": "dur_ms"]),
    "causes": ("outlier_causes", ["row": "platform"]),
    "flame": ("stacks", ["value": "self_ms"]),
    "workflow": ("calls", ["label": "ms"]),
    "eviction": ("eviction", ["idle": "idle_min", "group": "platform"]),
    "survival": ("outliers", ["time": "latency_ms"]),
    "acf": ("hourly_p95", ["value": "p95_ms"]),
    "qq": ("before_after", ["value": "latency_ms"]),
    "batches": ("cold_warm", ["value": "latency_ms", "batch": "memory_mb", "group": "state"]),
  ]
}
