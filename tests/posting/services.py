"""A service on this machine that answers as it is told, and keeps what it was sent."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str]]


@dataclass
class Service:
    """`answers` are given in turn, the last one for ever, each saying `body`; None hangs until the test is
    over."""

    port: int = 0
    body: bytes = b"ok"
    answers: list[Answer | None] = field(default_factory=lambda: [(200, {})])
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def address(self, path: str = "/services/T0/B0/geheim") -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def message(self) -> Any:
        """The last body, as JSON."""
        return json.loads(self.got[-1][2])


@contextmanager
def serving() -> Iterator[Service]:
    """A service that runs while it is wanted."""
    service = Service()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.got.append((self.path, dict(self.headers), body))
            answer = service.answers.pop(0) if len(service.answers) > 1 else service.answers[0]
            if answer is None:
                service.over.wait(20)
                return
            self.send_response(answer[0])
            for name, value in {"Content-Length": str(len(service.body)), **answer[1]}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(service.body)

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.over.set()
        server.shutdown()
        server.server_close()


def nobody_listens() -> int:
    """A port at which nothing is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
