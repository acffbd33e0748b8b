import Archive
import Foundation
import GRDB
import Measurements
import Testing

@testable import Archive

@Suite struct SQLiteStoreTests {
  let folder: ScratchFolder
  let store: SQLiteStore

  init() throws {
    folder = try ScratchFolder()
    store = try SQLiteStore(path: folder.file())
  }

  private func fullCampaign(_ id: String = "c") -> Campaign {
    var campaign = Campaign(id: id, title: "Title 'µ'", experiment: "perf-cost")
    campaign.createdUnixNanoseconds = 1_700_000_000_123_456_789
    campaign.seed = .max
    campaign.command = ["sebs", "run", "--memory", "128"]
    campaign.toolVersion = "1.0"
    campaign.planJSON = #"{"repetitions": 50}"#
    campaign.environment = ["cpu": "x", "kernel": "6.1"]
    campaign.notices = ["One.", "Two."]
    campaign.sources = [Source(name: "a.json", format: "f", sha256: "00")]
    campaign.ending = "precision reached"
    return campaign
  }

  private func fullConfiguration() -> Measurements.Configuration {
    var configuration = Measurements.Configuration()
    for field in Measurements.Configuration.fields {
      let value: FieldValue
      switch field.access {
      case .integer: value = .integer(7)
      case .real: value = .real(0.1)
      case .text: value = .text("text of \(field.name)")
      case .choice(_, let words): value = .text(words[0])
      }
      _ = field.store(value, in: &configuration)
    }
    return configuration
  }

  @Test func everyFieldComesBack() throws {
    let campaign = fullCampaign()
    try store.save(campaign)
    try store.addRun(id: "r", configuration: fullConfiguration(), toCampaign: "c")
    try store.addRun(id: "empty", configuration: Measurements.Configuration(), toCampaign: "c")
    let records = (0..<5).map { fullRecord(run: "r", sequence: $0) }
    try store.append(records, discarded: ["warm-up": 2], toRun: "r", ofCampaign: "c")
    try store.append([Invocation(runID: "empty")], discarded: [:], toRun: "empty", ofCampaign: "c")
    let expected = DataSet(
      campaign: campaign,
      runs: [
        Run(id: "r", configuration: fullConfiguration(), invocations: records, discarded: ["warm-up": 2]),
        Run(
          id: "empty", configuration: Measurements.Configuration(), invocations: [Invocation(runID: "empty")]),
      ])
    #expect(try store.load(campaign: "c") == expected)
    let reopened = try SQLiteStore(path: folder.file())
    #expect(try reopened.load(campaign: "c") == expected)
    #expect(try reopened.verify() == [])
  }

  @Test func callsAreLoadedByTheirSequence() throws {
    try store.save(fullCampaign())
    try store.addRun(id: "r", configuration: Measurements.Configuration(), toCampaign: "c")
    var unnumbered = Invocation(runID: "r")
    unnumbered.requestID = "last"
    try store.append([unnumbered], discarded: [:], toRun: "r", ofCampaign: "c")
    for sequence in [3, 0, 2, 1] {
      try store.append(
        [smallRecord(run: "r", batch: 0, sequence: sequence)], discarded: ["late": 1], toRun: "r",
        ofCampaign: "c")
    }
    let run = try #require(try store.load(campaign: "c").runs.first)
    #expect(run.invocations.map(\.sequence) == [0, 1, 2, 3, nil])
    #expect(run.discarded == ["late": 4])
  }

  @Test func savingAgainReplacesTheDescriptionAndKeepsTheRuns() throws {
    try store.save(fullCampaign())
    try store.addRun(id: "r", configuration: fullConfiguration(), toCampaign: "c")
    var changed = Campaign(id: "c", title: "New", experiment: "import")
    changed.ending = "time budget spent"
    try store.save(changed)
    let loaded = try store.load(campaign: "c")
    #expect(loaded.campaign == changed)
    #expect(loaded.runs.count == 1)
  }

  @Test func aRunIsAddedOnceAndOnlyWithOneConfiguration() throws {
    try store.save(fullCampaign())
    try store.addRun(id: "r", configuration: fullConfiguration(), toCampaign: "c")
    try store.addRun(id: "r", configuration: fullConfiguration(), toCampaign: "c")
    var other = fullConfiguration()
    other.memoryMB = 256
    #expect(throws: ArchiveError.runDiffers(id: "r", field: "memory_mb")) {
      try store.addRun(id: "r", configuration: other, toCampaign: "c")
    }
    #expect(try store.load(campaign: "c").runs.count == 1)
  }

  @Test func campaignsAreListedNewestFirst() throws {
    for (id, created) in [("old", 1), ("new", 3), ("undated", nil), ("middle", 2)] as [(String, Int?)] {
      var campaign = Campaign(id: id, title: "", experiment: "x")
      campaign.createdUnixNanoseconds = created
      try store.save(campaign)
    }
    try store.addRun(id: "a", configuration: Measurements.Configuration(), toCampaign: "new")
    try store.addRun(id: "b", configuration: Measurements.Configuration(), toCampaign: "new")
    try store.append([Invocation(runID: "a")], discarded: [:], toRun: "a", ofCampaign: "new")
    let summaries = try store.campaigns()
    #expect(summaries.map(\.campaign.id) == ["new", "middle", "old", "undated"])
    #expect(summaries.first?.runs == 2 && summaries.first?.invocations == 1)
  }

  @Test func deletingTakesRunsAndCallsAlong() throws {
    for id in ["c", "other"] {
      try store.save(fullCampaign(id))
      try store.addRun(id: "r", configuration: Measurements.Configuration(), toCampaign: id)
      try store.append([Invocation(runID: "r")], discarded: [:], toRun: "r", ofCampaign: id)
    }
    try store.delete(campaign: "c")
    #expect(try store.campaigns().map(\.campaign.id) == ["other"])
    let counts = try store.pool.read { database in
      try ["run", "invocation"].map { try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)") }
    }
    #expect(counts == [1, 1])
    #expect(throws: ArchiveError.unknownCampaign(id: "c")) { try store.delete(campaign: "c") }
    #expect(throws: ArchiveError.unknownCampaign(id: "c")) { try store.load(campaign: "c") }
  }

  @Test func whatCannotBeStoredIsRefusedAndLeavesNothingBehind() throws {
    try store.save(fullCampaign())
    try store.addRun(id: "r", configuration: Measurements.Configuration(), toCampaign: "c")
    var notANumber = Invocation(runID: "r")
    notANumber.costUSD = .nan
    var infinite = Invocation(runID: "r")
    infinite.measurements["x"] = Measurement(value: .infinity, unit: "1")
    var zeroByte = Invocation(runID: "r")
    zeroByte.message = "a\0b"
    for record in [notANumber, infinite, zeroByte, Invocation(runID: "other")] {
      #expect(throws: ArchiveError.self) {
        try store.append([Invocation(runID: "r"), record], discarded: ["x": 1], toRun: "r", ofCampaign: "c")
      }
    }
    #expect(throws: ArchiveError.unknownRun(id: "s", campaign: "c")) {
      try store.append([Invocation(runID: "s")], discarded: [:], toRun: "s", ofCampaign: "c")
    }
    #expect(throws: ArchiveError.unknownCampaign(id: "d")) {
      try store.addRun(id: "r", configuration: Measurements.Configuration(), toCampaign: "d")
    }
    let run = try #require(try store.load(campaign: "c").runs.first)
    #expect(run.invocations.isEmpty && run.discarded.isEmpty)
  }

  @Test func theTablesHaveAColumnForEachField() throws {
    try store.pool.read { database in
      for (table, fields) in [
        ("run", Measurements.Configuration.fields.map { ($0.name, $0.type) }),
        ("invocation", Invocation.fields.map { ($0.name, $0.type) }),
      ] {
        let columns = try database.columns(in: table).map { ($0.name, $0.type) }
        for (name, type) in fields {
          #expect(columns.contains { $0.0 == name && $0.1 == type }, "\(table).\(name)")
        }
        let own = ["run_key", "campaign_key", "id", "kept", "discarded", "invocation_key", "measurements"]
        #expect(columns.filter { !own.contains($0.0) }.count == fields.count)
      }
    }
  }

  @Test func commitsAreSynchronisedFully() throws {
    let modes = try store.pool.writeWithoutTransaction { database in
      (
        try Int.fetchOne(database, sql: "PRAGMA synchronous"),
        try String.fetchOne(database, sql: "PRAGMA journal_mode"),
        try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
      )
    }
    #expect(modes.0 == 2 && modes.1 == "wal" && modes.2 == 1)
  }

  @Test func manyRecordsAreStoredAndLoaded() throws {
    try store.save(fullCampaign())
    try store.addRun(id: "r", configuration: Measurements.Configuration(), toCampaign: "c")
    let records = (0..<65_000).map { smallRecord(run: "r", batch: $0 / 10, sequence: $0) }
    let clock = ContinuousClock()
    let writing = try clock.measure {
      try store.append(records, discarded: [:], toRun: "r", ofCampaign: "c")
    }
    var loaded: DataSet?
    let reading = try clock.measure { loaded = try store.load(campaign: "c") }
    print("65,000 records: written in \(writing), read in \(reading)")
    #expect(loaded?.runs.first?.invocations == records)
  }

  @Test func readersSeeWholeBatchesWhileAWriterAppends() async throws {
    try store.save(fullCampaign())
    try store.addRun(id: "r", configuration: Measurements.Configuration(), toCampaign: "c")
    let reader = try SQLiteStore(path: folder.file())
    let store = store
    let writer = Task.detached {
      for batch in 0..<60 {
        let records = (0..<10).map { smallRecord(run: "r", batch: batch, sequence: batch * 10 + $0) }
        try store.append(records, discarded: [:], toRun: "r", ofCampaign: "c")
      }
    }
    var last = 0
    while last < 600 {
      let run = try #require(try reader.load(campaign: "c").runs.first)
      #expect(run.invocations.count % 10 == 0 && run.invocations.count >= last)
      #expect(run.invocations.map(\.sequence) == (0..<run.invocations.count).map { $0 })
      last = run.invocations.count
      await Task.yield()
    }
    try await writer.value
  }

  @Test func twoWritersWaitForEachOther() async throws {
    try store.save(fullCampaign())
    let other = try SQLiteStore(path: folder.file())
    let stores = [store, other]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, store) in stores.enumerated() {
        group.addTask {
          let run = "r\(number)"
          try store.addRun(id: run, configuration: Measurements.Configuration(), toCampaign: "c")
          for batch in 0..<30 {
            try store.append(
              [smallRecord(run: run, batch: batch, sequence: batch)], discarded: [:], toRun: run,
              ofCampaign: "c")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try store.load(campaign: "c").runs.map(\.invocations.count) == [30, 30])
  }
}

extension Field {
  fileprivate var type: String {
    switch access {
    case .integer: "INTEGER"
    case .real: "REAL"
    case .text, .choice: "TEXT"
    }
  }
}
