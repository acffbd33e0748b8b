// Appends batches of a simulated campaign until it is killed and prints each batch that was acknowledged.
// The tests of Archive kill it at random moments and look at what is left.
import Archive
import Glibc
import Measurements

/// Prints at once, since what a buffer holds dies with the process.
func report(_ line: String) {
  print(line)
  fflush(nil)
}

guard CommandLine.arguments.count == 2 else {
  report("usage: ArchiveKillProbe <store>")
  exit(2)
}
let store = try SQLiteStore(path: CommandLine.arguments[1])
try store.save(Campaign(id: "probe", title: "Probe", experiment: "test"))
try store.addRun(id: "run", configuration: Configuration(), toCampaign: "probe")
var sequence = 0
for batch in 0..<1_000_000 {
  // Sizes vary, so that a test can tell whether a batch is complete.
  let records = (0..<1 + batch * 7 % 40).map { position in
    var record = Invocation(runID: "run")
    record.batch = batch
    record.sequence = sequence + position
    record.clientMicroseconds = 1000 + position
    record.measurements["position"] = Measurement(value: Double(position), unit: "1")
    return record
  }
  try store.append(records, discarded: ["warm-up": 1], toRun: "run", ofCampaign: "probe")
  sequence += records.count
  report("\(batch)")
}
