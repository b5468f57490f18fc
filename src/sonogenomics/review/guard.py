"""Who may talk to the review page: this machine's browser, from this page, in small messages."""

import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sonogenomics.web.browser import is_loopback, locked_headers

TOKEN = "x-review-token"  # noqa: S105
MOST_BYTES = 2 * 2**20  # a drawing of 32 lesions
TOO_LONG = "The drawing is too large to be one."
HEADERS = locked_headers()


def refusal(method: str, headers: Headers, token: str) -> tuple[int, str] | None:
    """Why a request is refused: its status and a sentence; None where it is welcome.

    A page elsewhere that reaches this server by a name of its own (DNS rebinding) fails at the
    host; one that sends a form or a script's request here fails at the origin and the token.
    """
    host = headers.get("host", "")
    if not is_loopback(host):
        return 403, "This page is for this machine only: open it at 127.0.0.1."
    return None if method in {"GET", "HEAD"} else _unfit(headers, host, token)


def _unfit(headers: Headers, host: str, token: str) -> tuple[int, str] | None:
    if headers.get("origin", f"http://{host}") != f"http://{host}":
        return 403, "Verdicts are taken from this page only."
    if not secrets.compare_digest(headers.get(TOKEN, "").encode(), token.encode()):
        return 403, "The server was started anew: reload the page, then judge again."
    if headers.get("content-type", "").split(";")[0] != "application/json":
        return 415, "Verdicts come as JSON."
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return 413, TOO_LONG
    return None


class Guard:
    """Wrap an application: refuse strangers, limit messages, and tell the browser what to trust."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app, self.token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        n_bytes = 0

        async def limited() -> Message:
            nonlocal n_bytes
            message = await receive()
            n_bytes += len(message.get("body", b""))
            if n_bytes > MOST_BYTES:
                raise HTTPException(413, TOO_LONG)
            return message

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        fault = refusal(scope["method"], Headers(scope=scope), self.token)
        if fault is not None:
            await _say(*fault)(scope, receive, dressed)
            return
        await self.app(scope, limited, dressed)


def _say(status: int, text: str) -> JSONResponse:
    return JSONResponse({"fault": text}, status)
