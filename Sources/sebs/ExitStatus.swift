import Analysis
import Archive
import ArgumentParser
import Experiments
import Figures
import Foundation
import Interchange
import Measurements
import Platforms
import Pricing
import Simulation
import Statistics
import Studies
import Transport
import Workloads

/// Exit codes of the program, and which error ends in which.
enum ExitStatus: Int32 {
  case success = 0
  case verdictSaysNo = 1
  case wrongUsage = 2
  case inputUnreadable = 3
  case platformFailed = 4
  case notEnoughData = 5
  case interrupted = 130

  /// Prints an error for people and ends the program.
  static func leave(with error: any Error) -> Never {
    if let status = status(of: error) {
      Terminal.say("sebs: \(error)")
      exit(status.rawValue)
    }
    // Help, version and mistakes in the arguments are the parser's to print.
    let code = Sebs.exitCode(for: error)
    if code == .success || code.rawValue == status(ofSilent: error)?.rawValue {
      Terminal.output(Sebs.fullMessage(for: error).isEmpty ? "" : Sebs.fullMessage(for: error) + "\n")
      exit(code.rawValue)
    }
    let message = Sebs.fullMessage(for: error)
    if !message.isEmpty { Terminal.say(message) }
    exit(code == .validationFailure ? ExitStatus.wrongUsage.rawValue : code.rawValue)
  }

  private static func status(ofSilent error: any Error) -> ExitStatus? {
    (error as? ExitCode).flatMap { ExitStatus(rawValue: $0.rawValue) }
  }

  private static func tailStatus(_ error: TailError) -> ExitStatus {
    if case .tooFewCalls = error { .notEnoughData } else { .wrongUsage }
  }

  private static func figureStatus(_ error: FigureError) -> ExitStatus {
    switch error {
    case .unknownKind, .missingColumn: .wrongUsage
    case .notATime: .inputUnreadable
    case .noRows, .unfit: .notEnoughData
    }
  }

  private static func status(of error: any Error) -> ExitStatus? {
    switch error {
    case let error as PricingError where error.kind == .invalidBook: .inputUnreadable
    case is UsageError, is PlanError, is ExperimentError, is UnknownWorkload, is PriceDateError,
      is PricingError, is SimulationError:
      .wrongUsage
    case FormulaError.noCompleteRow: .notEnoughData
    case is FormulaError: .wrongUsage
    case let error as FigureError: figureStatus(error)
    case is InterchangeError, is ReferenceStudy.Failure, is OutliersStudy.Failure: .inputUnreadable
    case is ArchiveError, is PlatformError, is PackagingError, is TransportError: .platformFailed
    case let error as TailError: tailStatus(error)
    case is StudyError, is ComparisonError, is StabilityError, is StatisticsError, is TuningError:
      .notEnoughData
    case is CancellationError: .interrupted
    case is CocoaError: .inputUnreadable
    default: nil
    }
  }
}
