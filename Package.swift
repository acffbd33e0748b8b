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
    .target(name: "Platforms", dependencies: ["Measurements"], swiftSettings: settings),
    .target(name: "Archive", dependencies: ["Measurements"], swiftSettings: settings),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
