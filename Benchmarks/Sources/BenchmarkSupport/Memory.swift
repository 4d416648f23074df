/// What this process holds in memory.
public enum Memory {
  /// Resident bytes that no file backs, nothing where the system does not tell.
  public static var anonymousByteCount: Int? {
    SystemFile.number("RssAnon:", in: "/proc/self/status").map { $0 << 10 }
  }

  /// The most that was resident, pages of mapped files included.
  public static var peakByteCount: Int? {
    SystemFile.number("VmHWM:", in: "/proc/self/status").map { $0 << 10 }
  }
}
