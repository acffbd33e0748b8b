import Measurements
import Platforms
import Workloads

extension PerformanceCostExperiment {
  /// What is deployed; empty where only an existing address is called.
  func package() async throws -> FunctionPackage {
    if context.platform.capabilities.deploys { return try await context.package(workload) }
    return FunctionPackage(
      name: workload.id, folder: "", runtime: .python, handler: "", version: workload.version)
  }

  /// What is held fixed in a run: what the platform says of the function, and what the plan adds.
  func configuration(of run: RunPlan, on function: DeployedFunction) -> Configuration {
    var configuration = function.configuration
    configuration.platform = configuration.platform ?? context.platform.name
    configuration.isolation = configuration.isolation ?? context.platform.capabilities.isolation
    configuration.memoryMB = configuration.memoryMB ?? run.memoryMB
    configuration.benchmark = workload.id
    configuration.workloadVersion = workload.version
    configuration.language = configuration.language ?? (plan.payload == nil ? workload.language : nil)
    configuration.inputSize = plan.payload == nil ? plan.inputSize.rawValue : nil
    configuration.concurrency = run.isConcurrent ? run.callsPerBatch : 1
    configuration.arrival = .closed
    configuration.expectedStart = run.expectedStart
    configuration.pattern = run.pattern
    return configuration
  }
}

/// Makes sure that a resumed run measures what it measured before; only the function's name may be new.
///
/// - Throws: ``ExperimentError/changed(run:field:before:now:)`` with the first factor that differs.
func requireSame(_ before: Configuration, _ now: Configuration, run: String) throws(ExperimentError) {
  for field in Configuration.fields where field.name != "function" {
    let (old, new) = (text(of: field, in: before), text(of: field, in: now))
    if old != new {
      throw .changed(run: run, field: field.name, before: old ?? "not known", now: new ?? "not known")
    }
  }
}

private func text(of field: Field<Configuration>, in configuration: Configuration) -> String? {
  switch field.access {
  case .integer(let path, _): configuration[keyPath: path].map { "\($0)" }
  case .real(let path, _): configuration[keyPath: path].map { "\($0)" }
  case .text(let path), .choice(let path, _): configuration[keyPath: path]
  }
}
