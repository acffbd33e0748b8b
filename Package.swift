// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "sebs",
  products: [
    .library(name: "Measurements", targets: ["Measurements"])
  ],
  targets: [
    .target(name: "Measurements", swiftSettings: settings),
    .target(name: "Statistics", swiftSettings: settings),
    .target(
      name: "Pricing", dependencies: ["Measurements"],
      resources: [.embedInCode("Books/aws-lambda.json"), .embedInCode("Books/gcp-functions-1st-gen.json")],
      swiftSettings: settings),
    .target(name: "Analysis", dependencies: ["Measurements", "Statistics", "Pricing"], swiftSettings: settings),
    .target(name: "TestSupport", dependencies: ["Measurements", "Statistics"], swiftSettings: settings),
    .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "Measurements", "Pricing", "Statistics", "TestSupport"], swiftSettings: settings),
    .target(name: "Charts", swiftSettings: settings),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "Hashing", dependencies: ["CCrypto"], swiftSettings: settings),
    .target(
      name: "Reports", dependencies: ["Analysis", "Charts", "Hashing", "Measurements", "Statistics"],
      swiftSettings: settings),
    .testTarget(
      name: "ReportsTests", dependencies: ["Reports", "TestSupport", "Analysis", "Charts", "Measurements", "Pricing"],
      swiftSettings: settings),
    .target(name: "Platforms", dependencies: ["Measurements"], swiftSettings: settings),
    .target(name: "Archive", dependencies: ["Measurements"], swiftSettings: settings),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
