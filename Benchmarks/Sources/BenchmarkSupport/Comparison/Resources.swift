#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// What this process has used of the machine up to a moment.
public struct Resources: Sendable {
  /// Seconds of the processor, in all threads.
  public let processorSeconds: Double
  /// Bytes it caused to be written to the device, nothing where the system does not tell.
  public let writtenByteCount: Int?

  /// `RUSAGE_SELF`, which systems import by different types.
  private static let ownUsage: Int32 = 0

  /// Takes the counters now.
  public static var now: Resources {
    var usage = rusage()
    getrusage(Self.ownUsage, &usage)
    let times = [usage.ru_utime, usage.ru_stime]
    let seconds = times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    return Resources(
      processorSeconds: seconds,
      writtenByteCount: SystemFile.number("write_bytes:", in: "/proc/self/io"))
  }

  /// What was used since `start`, with the memory as it is now.
  public static func used(since start: Resources) -> Figures {
    let now = now
    var figures = Figures()
    figures[.processorSeconds] = now.processorSeconds - start.processorSeconds
    if let end = now.writtenByteCount, let begin = start.writtenByteCount {
      figures[.writtenMebibytes] = Double(end - begin) / Double(1 << 20)
    }
    figures[.peakMebibytes] = Memory.peakByteCount.map { Double($0) / Double(1 << 20) }
    figures[.anonymousMebibytes] = Memory.anonymousByteCount.map { Double($0) / Double(1 << 20) }
    return figures
  }
}
