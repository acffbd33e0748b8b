extension CoverageStudy {
  /// Rows as comma-separated text with fixed decimals; a missing number is an empty field.
  public static func csv(_ rows: [Row]) -> String {
    var lines = [
      "family,n,statistic,level,method,samples,coverage,misled,refused,one_sided,median_width,peer,peer_coverage,"
        + "dependent_peer,dependent_peer_coverage,verdict"
    ]
    for row in rows {
      let fields = [
        row.family, String(row.n), row.statistic.rawValue, FixedText.decimals(row.level, 3), row.method,
        String(row.samples), optional(row.coverage), FixedText.decimals(row.misled, 4),
        FixedText.decimals(row.refused, 4), FixedText.decimals(row.oneSided, 4), optional(row.medianWidth),
        row.peer, FixedText.decimals(row.peerCoverage, 4), row.dependentPeer ?? "",
        optional(row.dependentPeerCoverage), row.verdict.rawValue,
      ]
      lines.append(fields.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func optional(_ value: Double?) -> String {
    value.map { FixedText.decimals($0, 4) } ?? ""
  }
}
