import Foundation

// Everything a run needs to be repeated is on the command line.
do throws(UsageError) {
  exit(try Command(Array(CommandLine.arguments.dropFirst())).run())
} catch {
  say(error.message)
  say(Command.usage)
  exit(64)
}
