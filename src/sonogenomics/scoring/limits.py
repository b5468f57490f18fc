"""How much one request, one client and all of them together may ask for."""

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What is too much; beyond it a request is refused with a sentence, and costs no more.

    Attributes
    ----------
    body_bytes : int
        Of one request; told while it is read, whatever Content-Length claims.
    held_bytes : int
        Of all requests being read or answered at once, in one worker.
    values : int
        Numbers, texts, lists and objects in one request: a short text such as "[],[],[]" becomes
        twenty times as many bytes when it is read.
    rows : int
        Patients in one table of URFs.
    images : int
        In one request.
    waiting : int
        Requests that wait for one model; more are asked to come again (503).
    in_hand : int
        Requests being read or answered, in one worker.
    connections : int
        Open at once, in one worker.
    head_bytes : int
        Of a request's line and headers.
    head_seconds, body_seconds, pause_seconds, idle_seconds : float
        Until a request's headers are there; its body; between two pieces of it; between requests.
    retry_seconds : int
        When to come again.
    """

    body_bytes: int = 64 * MIB
    held_bytes: int = 256 * MIB
    values: int = 2_000_000
    rows: int = 10_000
    images: int = 32
    waiting: int = 16
    in_hand: int = 128
    connections: int = 512
    head_bytes: int = 32 * 1024
    head_seconds: float = 10
    body_seconds: float = 120
    pause_seconds: float = 10
    idle_seconds: float = 15
    retry_seconds: int = 1

    def sentence(self) -> str:
        """The limits that a user may meet, for the start-up text and the page."""
        return (
            f"{self.body_bytes // MIB} MiB, {self.rows:,} rows or {self.images} images a request; "
            f"{self.waiting} requests wait for a model, the next is asked to come again (503)."
        )
