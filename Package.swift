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
    .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "Measurements", "Pricing", "Statistics"], swiftSettings: settings),
    .target(name: "Platforms", dependencies: ["Measurements"], swiftSettings: settings),
    .target(name: "Archive", dependencies: ["Measurements"], swiftSettings: settings),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
