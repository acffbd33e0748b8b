import Foundation
import GRDB
import Measurements
import Testing

@testable import Archive

@Suite struct DamageTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func error(opening path: String) -> ArchiveError? {
    do throws(ArchiveError) {
      _ = try SQLiteStore(path: path)
      return nil
    } catch {
      return error
    }
  }

  private func filledStore(records: Int = 200) throws -> SQLiteStore {
    let store = try SQLiteStore(path: folder.file())
    try store.save(Campaign(id: "c", title: "", experiment: "x"))
    try store.addRun(id: "r", configuration: Measurements.Configuration(), toCampaign: "c")
    try store.append(
      (0..<records).map { smallRecord(run: "r", batch: 0, sequence: $0) }, discarded: [:], toRun: "r",
      ofCampaign: "c")
    return store
  }

  @Test func placesThatCannotHoldAStoreAreNamed() throws {
    #expect(error(opening: folder.path) == .isFolder(path: folder.path))
    #expect(
      error(opening: folder.file("none/store.sqlite"))
        == .folderMissing(path: folder.file("none/store.sqlite")))
    try Data("text".utf8).write(to: URL(filePath: folder.file("plain")))
    guard case .notPermitted = error(opening: folder.file("plain/store.sqlite")) else {
      Issue.record("a file was taken for a folder")
      return
    }
    guard case .notPermitted = error(opening: "/proc/self/store.sqlite") else {
      Issue.record("a store in /proc was made")
      return
    }
  }

  @Test func filesOfOthersAreRefusedAndLeftAlone() throws {
    let text = Data(String(repeating: "no database ", count: 200).utf8)
    try text.write(to: URL(filePath: folder.file("text")))
    #expect(error(opening: folder.file("text")) == .notADatabase(path: folder.file("text")))
    let foreign = folder.file("foreign.sqlite")
    try DatabaseQueue(path: foreign).write {
      try $0.execute(sql: "CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    }
    let before = try Data(contentsOf: URL(filePath: foreign))
    #expect(error(opening: foreign) == .foreignDatabase(path: foreign))
    #expect(try Data(contentsOf: URL(filePath: foreign)) == before)
    #expect(try Data(contentsOf: URL(filePath: folder.file("text"))) == text)
  }

  @Test func anEmptyFileBecomesAStore() throws {
    try Data().write(to: URL(filePath: folder.file()))
    #expect(error(opening: folder.file()) == nil)
  }

  @Test func aStoreOfANewerProgramIsRefused() throws {
    let path = folder.file()
    try SQLiteStore(path: path).pool.write { try $0.execute(sql: "PRAGMA user_version = 99") }
    #expect(error(opening: path) == .newerVersion(path: path, version: 99, known: SQLiteMigration.all.count))
  }

  @Test func damageInTheFileIsFound() throws {
    let path = folder.file()
    do {
      let store = try filledStore(records: 2000)
      _ = try store.pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      try store.pool.close()
    }
    var bytes = try Data(contentsOf: URL(filePath: path))
    let middle = bytes.count / 2
    for position in middle..<(middle + 8192) { bytes[position] = UInt8(truncatingIfNeeded: position &* 31) }
    try bytes.write(to: URL(filePath: path))
    let found: [String]
    do throws(ArchiveError) {
      found = try SQLiteStore(path: path).verify()
    } catch {
      found = [error.description]
    }
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.hasPrefix("structure") || $0.contains("damaged") }, "\(found)")
  }

  @Test func contradictionsInTheTablesAreFound() throws {
    let store = try filledStore()
    #expect(try store.verify() == [])
    try store.pool.writeWithoutTransaction { database in
      try database.execute(
        sql: """
          PRAGMA foreign_keys = OFF;
          DELETE FROM invocation WHERE "sequence" = 5;
          UPDATE invocation SET "sequence" = 8 WHERE "sequence" = 7;
          UPDATE invocation SET measurements = '{"a":' WHERE "sequence" = 9;
          UPDATE invocation SET "start" = 'tepid' WHERE "sequence" = 10;
          UPDATE invocation SET run_key = 77 WHERE "sequence" = 11;
          UPDATE run SET discarded = 'none';
          PRAGMA foreign_keys = ON;
          """)
    }
    let problems = try store.verify()
    for (kind, part) in [
      ("reference", "missing run"), ("order", "sequence 8 2 times"),
      ("count", "should have 200 calls and has 198"),
      ("record: run 'r'", ""), ("record: invocation 10", ""), ("record: invocation 11", "tepid"),
    ] {
      #expect(
        problems.contains { $0.hasPrefix(kind) && (part.isEmpty || $0.contains(part)) },
        "\(kind): \(problems)")
    }
    #expect(problems.count == 6)
    #expect(throws: ArchiveError.self) { try store.load(campaign: "c") }
  }

  @Test func aFullDiskKeepsWhatWasAcknowledged() throws {
    let path = folder.file()
    let store = try SQLiteStore(path: path, maximumPages: 60)
    try store.save(Campaign(id: "c", title: "", experiment: "x"))
    try store.addRun(id: "r", configuration: Measurements.Configuration(), toCampaign: "c")
    var acknowledged = 0
    var failure: ArchiveError?
    while failure == nil, acknowledged < 1000 {
      do throws(ArchiveError) {
        try store.append(
          (0..<50).map { smallRecord(run: "r", batch: acknowledged, sequence: acknowledged * 50 + $0) },
          discarded: [:], toRun: "r", ofCampaign: "c")
        acknowledged += 1
      } catch {
        failure = error
      }
    }
    #expect(failure == .diskFull(path: path))
    #expect(acknowledged > 0)
    #expect(try store.load(campaign: "c").runs.first?.invocations.count == acknowledged * 50)
    let reopened = try SQLiteStore(path: path)
    #expect(try reopened.load(campaign: "c").runs.first?.invocations.count == acknowledged * 50)
    #expect(try reopened.verify() == [])
  }

  @Test func theDefaultPathFollowsTheXDGSpecification() throws {
    #expect(
      try SQLiteStore.defaultPath(environment: ["XDG_DATA_HOME": "/data", "HOME": "/home/a"])
        == "/data/sebs/store.sqlite")
    #expect(
      try SQLiteStore.defaultPath(environment: ["XDG_DATA_HOME": "relative", "HOME": "/home/a"])
        == "/home/a/.local/share/sebs/store.sqlite")
    #expect(throws: ArchiveError.noPath) { try SQLiteStore.defaultPath(environment: [:]) }
    let store = try SQLiteStore(environment: ["XDG_DATA_HOME": folder.file("data")])
    #expect(store.path == folder.file("data/sebs/store.sqlite"))
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("data/sebs"))
    #expect(attributes[.posixPermissions] as? Int == 0o700)
  }

  @Test func everyErrorSaysWhatToDo() {
    let errors: [ArchiveError] = [
      .noPath, .isFolder(path: "p"), .folderMissing(path: "p"), .notPermitted(path: "p", detail: "d"),
      .readOnly(path: "p"), .notADatabase(path: "p"), .foreignDatabase(path: "p"),
      .newerVersion(path: "p", version: 2, known: 1), .diskFull(path: "p"), .busy(path: "p"),
      .corrupt(path: "p", detail: "d"), .unknownCampaign(id: "i"), .unknownRun(id: "i", campaign: "c"),
      .runDiffers(id: "i", field: "f"), .invalidRecord(field: "f", reason: "r"),
      .failure(path: "p", code: 1, message: "m"),
    ]
    #expect(Set(errors.map(\.remedy)).count == errors.count)
    for error in errors { #expect(error.description.hasSuffix(error.remedy)) }
  }
}
