"""HTTP connections that end when a client is too slow, sends endless headers, or never reads."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sonogenomics.scoring.limits import Limits

LIMITS = Limits()
FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-type: application/json\r\n"
    b"connection: close\r\ncontent-length: 68\r\n\r\n"
    b'{"error_code":"TEMPORARILY_UNAVAILABLE","message":"Come back soon."}'
)


class TooLongError(Exception):
    """Headers beyond what any client of ours sends; the parser answers 400."""


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with an end to its patience.

    uvicorn waits for ever for a first request, for the rest of its headers, and for a client to
    take its answer; it reads headers of any length, and the rest of a body that was refused.
    """

    _until_head: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _unread_bytes = 0
    _drained_bytes = 0

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request; a connection too many is asked to come again."""
        super().connection_made(transport)
        if len(self.connections) > LIMITS.connections:
            transport.write(FULL)
            transport.close()
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a head that is not complete after so many bytes never will be."""
        was_waiting = self._until_head is not None
        super().data_received(data)
        if was_waiting and self._until_head is not None:
            self._unread_bytes += len(data)
            if self._unread_bytes > LIMITS.head_bytes and not self.transport.is_closing():
                self.send_400_response("The headers are too long.")

    def on_message_begin(self) -> None:
        """Begin to wait for headers."""
        super().on_message_begin()
        self._head_bytes = self._unread_bytes = self._drained_bytes = 0
        self._await_head()

    def on_url(self, url: bytes) -> None:
        """Count."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count; one without a name counts as well."""
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The body has limits of its own."""
        self._head_is_there()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Read on where a body was refused, so that the client sees why; but not for ever."""
        if self.cycle.response_complete:
            self._drained_bytes += len(body)
            if self._drained_bytes > LIMITS.body_bytes:
                self.transport.abort()
        super().on_body(body)

    def on_response_complete(self) -> None:
        """A client that never takes its answer is left."""
        super().on_response_complete()
        if self.transport.is_closing():
            self.loop.call_later(LIMITS.pause_seconds, self.transport.abort)

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection; `close` alone would wait until everything is taken."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        super().timeout_keep_alive_handler()

    def _count(self, n_bytes: int) -> None:
        self._head_bytes += n_bytes
        if self._head_bytes > LIMITS.head_bytes:
            raise TooLongError

    def _await_head(self) -> None:
        self._head_is_there()
        self._until_head = self.loop.call_later(LIMITS.head_seconds, self.transport.abort)

    def _head_is_there(self) -> None:
        if self._until_head is not None:
            self._until_head.cancel()
            self._until_head = None
