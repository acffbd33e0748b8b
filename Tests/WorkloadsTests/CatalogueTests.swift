import Testing

@testable import Workloads

@Suite struct CatalogueTests {
  let workloads = WorkloadCatalogue.standard.workloads

  @Test func benchmarksOfTheOriginalSuiteAreThere() throws {
    #expect(workloads.map(\.id) == ["110.dynamic-html", "311.compression", "503.graph-bfs"])
    #expect(WorkloadCatalogue.standard.selfContained == ["311.compression"])
    #expect(throws: UnknownWorkload.self) { try WorkloadCatalogue.standard.workload("311") }
  }

  @Test func versionsAreStableDigestsThatTellWorkloadsApart() {
    let versions = workloads.map(\.version)
    #expect(Set(versions).count == workloads.count)
    #expect(versions == workloads.map(\.version))
    #expect(versions.allSatisfy { $0.count == 12 && $0.allSatisfy(\.isHexDigit) })
  }

  @Test func payloadsFollowFromTheirArguments() {
    for workload in workloads {
      var seen: Set<[UInt8]> = []
      for size in workload.sizes {
        for seed in [0, 1, 42, UInt64.max] {
          for sequence in [0, 1, 1000] {
            let payload = workload.payload(size: size, seed: seed, sequence: sequence)
            #expect(payload == workload.payload(size: size, seed: seed, sequence: sequence))
            #expect(seen.insert(payload).inserted)
          }
        }
      }
    }
    #expect(
      String(decoding: Compression().payload(size: .test, seed: .max, sequence: 7), as: UTF8.self)
        == #"{"files":10,"seed":9007199254740991,"token":"9007199254740991-7","words_per_file":10000}"#)
  }

  @Test func dependenciesArePinnedAndCodeIsThere() {
    for workload in workloads {
      #expect(workload.needsPackageIndex == (workload.id != "311.compression"))
      #expect(workload.dependencies.allSatisfy { $0.version.split(separator: ".").count == 3 })
      #expect(workload.sources.contains { $0.path == "function.py" && $0.content.count > 500 })
    }
  }

  @Test func checksumHasItsPublishedCheckValue() {
    var checksum = CRC32()
    #expect(checksum.value == 0)
    checksum.update("1234".utf8)
    checksum.update("56789".utf8)
    #expect(checksum.value == 0xcbf4_3926)
  }

  @Test func resultsAreRememberedUpToACapacity() {
    let results = RecentResults<Int, Int>(capacity: 2)
    var computed: [Int] = []
    for key in [1, 1, 2, 1, 3, 1] {
      let value = results.value(for: key) {
        computed.append(key)
        return key * 10
      }
      #expect(value == key * 10)
    }
    #expect(computed == [1, 2, 3, 1])
  }
}
