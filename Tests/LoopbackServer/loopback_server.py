"""HTTP server on the loopback address for the tests of Transport and Platforms.

Prints its port as the first line and ends when standard input does, so that it never outlives the tests.
With `--tls CERTIFICATE KEY` it speaks TLS. The path chooses what happens.
"""

import json
import socket
import ssl
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    requests = 0

    def log_message(self, *arguments):
        pass

    def handle_any(self):
        self.requests += 1
        address = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        getattr(self, "route_" + address.path.strip("/").replace("-", "_"), self.route_missing)()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

    def reply(self, status=200, body=b"", kind="application/json", headers=()):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def route_missing(self):
        self.reply(404, {"message": "no such route"})

    def route_ok(self):
        self.reply(200, {"result": 42})

    def route_echo(self):
        self.reply(200, {
            "method": self.command, "headers": self.headers.items(), "body": self.body.decode("latin-1"),
            "length": len(self.body), "on_connection": self.requests})

    def route_slow(self):
        time.sleep(float(self.query.get("seconds", "0.2")))
        self.route_ok()

    def route_slow_body(self):
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"ab")
        self.wfile.flush()
        time.sleep(float(self.query.get("seconds", "0.2")))
        self.wfile.write(b"cd")

    def route_status(self):
        headers = [(name, value) for name, value in self.query.items() if name.lower().startswith("x-")]
        self.reply(int(self.query["code"]), self.query.get("body", "").encode(), headers=headers)

    def route_drop(self):
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def route_drop_later(self):
        """Answers once, then closes the connection as soon as the next request came."""
        if self.requests == 1:
            self.route_ok()
        else:
            self.close_connection = True

    def route_cut(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"only this")
        self.close_connection = True

    def route_huge(self):
        self.reply(200, b"x" * int(self.query.get("bytes", "1000000")), kind="text/plain")

    def route_chunked(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (b'{"is_co', b'ld": true, "container_id": "c0ffee"', b"}"):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    def route_text(self):
        self.reply(200, "not JSON, but fine: \u00fc".encode(), kind="text/plain; charset=utf-8")

    def route_nonsense(self):
        self.wfile.write(b"this is not HTTP\r\n\r\n")
        self.close_connection = True

    def route_redirect(self):
        code = int(self.query.get("code", "302"))
        self.reply(code, headers=[("Location", self.query["to"])])

    def route_loop(self):
        self.reply(302, headers=[("Location", "/loop")])

    def route_function(self):
        """Behaves like a deployed function: the payload says what it does."""
        event = json.loads(self.body or b"{}")
        begin = time.time()
        time.sleep(event.get("sleep_ms", 0) / 1000)
        if event.get("fail"):
            self.reply(500, {"errorType": "ValueError", "errorMessage": "asked to fail", "stackTrace": []},
                       headers=[("X-Amzn-ErrorType", "Unhandled")])
            return
        self.reply(200, {
            "begin": "%.6f" % begin, "end": "%.6f" % time.time(), "is_cold": False, "container_id": "abcdef01",
            "request_id": "r-%d-%d" % (threading.get_ident(), time.monotonic_ns()),
            "result": {"output": event, "measurement": {"compute_time": 12, "download_size": 345}}})


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.request_queue_size = 512
    server.socket.listen(512)
    if len(sys.argv) == 4 and sys.argv[1] == "--tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


main()
