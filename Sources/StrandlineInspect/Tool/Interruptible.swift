import Strandline

/// Long calls of the engine that a signal may end.
enum Interruptible {
  /// Runs `body` with a function that shows how far it is and answers false when the process is to
  /// end; then the call is cancelled, everything is put back, and the signal does what it does.
  ///
  /// Signals are held back from before the store is opened: its threads must hold them back, too.
  static func run<Result>(
    _ step: String, _ console: Console, ending: String,
    _ body: (@escaping (Double) -> Bool) throws(ToolFailure) -> Result
  ) throws(ToolFailure) -> Result {
    let held = DeferredSignals()
    var signals = held
    defer {
      console.endProgress()
      signals.release()
    }
    do {
      return try body { share in
        console.progress(step, share: share)
        return !held.isPending
      }
    } catch {
      // Behind this there is no more time to say it.
      if held.isPending { console.note("interrupted: \(ending)") }
      throw error
    }
  }
}
