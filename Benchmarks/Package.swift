// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let strandline: Target.Dependency = .product(name: "Strandline", package: "strandline")

/// An executable that asks one question of all engines.
func question(_ name: String) -> Target {
  .executableTarget(
    name: name, dependencies: ["BenchmarkSupport", "Questions"], swiftSettings: settings)
}

let package = Package(
  name: "strandline-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "strandline", path: "..")],
  targets: [
    .target(name: "BenchmarkSupport", dependencies: [strandline], swiftSettings: settings),
    .target(
      name: "Questions", dependencies: ["BenchmarkSupport", strandline], swiftSettings: settings),
    question("reset"), question("drain"), question("ingest"), question("lookup"),
    question("open"), question("mixed"), question("space"), question("report"),
    .executableTarget(
      name: "foreground", dependencies: ["BenchmarkSupport", strandline], swiftSettings: settings),
    .executableTarget(
      name: "scale", dependencies: ["BenchmarkSupport", strandline], swiftSettings: settings),
    .executableTarget(
      name: "churn", dependencies: ["BenchmarkSupport", strandline], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
