import Experiments
import Foundation

/// Runs asynchronous code in simulated time, one step after the other and always in the same order.
///
/// It is an executor: the code under test and all tasks of its task groups take turns on one thread. Whenever all
/// of them wait, simulated time jumps to the earliest moment that one of them sleeps for. So an hour of measuring
/// takes as long as its computing, and calls that overlap in simulated time overlap in the simulation.
package final class Simulation: TaskExecutor, @unchecked Sendable {
  // Sendable: every access to the mutable state below happens while `condition` is locked.
  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []
  private var sleepers: [Sleeper] = []
  private var cancelledSleepers: Set<Int> = []
  private var sleeperCount = 0
  private var now = 0
  private var isDone = false
  private let startUnixNanoseconds: Int

  private struct Sleeper {
    var number: Int
    var deadline: Int
    var continuation: CheckedContinuation<Void, any Error>
  }

  /// Creates a simulation whose wall clock begins at a fixed moment.
  package init(startUnixNanoseconds: Int = 1_750_000_000_000_000_000) {
    self.startUnixNanoseconds = startUnixNanoseconds
  }

  /// The clocks of the simulation.
  package var clock: SimulatedClock { SimulatedClock(simulation: self) }

  /// Runs `body` to its end; the handle that `started` gets can cancel it from inside.
  package func run<Value: Sendable>(
    started: @Sendable (_ cancel: @escaping @Sendable () -> Void) -> Void = { _ in },
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    locked { isDone = false }
    let task = Task(executorPreference: self) {
      let result: Result<Value, any Error>
      do { result = .success(try await body()) } catch { result = .failure(error) }
      self.locked { self.isDone = true }
      return try result.get()
    }
    started { task.cancel() }
    Thread { self.work() }.start()
    return try await task.value
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    locked { jobs.append(job) }
  }

  private func work() {
    while true {
      condition.lock()
      while jobs.isEmpty && sleepers.isEmpty && !isDone { condition.wait() }
      if jobs.isEmpty && isDone {
        condition.unlock()
        return
      }
      if jobs.isEmpty {
        let sleeper = popEarliestSleeper()
        condition.unlock()
        sleeper.continuation.resume()
      } else {
        let job = jobs.removeFirst()
        condition.unlock()
        job.runSynchronously(on: asUnownedTaskExecutor())
      }
    }
  }

  /// Moves the time on to the earliest deadline; of equal ones the first sleeper wakes first.
  private func popEarliestSleeper() -> Sleeper {
    var earliest = 0
    for index in sleepers.indices where sleepers[index].deadline < sleepers[earliest].deadline {
      earliest = index
    }
    let sleeper = sleepers.remove(at: earliest)
    now = max(now, sleeper.deadline)
    return sleeper
  }

  fileprivate var monotonicNanoseconds: Int { locked { now } }
  fileprivate var unixNanoseconds: Int { startUnixNanoseconds + monotonicNanoseconds }

  fileprivate func sleep(nanoseconds: Int) async throws {
    let number = locked {
      sleeperCount += 1
      return sleeperCount
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isCancelled = locked {
          if cancelledSleepers.remove(number) != nil { return true }
          sleepers.append(
            Sleeper(number: number, deadline: now + max(0, nanoseconds), continuation: continuation))
          return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      let sleeper: Sleeper? = locked {
        guard let index = sleepers.firstIndex(where: { $0.number == number }) else {
          cancelledSleepers.insert(number)
          return nil
        }
        return sleepers.remove(at: index)
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    condition.lock()
    defer {
      condition.signal()
      condition.unlock()
    }
    return body()
  }
}

/// The clocks of a ``Simulation``.
package struct SimulatedClock: ExperimentClock {
  fileprivate let simulation: Simulation

  package var monotonicNanoseconds: Int { simulation.monotonicNanoseconds }
  package var unixNanoseconds: Int { simulation.unixNanoseconds }
  package func sleep(nanoseconds: Int) async throws { try await simulation.sleep(nanoseconds: nanoseconds) }
}
