"""Who may ask, how many at once, and what every answer says to a browser."""

import asyncio
import logging

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.refusal import RefusedError, busy, told
from sonogenomics.web.browser import is_loopback, locked_headers

log = logging.getLogger("sonogenomics.scoring")
HEADERS = [(name.encode(), value.encode()) for name, value in locked_headers().items()]
STRANGER = "This server is for this machine only: ask it at 127.0.0.1, or start it with --host."
ELSEWHERE = "Requests of a page from elsewhere are not answered."
OURS = "The server failed; the fault is ours and stands in its log."
LEAVING = "The server is being stopped: come again in a moment."


class Guard:
    """Wrap an application: refuse strangers and crowds, and tell the browser what to trust.

    Parameters
    ----------
    app : ASGI application
        What is wrapped.
    limits : Limits
        Of requests in hand.
    local : bool
        Whether the server listens on this machine's loopback alone.
    """

    def __init__(self, app: ASGIApp, limits: Limits, *, local: bool) -> None:
        self._app, self._limits, self._local, self._in_hand = app, limits, local, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = False

        async def dressed(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        self._in_hand += 1
        try:
            self._admit(scope)
            await self._app(scope, receive, dressed)
        except RefusedError as refusal:
            await refusal.response()(scope, receive, dressed)
        except (Exception, asyncio.CancelledError) as error:
            answer = self._failed(error)
            if not began:
                await answer(scope, receive, dressed)
        finally:
            self._in_hand -= 1

    def _admit(self, scope: Scope) -> None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if self._local and not is_loopback(host):
            raise RefusedError(403, STRANGER)
        origin = headers.get(b"origin")
        if origin is not None and origin.decode("latin-1").partition("://")[2] != host:
            raise RefusedError(403, ELSEWHERE)
        if self._in_hand > self._limits.in_hand and scope["method"] == "POST":
            raise busy(self._limits.retry_seconds)

    def _failed(self, error: BaseException) -> Response:
        if isinstance(error, asyncio.CancelledError):
            return told(503, LEAVING, self._limits.retry_seconds)
        log.error("A request failed.", exc_info=error)
        return told(500, OURS)
