"""A request's body, read no further and no longer than was agreed."""

import asyncio

from starlette.requests import Request
from starlette.types import Message, Receive

from sonogenomics.scoring.limits import MIB, Limits
from sonogenomics.scoring.refusal import RefusedError, busy

SLOW = "The request came too slowly and was given up: send it in one go."
GONE = "The client went away."


class Bodies:
    """All bodies that one worker holds.

    Parameters
    ----------
    limits : Limits
        Of one body, of all, and of patience.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits, self._held = limits, 0

    async def read(self, request: Request) -> bytearray:
        """The whole body of one request; `release` it when it is answered.

        Parameters
        ----------
        request : Request
            Content-Length is believed where it is too large, never where it is small or missing.

        Returns
        -------
        bytearray

        Raises
        ------
        RefusedError
            Too large (413), too slow (408), or too much at once (503).
        """
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > self._limits.body_bytes:
            raise self._too_large()
        body = bytearray()
        try:
            await self._fill(body, request.receive)
        except BaseException:
            self.release(body)
            raise
        return body

    def release(self, body: bytearray) -> None:
        """Forget a body; once."""
        self._held -= len(body)

    async def _fill(self, body: bytearray, receive: Receive) -> None:
        loop, limits = asyncio.get_running_loop(), self._limits
        until = loop.time() + limits.body_seconds
        try:
            async with asyncio.timeout(limits.pause_seconds) as patience:
                while self._take(await receive(), body):
                    patience.reschedule(min(until, loop.time() + limits.pause_seconds))
        except TimeoutError:
            raise RefusedError(408, SLOW) from None

    def _take(self, message: Message, body: bytearray) -> bool:
        """Add a piece; whether there is more."""
        if message["type"] == "http.disconnect":
            raise RefusedError(408, GONE)
        piece = message.get("body", b"")
        body += piece
        self._held += len(piece)
        if len(body) > self._limits.body_bytes:
            raise self._too_large()
        if self._held > self._limits.held_bytes:
            raise busy(self._limits.retry_seconds)
        return bool(message.get("more_body", False))

    def _too_large(self) -> RefusedError:
        most = self._limits.body_bytes / MIB
        return RefusedError(413, f"The request is larger than {most:g} MiB: send fewer at a time.")
