internal import CCurl
internal import Glibc

/// One request on one libcurl easy handle.
///
/// Lives on the loop's thread only: made, driven and finished there, which is why nothing is locked.
final class Transfer {
  typealias Continuation = CheckedContinuation<TransferOutcome, Never>

  let easy: UnsafeMutableRawPointer
  let continuation: Continuation
  private let request: HTTPRequest
  private let sentUnixNanoseconds: Int
  private let startNanoseconds: Int
  private let errorText: UnsafeMutablePointer<CChar>
  private var headerList: UnsafeMutablePointer<curl_slist>?

  private var headers = HTTPHeaders()
  private var body: [UInt8] = []
  private var headerBytes = 0
  private var firstHeaderNanoseconds: Int?
  private var isBodyTooLarge = false
  private var timesReady = 0

  /// Prepares a handle; `nil` when libcurl has no memory for it.
  init?(_ request: HTTPRequest, settings: HTTPClientSettings, continuation: Continuation) {
    guard let easy = curl_easy_init() else { return nil }
    self.easy = easy
    self.continuation = continuation
    self.request = request
    self.errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    self.errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    self.sentUnixNanoseconds = Clock.wallNanoseconds()
    self.startNanoseconds = Clock.monotonicNanoseconds()
    setAddress(settings)
    setMessage(settings)
    setLimits()
    setCallbacks()
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headerList)
    errorText.deallocate()
  }

  /// The transfer that a handle belongs to.
  static func of(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
    pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  // MARK: Setting up

  private func setAddress(_ settings: HTTPClientSettings) {
    set(CURLOPT_URL, request.address.unredacted)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_NOSIGNAL, 1)
    // An empty name switches off the proxies that the environment names.
    if settings.proxy == .none { set(CURLOPT_PROXY, "") }
    if let file = settings.certificateAuthorityFile { set(CURLOPT_CAINFO, file) }
    switch request.version {
    case .http1: set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    case .automatic: set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    }
    if request.connection == .fresh {
      set(CURLOPT_FRESH_CONNECT, 1)
      set(CURLOPT_FORBID_REUSE, 1)
      set(CURLOPT_DNS_CACHE_TIMEOUT, 0)
      set(CURLOPT_SSL_SESSIONID_CACHE, 0)
    }
  }

  private func setMessage(_ settings: HTTPClientSettings) {
    if request.method.sendsBody {
      // libcurl copies the body here, so that nothing has to outlive this call.
      ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
      if request.body.isEmpty {
        set(CURLOPT_COPYPOSTFIELDS, "")
      } else {
        request.body.withUnsafeBytes { _ = ccurl_set_bytes(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
      }
    }
    switch request.method {
    case .get: set(CURLOPT_HTTPGET, 1)
    case .head: set(CURLOPT_NOBODY, 1)
    case .post: set(CURLOPT_POST, 1)
    case .put, .patch, .delete: set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }
    for field in request.headers.fields {
      // libcurl reads "Name:" as "do not send it" and "Name;" as "send it empty".
      append(header: field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    // Neither the type of a web form nor a pause of up to a second before large bodies is wanted.
    if request.headers["Content-Type"] == nil { append(header: "Content-Type:") }
    append(header: "Expect:")
    if request.headers["User-Agent"] == nil { set(CURLOPT_USERAGENT, settings.userAgent) }
    ccurl_set_list(easy, CURLOPT_HTTPHEADER, headerList)
  }

  private func setLimits() {
    func milliseconds(_ value: Int) -> Int { min(max(value, 1), Int(Int32.max)) }
    set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.limits.connectTimeoutMilliseconds))
    set(CURLOPT_TIMEOUT_MS, milliseconds(request.limits.totalTimeoutMilliseconds))
  }

  private func setCallbacks() {
    let this = Unmanaged.passUnretained(self).toOpaque()
    ccurl_set_pointer(easy, CURLOPT_PRIVATE, this)
    ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
    ccurl_set_pointer(easy, CURLOPT_WRITEDATA, this)
    ccurl_set_write(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, this in
      guard let transfer = Transfer.of(this) else { return 0 }
      return transfer.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }
    ccurl_set_pointer(easy, CURLOPT_HEADERDATA, this)
    ccurl_set_write(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, this in
      Transfer.of(this)?.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
      return size * count
    }
    ccurl_set_pointer(easy, CURLOPT_PREREQDATA, this)
    ccurl_set_prereq(easy) { this, _, _, _, _ in
      guard let transfer = Transfer.of(this) else { return Int32(CURL_PREREQFUNC_ABORT) }
      transfer.timesReady += 1
      // libcurl sends again by itself when a reused connection turns out to be closed: a hidden retry.
      return transfer.timesReady == 1 ? Int32(CURL_PREREQFUNC_OK) : Int32(CURL_PREREQFUNC_ABORT)
    }
    // Programs that are started meanwhile must not inherit the connection.
    ccurl_set_sockopt(easy) { _, socket, _ in
      _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
      return Int32(CURL_SOCKOPT_OK)
    }
  }

  private func set(_ option: CURLoption, _ value: Int) { ccurl_set_long(easy, option, value) }
  private func set(_ option: CURLoption, _ value: String) { ccurl_set_string(easy, option, value) }
  private func append(header: String) {
    if let list = curl_slist_append(headerList, header) { headerList = list }
  }

  // MARK: Receiving

  private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= max(0, request.limits.maximumBodyBytes) - body.count else {
      isBodyTooLarge = true
      return false
    }
    body.append(contentsOf: bytes)
    return true
  }

  private func takeHeader(_ bytes: UnsafeRawBufferPointer) {
    if firstHeaderNanoseconds == nil { firstHeaderNanoseconds = Clock.monotonicNanoseconds() }
    headerBytes += bytes.count
    let line = String(decoding: bytes, as: UTF8.self).trimmingLineEnd()
    if line.hasPrefix("HTTP/") {
      // An interim reply, such as 103, came before: its fields are not the reply's.
      headers = HTTPHeaders()
    } else if let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) {
      let value = line.utf8[line.utf8.index(after: colon)...]
      headers.addReceived(
        name: String(line[..<colon]), value: String(Substring(value).trimmingBlanks()))
    }
  }

  // MARK: Finishing

  /// Everything that is known when libcurl reports the end.
  func outcome(_ code: CURLcode) -> TransferOutcome {
    outcome(
      code == CURLE_OK ? nil : error(code),
      totalMicroseconds: max(offset(CURLINFO_TOTAL_TIME_T), offset(CURLINFO_STARTTRANSFER_TIME_T)))
  }

  /// Everything that is known when the transfer is given up.
  func outcome(abandoned error: TransportError) -> TransferOutcome {
    outcome(error, totalMicroseconds: (Clock.monotonicNanoseconds() - startNanoseconds) / 1_000)
  }

  private func outcome(_ error: TransportError?, totalMicroseconds: Int) -> TransferOutcome {
    let response = HTTPResponse(status: long(CURLINFO_RESPONSE_CODE), headers: headers, body: body)
    return TransferOutcome(
      result: error.map { .failure($0) } ?? .success(response),
      timings: timings(totalMicroseconds: totalMicroseconds), connection: connection(),
      sentUnixNanoseconds: sentUnixNanoseconds,
      bodyBytesSent: offset(CURLINFO_SIZE_UPLOAD_T), bodyBytesReceived: body.count,
      headerBytesReceived: headerBytes, redirectTarget: string(CURLINFO_REDIRECT_URL))
  }

  private func error(_ code: CURLcode) -> TransportError {
    if isBodyTooLarge {
      return TransportError(
        .bodyTooLarge, "the body is larger than \(max(0, request.limits.maximumBodyBytes)) bytes")
    }
    if timesReady > 1 {
      return TransportError(
        .connectionLost, "the server closed the reused connection before it answered")
    }
    return TransportError(
      code: code, detail: String(cString: errorText), systemError: long(CURLINFO_OS_ERRNO),
      isConnected: timesReady > 0)
  }

  private func timings(totalMicroseconds total: Int) -> HTTPTimings {
    var timings = HTTPTimings(totalMicroseconds: total, redirectMicroseconds: 0)
    let named = offset(CURLINFO_NAMELOOKUP_TIME_T)
    let connected = offset(CURLINFO_CONNECT_TIME_T)
    let secured = offset(CURLINFO_APPCONNECT_TIME_T)
    if !(timesReady > 0 && long(CURLINFO_NUM_CONNECTS) == 0) {
      if named > 0 { timings.dnsMicroseconds = named }
      if connected >= named, connected > 0 { timings.connectMicroseconds = connected - named }
      if secured >= connected, secured > 0 { timings.tlsMicroseconds = secured - connected }
    }
    if let firstHeaderNanoseconds {
      // For bodies beyond its first packet, libcurl takes the start of the upload for the first byte.
      let isUploaded = request.method.sendsBody && request.body.count > 16_384
      let first =
        isUploaded
        ? (firstHeaderNanoseconds - startNanoseconds) / 1_000 : offset(CURLINFO_STARTTRANSFER_TIME_T)
      timings.firstByteMicroseconds = min(max(first, offset(CURLINFO_PRETRANSFER_TIME_T)), total)
    }
    return timings
  }

  private func connection() -> HTTPConnection? {
    guard timesReady > 0 else { return nil }
    return HTTPConnection(
      isReused: long(CURLINFO_NUM_CONNECTS) == 0,
      localAddress: endpoint(CURLINFO_LOCAL_IP, CURLINFO_LOCAL_PORT),
      remoteAddress: endpoint(CURLINFO_PRIMARY_IP, CURLINFO_PRIMARY_PORT),
      httpVersion: [1: "1.0", 2: "1.1", 3: "2", 30: "3"][long(CURLINFO_HTTP_VERSION)])
  }

  private func endpoint(_ address: CURLINFO, _ port: CURLINFO) -> String? {
    guard let text = string(address), !text.isEmpty else { return nil }
    return text.contains(":") ? "[\(text)]:\(long(port))" : "\(text):\(long(port))"
  }

  private func long(_ info: CURLINFO) -> Int {
    var value = 0
    return ccurl_get_long(easy, info, &value) == CURLE_OK ? value : 0
  }

  private func offset(_ info: CURLINFO) -> Int {
    var value: curl_off_t = 0
    return ccurl_get_offset(easy, info, &value) == CURLE_OK ? Int(value) : 0
  }

  private func string(_ info: CURLINFO) -> String? {
    var value: UnsafePointer<CChar>?
    guard ccurl_get_string(easy, info, &value) == CURLE_OK, let value else { return nil }
    return String(cString: value)
  }
}

/// What one transfer gave: an attempt without redirects.
struct TransferOutcome: Sendable {
  var result: Result<HTTPResponse, TransportError>
  var timings: HTTPTimings
  var connection: HTTPConnection?
  var sentUnixNanoseconds: Int
  var bodyBytesSent = 0
  var bodyBytesReceived = 0
  var headerBytesReceived = 0
  /// Where the reply sends the client, as an absolute address.
  var redirectTarget: String?

  /// A transfer that never reached the network.
  static func unsent(_ error: TransportError) -> TransferOutcome {
    TransferOutcome(
      result: .failure(error), timings: HTTPTimings(totalMicroseconds: 0, redirectMicroseconds: 0),
      sentUnixNanoseconds: Clock.wallNanoseconds())
  }
}

extension String {
  fileprivate func trimmingLineEnd() -> String {
    var scalars = unicodeScalars[...]
    while let last = scalars.last, last == "\r" || last == "\n" { scalars.removeLast() }
    return String(scalars)
  }
}

extension Substring {
  fileprivate func trimmingBlanks() -> Substring {
    var text = self
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
