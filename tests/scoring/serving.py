"""A server started as a user starts it, in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

WAIT = 60  # seconds for what takes one


@dataclass
class Server:
    """A running server.

    Attributes
    ----------
    process : Popen
        Of which it is.
    said : list of str
        Lines of its start-up.
    """

    process: subprocess.Popen[str]
    said: list[str]

    @property
    def address(self) -> str:
        """Where its page is."""
        return next(line.split()[-1] for line in self.said if line.startswith("the page:"))

    @property
    def port(self) -> int:
        """Its port."""
        return int(self.address.rsplit(":", 1)[1])

    def client(self) -> httpx.Client:
        """A client with one connection."""
        return httpx.Client(base_url=self.address, timeout=WAIT)

    def rss_mib(self) -> float:
        """Memory that its process holds."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in text.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def serving(
    *options: str, cwd: Path, environment: dict[str, str] | None = None
) -> Iterator[Server]:
    """Start `sonogenomics serve` on a free port; it has ended when the block ends."""
    command = [sys.executable, "-m", "sonogenomics", "serve", "--port", "0", *options]
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Server(process, list(_started(process)))
        finally:
            process.kill()


def _started(process: subprocess.Popen[str]) -> Iterator[str]:
    for line in process.stdout or ():
        yield line.rstrip("\n")
        if "Ctrl-C" in line:
            return
    raise AssertionError(process.stderr.read() if process.stderr else "")
