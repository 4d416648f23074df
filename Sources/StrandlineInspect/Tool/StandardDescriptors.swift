#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// The three descriptors a process is born with, and the signals that writing may bring.
package enum StandardDescriptors {
  /// Makes writing to a closed pipe, or beyond the size that files may have, an error instead of
  /// the end of the process, and occupies descriptors 0…2 where the caller closed them.
  ///
  /// Without the last, the first file of the store would become descriptor 1, and what the verb
  /// prints would be written into it. The stand-ins are opened the wrong way round, so that using
  /// them still fails.
  package static func prepare() {
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      _ = unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }
}
