extension Campaign {
  private static let layoutKey = "layout since "

  /// Layouts of the files that measurements were read from, by their first day (such as 2024-06-11, UTC): where it
  /// changed, what was measured may have changed with it. Kept in ``environment``.
  public var layouts: [String: String] {
    get {
      var layouts: [String: String] = [:]
      for (key, name) in environment where key.hasPrefix(Self.layoutKey) {
        layouts[String(key.dropFirst(Self.layoutKey.count))] = name
      }
      return layouts
    }
    set {
      environment = environment.filter { !$0.key.hasPrefix(Self.layoutKey) }
      for (day, name) in newValue { environment[Self.layoutKey + day] = name }
    }
  }
}
