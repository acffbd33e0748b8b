import NIOCore
import NIOHTTP1
import NIOPosix

/// The AWS Lambda Runtime API of one sandbox, on a loopback port of its own.
///
/// The port tells the sandboxes apart, since the API itself has no name for them.
struct RuntimeServer: Sendable {
  private let channel: any Channel
  /// Address for `AWS_LAMBDA_RUNTIME_API`.
  let address: String

  /// Listens for one sandbox.
  static func start(
    on loop: any EventLoop, bodyLimit: Int, receiver: any RuntimeReceiver
  ) async throws -> RuntimeServer {
    let channel = try await ServerBootstrap(group: loop)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 8)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          // Errors of syntax are answered with 400 by the protocol's own handler.
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
          try channel.pipeline.syncOperations.addHandler(
            RuntimeConnection(bodyLimit: bodyLimit, receiver: receiver))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return RuntimeServer(channel: channel, address: "127.0.0.1:\(channel.localAddress?.port ?? 0)")
  }

  /// Takes no more connections; those that exist end with the sandbox.
  func stop() {
    channel.close(promise: nil)
  }
}

/// One request and the way to answer it, once.
struct RuntimeExchange: Sendable {
  fileprivate let channel: any Channel
  fileprivate let isKeptAlive: Bool

  /// Whether there is still someone to answer.
  var isOpen: Bool { channel.isActive }

  /// Sends a reply; head and body leave in one write.
  func send(_ reply: RuntimeReply) {
    let loop = channel.eventLoop
    if loop.inEventLoop { write(reply) } else { loop.execute { write(reply) } }
  }

  private func write(_ reply: RuntimeReply) {
    var head = HTTPResponseHead(version: .http1_1, status: reply.status, headers: reply.headers)
    head.headers.replaceOrAdd(name: "Content-Length", value: "\(reply.body.count)")
    if !isKeptAlive { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    let buffer = channel.allocator.buffer(bytes: reply.body)
    channel.write(HTTPServerResponsePart.head(head), promise: nil)
    channel.write(HTTPServerResponsePart.body(.byteBuffer(buffer)), promise: nil)
    let done = channel.writeAndFlush(HTTPServerResponsePart.end(nil))
    if !isKeptAlive { done.assumeIsolated().whenComplete { _ in channel.close(promise: nil) } }
  }
}

/// Collects the parts of requests on one connection.
private final class RuntimeConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart

  private let bodyLimit: Int
  private let receiver: any RuntimeReceiver
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var bodyLength = 0

  init(bodyLimit: Int, receiver: any RuntimeReceiver) {
    self.bodyLimit = bodyLimit
    self.receiver = receiver
  }

  func channelActive(context: ChannelHandlerContext) {
    if !receiver.connectionOpened() { context.close(promise: nil) }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    receiver.connectionClosed()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
      bodyLength = 0
      if head.headers.first(name: "Expect")?.lowercased() == "100-continue" {
        let proceed = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(NIOAny(HTTPServerResponsePart.head(proceed)), promise: nil)
      }
    case .body(let part):
      bodyLength += part.readableBytes
      // What is too much is read to its end, so that the runtime hears the refusal, but not kept.
      if bodyLength <= bodyLimit { body.append(contentsOf: part.readableBytesView) } else { body = [] }
    case .end(let trailers):
      guard let head else { return }
      self.head = nil
      let request = RuntimeRequest(
        call: RuntimeRequest.call(head.method, head.uri), headers: head.headers, body: body,
        trailers: trailers, bodyLength: bodyLength, isBodyTooLarge: bodyLength > bodyLimit)
      body = []
      receiver.receive(
        request, from: RuntimeExchange(channel: context.channel, isKeptAlive: head.isKeepAlive))
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
