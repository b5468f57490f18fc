"""A client that asks as fast as it is answered, over sockets that stay open."""

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """What came back, and how fast.

    Attributes
    ----------
    n : int
        Requests, all of them answered with 200.
    seconds : float
        From the first byte sent to the last received.
    slowest_seconds : float
        Of one request, the 99th percentile.
    """

    n: int
    seconds: float
    slowest_seconds: float

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return self.n / self.seconds


def pace(port: int, body: bytes, n: int, connections: int) -> Pace:
    """Send the same JSON `n` times over a few connections, each request after its answer.

    Raises
    ------
    ValueError
        An answer other than 200.
    """
    return asyncio.run(_pace(port, body, n, connections))


async def _pace(port: int, body: bytes, n: int, connections: int) -> Pace:
    head = (
        f"POST /invocations HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    times: list[float] = []
    share = [n // connections] * connections
    began = time.perf_counter()
    await asyncio.gather(*(_ask(port, head.encode() + body, each, times) for each in share))
    times.sort()
    return Pace(sum(share), time.perf_counter() - began, times[int(0.99 * (len(times) - 1))])


async def _ask(port: int, request: bytes, n: int, times: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(n):
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise ValueError(head.decode("latin-1").splitlines()[0])
        await reader.readexactly(_length(head))
        times.append(time.perf_counter() - began)
    writer.close()
    await writer.wait_closed()


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
