// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A library of ours.
func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: settings)
}

/// The tests of a target, in the folder of its name.
func tests(of name: String, with dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
    swiftSettings: settings)
}

let systemLibraries: [Target] = [
  .systemLibrary(
    name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
  .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
]

let libraries: [Target] = [
  library("Hashing", ["CCrypto"]),
  library("LinearAlgebra", ["COpenBLAS"]),
  library("Statistics", ["LinearAlgebra"]),
  library("Measurements", exclude: ["sebs-1.schema.json"]),
  library("Simulation", ["Measurements", "Statistics"]),
  library("Studies", ["Analysis", "LinearAlgebra", "Measurements", "Simulation", "Statistics"]),
  library(
    "Pricing", ["Measurements"], exclude: ["sebs-price-book-1.schema.json"],
    resources: [.embedInCode("Books")]),
  library("Interchange", ["Hashing", "Measurements"]),
  library("Archive", ["Interchange", "Measurements", .product(name: "GRDB", package: "GRDB.swift")]),
  library("Transport", ["CCurl"]),
  library(
    "Platforms",
    [
      "Measurements", "Transport", .product(name: "NIOCore", package: "swift-nio"),
      .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
    ], resources: [.embedInCode("Local/Runtime/sebs_runtime.py")]),
  library(
    "Workloads", ["Hashing", "Measurements", "Platforms"],
    resources: ["compression.py", "dynamic_html.py", "dynamic_html_page.html", "graph_bfs.py"].map {
      .embedInCode("Python/" + $0)
    }),
  library("Experiments", ["Archive", "Measurements", "Platforms", "Statistics", "Workloads"]),
  library("Analysis", ["Measurements", "Pricing", "Statistics"]),
  library("Charts"),
  library("Figures", ["Charts", "Interchange", "Statistics"]),
  library("Reports", ["Analysis", "Charts", "Hashing", "Measurements", "Pricing", "Statistics"]),
]

let programs: [Target] = [
  .executableTarget(name: "SandboxLauncher", cSettings: [.treatAllWarnings(as: .error)]),
  .executableTarget(
    name: "sebs",
    dependencies: [
      "Analysis", "Archive", "Charts", "Experiments", "Figures", "Interchange", "LinearAlgebra",
      "Measurements", "Platforms", "Pricing", "Reports", "Simulation", "Statistics", "Studies", "Transport",
      "Workloads", "SandboxLauncher",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ], swiftSettings: settings),
]

let benchmarks: [Target] = [
  .executableTarget(
    name: "Benchmarks",
    dependencies: ["COpenBLAS", "Charts", "Figures", "Interchange", "LinearAlgebra", "Statistics"],
    swiftSettings: settings)
]

let testTargets: [Target] = [
  library("TestSupport", ["Archive", "Experiments", "Measurements", "Platforms", "Statistics", "Workloads"]),
  // Killed by a test in the middle of a campaign, to prove that nothing acknowledged is lost.
  .executableTarget(
    name: "ArchiveKillProbe", dependencies: ["Archive", "Measurements"], swiftSettings: settings),
  .target(
    name: "LoopbackServer", path: "Tests/LoopbackServer", exclude: ["loopback_server.py"],
    swiftSettings: settings),
  tests(of: "Hashing"),
  tests(of: "LinearAlgebra"),
  tests(of: "Statistics", with: ["LinearAlgebra"]),
  tests(of: "Simulation", with: ["Interchange", "Measurements", "Statistics"]),
  tests(of: "Studies", with: ["Analysis", "Simulation", "Statistics"]),
  tests(of: "Workloads", with: ["Measurements", "Platforms", "TestSupport"]),
  tests(
    of: "Experiments",
    with: ["Archive", "Measurements", "Platforms", "Statistics", "TestSupport", "Workloads"]),
  tests(of: "Measurements"),
  tests(of: "Pricing", with: ["Measurements"]),
  tests(of: "Interchange", with: ["Hashing", "Measurements"]),
  tests(
    of: "Archive",
    with: ["ArchiveKillProbe", "Interchange", "Measurements", .product(name: "GRDB", package: "GRDB.swift")]),
  tests(of: "Transport", with: ["LoopbackServer"]),
  tests(
    of: "Platforms",
    with: [
      "LoopbackServer", "Measurements", "SandboxLauncher", "Transport",
      .product(name: "NIOHTTP1", package: "swift-nio"),
    ]),
  tests(of: "Analysis", with: ["Interchange", "Measurements", "Pricing", "Statistics", "TestSupport"]),
  tests(of: "Charts", exclude: ["Snapshots"]),
  tests(of: "Figures", with: ["Charts", "Interchange", "Measurements"]),
  .testTarget(
    name: "sebsTests", dependencies: ["sebs", "Experiments", "Statistics", "SandboxLauncher"],
    swiftSettings: settings),
  tests(
    of: "Reports",
    with: ["Analysis", "Charts", "Interchange", "Measurements", "Pricing", "Statistics", "TestSupport"]),
]

let package = Package(
  name: "sebs",
  products: [
    "LinearAlgebra", "Statistics", "Measurements", "Pricing", "Interchange", "Archive", "Transport",
    "Platforms", "Workloads", "Experiments", "Analysis", "Simulation", "Charts", "Figures", "Reports",
  ]
  .map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: systemLibraries + libraries + programs + benchmarks + testTargets,
  swiftLanguageModes: [.v6]
)
