"""Why a request is not answered, in one sentence that repeats nothing of what was sent."""

import orjson
from starlette.responses import Response

# MLflow's names for them, so that its clients understand.
CODES = {
    400: "BAD_REQUEST",
    403: "PERMISSION_DENIED",
    404: "ENDPOINT_NOT_FOUND",
    405: "BAD_REQUEST",
    408: "REQUEST_TIMEOUT",
    413: "REQUEST_LIMIT_EXCEEDED",
    415: "BAD_REQUEST",
    500: "INTERNAL_ERROR",
    503: "TEMPORARILY_UNAVAILABLE",
}
CLOSING = frozenset({408, 503})  # the rest of the request is not waited for


class RefusedError(Exception):
    """A request is at fault, or comes at a bad time.

    Parameters
    ----------
    status : int
        4xx: the request; 503: the time.
    sentence : str
        What is wrong and what to do; nothing that the client sent.
    retry_seconds : int
        When to come again; 0 where that would not help.
    """

    def __init__(self, status: int, sentence: str, retry_seconds: int = 0) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.retry_seconds = status, sentence, retry_seconds

    def response(self) -> Response:
        """As MLflow's server tells an error: a code and a message."""
        return told(self.status, self.sentence, self.retry_seconds)


def told(status: int, sentence: str, retry_seconds: int = 0) -> Response:
    """An error as JSON, with its status."""
    content = {"error_code": CODES.get(status, "BAD_REQUEST"), "message": sentence}
    headers = {"retry-after": str(retry_seconds)} if retry_seconds else {}
    if status in CLOSING:
        headers["connection"] = "close"
    return Response(orjson.dumps(content), status, headers, "application/json")


def unfit(sentence: str) -> RefusedError:
    """Refuse what was asked (400)."""
    return RefusedError(400, sentence)


def busy(retry_seconds: int) -> RefusedError:
    """Ask a client to come again (503)."""
    return RefusedError(503, "Too many requests at once: come again in a moment.", retry_seconds)
