"""Servers on this machine that take what the house sends out, in threads of the test."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer


class Webhook:
    """Takes JSON by POST; `hold` makes callers wait for their answer until `release`."""

    def __init__(self, status: int = 200):
        self.status = status
        self.received: list[dict] = []
        self.arrived = threading.Event()
        self._open = threading.Event()
        self._open.set()

    def hold(self) -> None:
        """Let the next request arrive and hang."""
        self.arrived.clear()
        self._open.clear()

    def release(self) -> None:
        """Answer again."""
        self._open.set()

    @contextmanager
    def serve(self):
        """Listen on a free port; yields host and port."""
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sink.arrived.set()
                if not sink._open.wait(20):
                    return
                sink.received.append({**json.loads(body), "headers": dict(self.headers)})
                self.send_response(sink.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                """Stay quiet."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            try:
                yield "{}:{}".format(*server.server_address)
            finally:
                self.release()
                server.shutdown()


class MailServer:
    """Speaks as much SMTP as one letter needs; refuses recipients that begin with "nobody"."""

    def __init__(self):
        self.letters: list[str] = []
        self.connections = 0

    @contextmanager
    def serve(self):
        """Listen on a free port; yields the port."""
        sink = self

        class Handler(StreamRequestHandler):
            def handle(self):
                sink.connections += 1
                self.answer(220)
                for line in self.rfile:
                    verb = line.strip().upper()
                    if verb.startswith(b"RCPT TO:<NOBODY"):
                        self.answer(550)
                    elif verb == b"DATA":
                        self.answer(354)
                        lines = iter(self.rfile.readline, b".\r\n")
                        sink.letters.append(b"".join(lines).decode())
                        self.answer(250)
                    elif verb == b"QUIT":
                        return self.answer(221)
                    else:
                        self.answer(250)
                return None

            def answer(self, code: int):
                self.wfile.write(b"%d ok\r\n" % code)

        ThreadingTCPServer.daemon_threads = True
        with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            try:
                yield server.server_address[1]
            finally:
                server.shutdown()
