"""A web server on loopback that behaves, or misbehaves as told."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar


@dataclass
class Site:
    """What the server serves, how it behaves, and what it was asked.

    `faults` holds one behaviour per coming answer: 'busy', 'cut', 'ignore_range', 'html';
    when it is used up, answers are good.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    tags: bool = True
    cut_after: int = 1000
    asked: list[tuple[str, str, int]] = field(default_factory=list)  # path, Range, status
    base: str = ""


class Handler(BaseHTTPRequestHandler):
    """Answers as the site's faults say."""

    protocol_version = "HTTP/1.1"
    site: ClassVar[Site]

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.site.asked.append((self.path, self.headers.get("Range", ""), status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()

    def do_GET(self) -> None:
        fault = self.site.faults.pop(0) if self.site.faults else ""
        body = self.site.files.get(self.path)
        if fault == "busy":
            self.answer(503, b"")
        elif fault == "html":
            page = b"\n<!DOCTYPE html><html>please log in</html>"
            self.answer(200, page)
            self.wfile.write(page)
        elif body is None:
            self.answer(404, b"")
        else:
            self.serve(body, fault)

    def serve(self, body: bytes, fault: str) -> None:
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        headers = {"ETag": tag} if self.site.tags else {}
        if self.headers.get("If-None-Match") == tag:
            self.answer(304, b"", **headers)
            return
        asked = self.headers.get("Range", "")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if self.headers.get("If-Range", tag) != tag or fault == "ignore_range":
            start = 0
        if start >= len(body):
            self.answer(416, b"", Content_Range=f"bytes */{len(body)}")
            return
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        self.answer(206 if start else 200, body[start:], **headers)
        if fault == "cut":
            self.wfile.write(body[start : start + self.site.cut_after])
            self.close_connection = True
        else:
            self.wfile.write(body[start:])


@contextmanager
def serving() -> Iterator[Site]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"site": site}))
    site.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
