"""Runtime client of the local platform: speaks the AWS Lambda Runtime API for one Python function.

Standard library of Python 3.8 or newer only, and as little of it as possible: what this file imports is part of every cold
start. (http.client alone would double it.)

Usage: python3 -I -S -B sebs_runtime.py; the rest comes from the environment as on AWS Lambda.
"""

import json
import os
import socket
import sys
import time

API = "/2018-06-01/runtime/"
WALL_CLOCK_MS = 1000


class Connection:
    """One persistent HTTP/1.1 connection; every request is one write."""

    def __init__(self, address):
        self.address = address
        host, _, port = address.rpartition(":")
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb")

    def request(self, method, path, body=b"", headers=()):
        """Sends a request and returns (status, headers with lower-case names, body)."""
        lines = ["%s %s%s HTTP/1.1" % (method, API, path), "Host: " + self.address]
        lines += ["%s: %s" % header for header in headers]
        if method == "POST":
            lines.append("Content-Length: %d" % len(body))
        self.socket.sendall("\r\n".join(lines + ["", ""]).encode("latin-1", "replace") + body)
        return self.reply()

    def reply(self):
        status_line = self.reader.readline()
        if not status_line:
            raise SystemExit("the runtime API closed the connection")
        headers = {}
        while True:
            line = self.reader.readline().strip()
            if not line:
                break
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = self.reader.read(int(headers.get("content-length", "0")))
        return int(status_line.split()[1]), headers, body


class Context:
    """What a handler may ask about its invocation; the names are those of AWS Lambda."""

    identity = None
    client_context = None

    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn", "")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self._deadline_ms = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * WALL_CLOCK_MS))


class RuntimeFailure(Exception):
    """What this client itself finds wrong; `kind` is the name that AWS Lambda gives to the reason."""

    def __init__(self, kind, message):
        Exception.__init__(self, message)
        self.kind = kind


def load_handler(name):
    module_name, _, function_name = name.rpartition(".")
    if not module_name:
        raise RuntimeFailure("Runtime.MalformedHandlerName", "Bad handler '%s': it needs a module and a function" % name)
    module_name = module_name.replace("/", ".")
    module = __import__(module_name)
    for part in module_name.split(".")[1:]:
        module = getattr(module, part)
    handler = getattr(module, function_name, None)
    if not callable(handler):
        raise RuntimeFailure("Runtime.HandlerNotFound", "Handler '%s' missing in module '%s'" % (function_name, module_name))
    return handler


def describe(error, while_loading):
    """The error as the JSON body that the Runtime API wants, and its type.

    The first frame of the trace is always one of this file, which is of no use to the function's author.
    """
    import traceback

    kind = type(error).__name__
    if isinstance(error, RuntimeFailure):
        kind = error.kind
    elif while_loading and isinstance(error, ImportError):
        kind = "Runtime.ImportModuleError"
    elif while_loading and isinstance(error, SyntaxError):
        kind = "Runtime.UserCodeSyntaxError"
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__)[1:])
    body = {"errorMessage": str(error), "errorType": kind, "stackTrace": frames}
    return json.dumps(body).encode(), kind


def serve(connection, handler):
    while True:
        _, headers, event = connection.request("GET", "invocation/next")
        request_path = "invocation/" + headers["lambda-runtime-aws-request-id"]
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id", "")
        context = Context(headers)
        started = None
        elapsed = ()
        try:
            event = json.loads(event)
            started = time.perf_counter_ns()
            try:
                result = handler(event, context)
            finally:
                microseconds = (time.perf_counter_ns() - started) // 1000
                elapsed = (("Sebs-Function-Microseconds", microseconds),)
            try:
                body = json.dumps(result).encode()
            except Exception as error:
                raise RuntimeFailure("Runtime.MarshalError", "Unable to marshal response: %s" % error)
        except Exception as error:
            body, kind = describe(error, while_loading=False)
            connection.request(
                "POST", request_path + "/error", body,
                (("Lambda-Runtime-Function-Error-Type", kind),) + elapsed)
        else:
            connection.request("POST", request_path + "/response", body, elapsed)
        sys.stdout.flush()


def main():
    # Lines of a function that crashes must not die in a buffer.
    sys.stdout.reconfigure(line_buffering=True)
    connection = Connection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    sys.path[0:0] = [os.environ["LAMBDA_TASK_ROOT"]]
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:
        body, kind = describe(error, while_loading=True)
        connection.request("POST", "init/error", body, (("Lambda-Runtime-Function-Error-Type", kind),))
        sys.exit(1)
    serve(connection, handler)


if __name__ == "__main__":
    main()
