// swift-tools-version: 6.3
import PackageDescription

let common: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// Seeded bugs exist only in a build that asks for them; what users link has no trace of them.
let canaries: [SwiftSetting] =
  Context.environment["STRANDLINE_CANARIES"] == nil ? [] : [.define("STRANDLINE_CANARIES")]

// What libFuzzer is linked with, for Tests/Fuzz/run only.
let fuzzing: [Product] =
  Context.environment["STRANDLINE_FUZZ"] == nil
  ? [] : [.library(name: "StrandlineFuzz", type: .static, targets: ["StrandlineFuzz"])]

let engine: [SwiftSetting] = common + canaries + [.strictMemorySafety()]

let package = Package(
  name: "strandline",
  platforms: [.macOS(.v15), .iOS(.v18)],
  products: [
    .library(name: "Strandline", targets: ["Strandline"]),
    .executable(name: "strandline", targets: ["strandline-tool"]),
  ] + fuzzing,
  targets: [
    .target(name: "CStrandlineShims"),
    .target(name: "Strandline", dependencies: ["CStrandlineShims"], swiftSettings: engine),
    .target(
      name: "StrandlineInspect", dependencies: ["Strandline", "CStrandlineShims"],
      swiftSettings: engine),
    .executableTarget(
      name: "strandline-tool", dependencies: ["StrandlineInspect"], swiftSettings: engine),
    .target(
      name: "StrandlineTestSupport", dependencies: ["Strandline", "StrandlineInspect"],
      path: "Tests/StrandlineTestSupport", swiftSettings: common + canaries),
    .executableTarget(
      name: "strandline-simulate", dependencies: ["Strandline", "StrandlineTestSupport"],
      path: "Tests/strandline-simulate", swiftSettings: common + canaries),
    .target(
      name: "StrandlineFuzz",
      dependencies: ["Strandline", "StrandlineInspect", "StrandlineTestSupport"],
      path: "Tests/StrandlineFuzz", swiftSettings: common + canaries),
    .testTarget(
      name: "StrandlineTests",
      dependencies: ["Strandline", "StrandlineTestSupport", "StrandlineFuzz"],
      swiftSettings: common + canaries),
    .testTarget(
      name: "StrandlineInspectTests", dependencies: ["StrandlineInspect", "StrandlineTestSupport"],
      exclude: ["Pages"], resources: [.copy("Vectors")], swiftSettings: common + canaries),
  ],
  swiftLanguageModes: [.v6]
)
