#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif
import StrandlineInspect

StandardDescriptors.prepare()
exit(Tool.run(arguments: Array(CommandLine.arguments.dropFirst()), console: .standard()))
