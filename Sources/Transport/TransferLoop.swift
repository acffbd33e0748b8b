internal import CCurl
internal import Glibc
internal import Synchronization

/// Drives all transfers of a client on one thread of its own, with libcurl's multi interface.
///
/// Other threads only leave commands in the mailbox and wake the loop. One thread serves hundreds of
/// transfers, never blocks the pool of Swift's tasks, and needs no lock around libcurl.
final class TransferLoop: Sendable {
  private enum Command: Sendable {
    case start(UInt64, HTTPRequest, Transfer.Continuation)
    case cancel(UInt64)
  }

  private struct Mailbox: Sendable {
    var commands: [Command] = []
    var lastID: UInt64 = 0
    var isClosing = false
    /// `nil` once the loop has ended.
    var multi: MultiHandle?
  }

  private let settings: HTTPClientSettings
  private let mailbox: Mutex<Mailbox>

  private init(settings: HTTPClientSettings, multi: MultiHandle) {
    self.settings = settings
    self.mailbox = Mutex(Mailbox(multi: multi))
  }

  /// Starts a loop on a new thread.
  static func start(settings: HTTPClientSettings) throws(TransportError) -> TransferLoop {
    guard Curl.isInitialised, let pointer = curl_multi_init() else {
      throw TransportError(.other, "libcurl could not be initialised")
    }
    ccurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, max(1, settings.maximumIdleConnections))
    let multi = MultiHandle(pointer: pointer)
    let loop = TransferLoop(settings: settings, multi: multi)
    let argument = Unmanaged.passRetained(loop)
    var thread = pthread_t()
    let status = pthread_create(&thread, nil, runLoop, argument.toOpaque())
    guard status == 0 else {
      argument.release()
      curl_multi_cleanup(pointer)
      throw TransportError(.other, "the thread for transfers could not be started (error \(status))")
    }
    pthread_detach(thread)
    return loop
  }

  /// Sends a request and waits for its end; cancelling the task aborts the transfer.
  func perform(_ request: HTTPRequest) async -> TransferOutcome {
    let id = mailbox.withLock { mailbox in
      mailbox.lastID += 1
      return mailbox.lastID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        guard !Task.isCancelled else {
          return continuation.resume(returning: .unsent(.cancelled))
        }
        guard post(.start(id, request, continuation)) else {
          return continuation.resume(returning: .unsent(.closed))
        }
        // A cancellation between the check above and the posting was posted too early to be understood.
        if Task.isCancelled { post(.cancel(id)) }
      }
    } onCancel: {
      post(.cancel(id))
    }
  }

  /// Ends the loop; transfers under way are given up. Calling it again does nothing.
  func close() {
    mailbox.withLock { mailbox in
      mailbox.isClosing = true
      mailbox.multi?.wake()
    }
  }

  @discardableResult
  private func post(_ command: Command) -> Bool {
    mailbox.withLock { mailbox in
      guard !mailbox.isClosing, let multi = mailbox.multi else { return false }
      mailbox.commands.append(command)
      multi.wake()
      return true
    }
  }

  // MARK: The loop's thread

  fileprivate func run() {
    // OpenSSL may raise SIGPIPE; signals belong to the program's other threads.
    var signals = sigset_t()
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, nil)

    guard let multi = mailbox.withLock({ $0.multi })?.pointer else { return }
    var transfers: [UInt64: Transfer] = [:]
    var ids: [UnsafeMutableRawPointer: UInt64] = [:]
    var isClosing = false
    while !isClosing {
      let commands: [Command]
      (commands, isClosing) = mailbox.withLock { mailbox in
        let taken = mailbox.commands
        mailbox.commands.removeAll(keepingCapacity: true)
        return (taken, mailbox.isClosing)
      }
      for command in commands {
        switch command {
        case .start(let id, let request, let continuation):
          start(id, request, continuation, multi, &transfers, &ids)
        case .cancel(let id):
          guard let transfer = transfers.removeValue(forKey: id) else { continue }
          ids[transfer.easy] = nil
          abandon(transfer, multi, .cancelled)
        }
      }
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      finish(multi, &transfers, &ids)
      if !isClosing { curl_multi_poll(multi, nil, 0, 60_000, nil) }
    }
    // From here on nobody posts or wakes, so the handle can go.
    let (late, _) = mailbox.withLock { mailbox in
      mailbox.multi = nil
      return (mailbox.commands, mailbox.commands.removeAll())
    }
    for case .start(_, _, let continuation) in late { continuation.resume(returning: .unsent(.closed)) }
    for transfer in transfers.values { abandon(transfer, multi, .closed) }
    transfers.removeAll()
    curl_multi_cleanup(multi)
  }

  private func start(
    _ id: UInt64, _ request: HTTPRequest, _ continuation: Transfer.Continuation,
    _ multi: UnsafeMutableRawPointer, _ transfers: inout [UInt64: Transfer],
    _ ids: inout [UnsafeMutableRawPointer: UInt64]
  ) {
    guard let transfer = Transfer(request, settings: settings, continuation: continuation) else {
      return continuation.resume(
        returning: .unsent(TransportError(.other, "no memory is left for a transfer")))
    }
    let status = curl_multi_add_handle(multi, transfer.easy)
    guard status == CURLM_OK else {
      let reason = String(cString: curl_multi_strerror(status))
      return continuation.resume(returning: .unsent(TransportError(.other, reason)))
    }
    transfers[id] = transfer
    ids[transfer.easy] = id
  }

  private func finish(
    _ multi: UnsafeMutableRawPointer, _ transfers: inout [UInt64: Transfer],
    _ ids: inout [UnsafeMutableRawPointer: UInt64]
  ) {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
        let id = ids.removeValue(forKey: easy), let transfer = transfers.removeValue(forKey: id)
      else { continue }
      let outcome = transfer.outcome(ccurl_message_result(message))
      curl_multi_remove_handle(multi, easy)
      transfer.continuation.resume(returning: outcome)
    }
  }

  private func abandon(_ transfer: Transfer, _ multi: UnsafeMutableRawPointer, _ error: TransportError) {
    let outcome = transfer.outcome(abandoned: error)
    curl_multi_remove_handle(multi, transfer.easy)
    transfer.continuation.resume(returning: outcome)
  }
}

private func runLoop(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument { Unmanaged<TransferLoop>.fromOpaque(argument).takeRetainedValue().run() }
  return nil
}

/// A libcurl multi handle that two threads know.
///
/// Proof that sending it is safe: `start` makes the handle before the loop's thread exists, and
/// `pthread_create` orders that before the thread's first step. Afterwards only the loop's thread calls
/// libcurl with it, but for `curl_multi_wakeup`, which libcurl documents as callable from any thread. That
/// call is made under the mailbox's lock while `Mailbox.multi` is set; the loop clears it under the same lock
/// before it frees the handle, so nobody can wake a freed handle.
private struct MultiHandle: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer

  func wake() { curl_multi_wakeup(pointer) }
}

/// libcurl's global state, which is set up once a process, by the first client.
private enum Curl {
  static let isInitialised = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
}

extension TransportError {
  fileprivate static let cancelled = TransportError(.aborted, "the task was cancelled")
  fileprivate static let closed = TransportError(.clientClosed, "the client was shut down")
}
