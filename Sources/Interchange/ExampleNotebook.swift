import Measurements

/// The notebook that comes with exported tables: it reads them and gives the median of each run with an
/// interval, with nothing but Python's standard library.
enum ExampleNotebook {
  /// The notebook in nbformat 4.5, without outputs.
  static var bytes: [UInt8] {
    let notebook: JSONTree = .object([
      ("cells", .array(cells.enumerated().map { cell(number: $0.offset, $0.element) })),
      (
        "metadata",
        .object([
          (
            "kernelspec",
            .object([
              ("display_name", .text("Python 3")), ("language", .text("python")), ("name", .text("python3")),
            ])
          ),
          ("language_info", .object([("name", .text("python"))])),
        ])
      ),
      ("nbformat", .number("4")), ("nbformat_minor", .number("5")),
    ])
    return Array(notebook.text.utf8)
  }

  private enum Cell {
    case text(String)
    case code(String)
  }

  private static func cell(number: Int, _ cell: Cell) -> JSONTree {
    let source = { (text: String) in
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      return JSONTree.array(
        lines.enumerated().map { .text($0.offset + 1 < lines.count ? $0.element + "\n" : String($0.element)) }
      )
    }
    let id: (String, JSONTree) = ("id", .text("cell-\(number)"))
    switch cell {
    case .text(let text):
      return .object([
        ("cell_type", .text("markdown")), id, ("metadata", .object([])), ("source", source(text)),
      ])
    case .code(let code):
      return .object([
        ("cell_type", .text("code")), ("execution_count", .null), id, ("metadata", .object([])),
        ("outputs", .array([])), ("source", source(code)),
      ])
    }
  }

  private static let cells: [Cell] = [
    .text(
      """
      # Medians with intervals

      Each data set has two tables: `runs.csv` says what was held fixed, `invocations.csv` has one row for each call and
      refers to its run by number. `datapackage.json` and `data-dictionary.md` explain every column.

      Calls of one batch were made together and are not independent. The interval below therefore draws whole batches, with
      replacement (cluster bootstrap, percentiles). Runs with fewer than ten batches get no interval: it would be too narrow.
      """),
    .code(
      """
      import csv
      import json
      import pathlib
      import random

      folder = pathlib.Path(".")
      package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
      names = sorted({resource["path"].split("/")[0] for resource in package["resources"]})


      def table(path):
          with open(folder / path, newline="", encoding="utf-8") as file:
              return list(csv.DictReader(file))


      data = {name: (table(f"{name}/runs.csv"), table(f"{name}/invocations.csv")) for name in names}
      for name, (runs, invocations) in data.items():
          print(f"{name}: {len(runs)} runs, {len(invocations)} invocations")
      """),
    .code(
      """
      def weighted_median(ordered, weights):
          # ordered: (value, batch) by value; weights: how often each batch was drawn.
          total = sum(weights[batch] for _, batch in ordered)
          seen, lower = 0, None
          for value, batch in ordered:
              if not weights[batch]:
                  continue
              seen += weights[batch]
              if lower is not None:
                  return (lower + value) / 2
              if 2 * seen == total:
                  lower = value
              elif 2 * seen > total:
                  return value
          raise ValueError("no values")


      def median_with_interval(pairs, level=0.95, resamples=400, seed=1):
          ordered = sorted(pairs)
          batches = sorted({batch for _, batch in ordered})
          estimate = weighted_median(ordered, dict.fromkeys(batches, 1))
          if len(batches) < 10:
              return estimate, None, len(batches)
          generator = random.Random(seed)
          medians = []
          for _ in range(resamples):
              weights = dict.fromkeys(batches, 0)
              for batch in generator.choices(batches, k=len(batches)):
                  weights[batch] += 1
              medians.append(weighted_median(ordered, weights))
          medians.sort()
          tail = (1 - level) / 2
          low = medians[round(tail * (resamples - 1))]
          high = medians[round((1 - tail) * (resamples - 1))]
          return estimate, (low, high), len(batches)
      """),
    .code(
      """
      durations = ["client_us", "provider_us", "function_us", "init_us"]

      for name, (runs, invocations) in data.items():
          column = next((c for c in durations if invocations and c in invocations[0]), None)
          if column is None:
              print(f"{name}: no duration to summarise")
              continue
          calls = {}
          for number, row in enumerate(invocations):
              # Labels that are the same for a whole run stand in the table of runs.
              status = row.get("status") or runs[int(row["run"])].get("status")
              if status == "ok" and row[column]:
                  # A call without a batch is a batch of its own.
                  batch = row.get("batch") or f"call {number}"
                  calls.setdefault(row["run"], []).append((int(row[column]), batch))
          print(f"\\n{name}: median of {column} in ms")
          for run in runs:
              pairs = calls.get(run["run"], [])
              if not pairs:
                  continue
              estimate, interval, batches = median_with_interval(pairs)
              shown = "too few batches" if interval is None else f"{interval[0] / 1000:.2f} to {interval[1] / 1000:.2f}"
              print(f"{run['run_id']:45} {estimate / 1000:10.2f}  [{shown}]  {len(pairs)} calls, {batches} batches")
      """),
  ]
}
