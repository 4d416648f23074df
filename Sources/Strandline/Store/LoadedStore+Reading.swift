extension LoadedStore {
  /// What a reader without the lock finds in a store's files, for whoever looks into them: where
  /// records lie, where the log ends, what is damaged.
  ///
  /// `path` is a directory; throws what an open for reading throws.
  package static func reading(
    _ path: String, environment: Environment
  ) throws(StoreError) -> LoadedStore {
    var options = Options()
    options.readOnly = true
    return try StoreCore(path: path, options: options, environment: environment)
      .loadForReading().loaded
  }
}
