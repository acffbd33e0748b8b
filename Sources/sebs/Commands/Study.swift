import ArgumentParser

/// `sebs study`: measures the toolkit's own promises.
struct StudyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Measures what the toolkit's intervals, digits, change points and outlier scores are worth.",
    discussion: "Example: sebs study coverage --output reports/coverage.csv",
    subcommands: [
      StudyCoverage.self, StudyReference.self, StudyTCPD.self, StudyChanges.self, StudyTune.self,
      StudyOutliers.self, StudyTails.self,
    ])
}
