import Analysis
import ArgumentParser
import Measurements
import Pricing
import Reports
import Statistics

/// `sebs bill`: what the money is for, then and now, and against a rented machine.
struct BillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bill",
    abstract:
      "Prints the bill of a million calls: its lines, what rounding adds, earlier prices, a rented machine.",
    discussion: """
      Every call is rounded and priced by itself, so that the lines are means over calls, not prices of a typical one.
      The page that `sebs report` and `sebs tune` write has the same tables.

      Examples:
        sebs bill sweep.json --prices aws-lambda@2020-06-01
        sebs bill workflow.jsonl --per-call transitions=0.35,storage_reads=2,egress_bytes=recorded
        sebs bill sweep.json --where runtime=rust --machine t2.micro,0.0116,216ms --json
      """)

  @OptionGroup var data: DataArguments
  @OptionGroup var analysis: AnalysisOptions
  @OptionGroup var store: StoreOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let dataSet = try data.load(store: store)
    let (prices, options) = try analysis.request.resolved(for: dataSet)
    let study = try AnalysedData(dataSet, prices: prices, options: options).study
    guard !study.bills.isEmpty else {
      throw UsageError(
        "No call can be priced: calls need a memory size, a provider or function time, and prices (see --prices)."
      )
    }
    if json { return try Terminal.outputJSON(study.bills) }
    let bills = study.bills
    let tables = [lines(bills), thenAndNow(bills)] + (study.options.machine == nil ? [] : [breakEven(bills)])
    Terminal.output(
      tables.map { Terminal.table($0, numeric: Set(1..<($0.first?.count ?? 1))) }.joined(separator: "\n"))
    if let applied = study.prices {
      Terminal.say("Prices: \(applied.rule) (\(applied.book) at \(applied.date)).")
    }
  }

  private func money(_ value: Double) -> String { NumberText.fixed(value, decimals: 4) }

  private func percent(_ share: Double?) -> String {
    share.map { NumberText.percent($0, decimals: 2) } ?? "–"
  }

  private func lines(_ bills: [GroupBill]) -> [[String]] {
    let kinds = BillLine.Kind.allCases.filter { kind in bills.contains { $0.dollars(kind) > 0 } }
    return [["USD A MILLION"] + kinds.map { $0.title.uppercased() } + ["TOTAL", "ROUNDING ADDS"]]
      + bills.map { bill in
        [bill.label] + kinds.map { money(bill.dollars($0)) }
          + [money(bill.dollarsPerMillion), percent(bill.roundingShare)]
      }
  }

  private func thenAndNow(_ bills: [GroupBill]) -> [[String]] {
    let days = Set(bills.flatMap { $0.history.map(\.date) }).sorted()
    return [["USD A MILLION BY THE PRICES SINCE"] + days]
      + bills.map { bill in
        [bill.label]
          + days.map { day in bill.history.last { $0.date <= day }.map { money($0.dollarsPerMillion) } ?? "–"
          }
      }
  }

  private func breakEven(_ bills: [GroupBill]) -> [[String]] {
    [["MACHINE AGAINST", "EQUAL AT CALLS AN HOUR", "OF ITS CAPACITY", "CHEAPER"]]
      + bills.compactMap { bill in
        bill.breakEven.map { breakEven in
          let decimals = NumberText.decimals(of: breakEven.callsPerHour, interval: breakEven.interval)
          let calls = NumberText.fixed(breakEven.callsPerHour, decimals: decimals)
          let interval = NumberText.interval(breakEven.interval, decimals: decimals).map { " \($0)" } ?? ""
          return [
            bill.label, calls + interval, percent(breakEven.utilisation), breakEven.verdict.words,
          ]
        }
      }
  }
}
