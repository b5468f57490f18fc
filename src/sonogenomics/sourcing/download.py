"""One file over HTTP: with progress, resumed after a break, never half-written."""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

import requests
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from sonogenomics.errors import StudyError
from sonogenomics.sourcing.fingerprint import sha256_of
from sonogenomics.sourcing.resumption import Resumption

WAITS_S = (1.0, 2.0, 4.0)  # between attempts
TIMEOUT_S = (10, 60)  # to connect, and between two pieces
PIECE = 1 << 16  # bytes; at most so many are lost when a connection breaks
NOT_MODIFIED, RANGE_NOT_SATISFIABLE, TOO_MANY_REQUESTS = 304, 416, 429
BROKEN = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
HELP = "or put the file into a local mirror and name its folder by SONOGENOMICS_MIRROR"


class _PassingError(Exception):
    """What may pass: a busy server, a broken connection."""


def download(url: str, folder: Path, sha256: str | None = None) -> Path:
    """Bring a file to this machine, going on where an earlier attempt broke off.

    Parameters
    ----------
    url : str
        Its address.
    folder : Path
        Where partial and finished downloads are kept between runs. A finished one is asked for
        again by its entity tag only, so that an unchanged file is not transferred twice.
    sha256 : str or None
        Its fingerprint, if known: a finished download that has it is not asked for at all.

    Returns
    -------
    Path
        The whole file, in `folder`.

    Raises
    ------
    StudyError
        Not found, not data, or still broken after several attempts.
    OSError
        The disk is full; the partial file is removed first.

    References
    ----------
    RFC 9110, HTTP Semantics: 13 (conditional requests), 14 (range requests).
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")  # this folder is nobody's result
    key = blake2b(url.encode(), digest_size=6).hexdigest()
    kept = Resumption(folder / f"{key}-{Path(urlsplit(url).path).name}")
    if sha256 is not None and kept.whole.is_file() and sha256_of(kept.whole) == sha256:
        return kept.whole
    reason = ""
    for wait in (*WAITS_S, None):
        try:
            _attempt(url, kept)
        except (_PassingError, *BROKEN) as error:
            reason = str(error)
        except requests.RequestException as error:
            raise StudyError(
                f"{url} cannot be asked for ({error}): correct the origin in study.yaml."
            ) from None
        else:
            return kept.whole
        if wait is not None:
            time.sleep(wait)
    raise StudyError(_gave_up(url, kept, reason))


def _gave_up(url: str, kept: Resumption, reason: str) -> str:
    got = kept.n_bytes
    rest = f" {got:,} bytes are kept and will not be fetched again." if got else ""
    return (
        f"{url} could not be fetched in {len(WAITS_S) + 1} attempts ({reason:.200}).{rest} "
        f"Check the connection and run the same command again, {HELP}."
    )


def _attempt(url: str, kept: Resumption) -> None:
    with requests.get(url, headers=kept.headers(), stream=True, timeout=TIMEOUT_S) as response:
        status = response.status_code
        if status == NOT_MODIFIED:
            return
        if status == RANGE_NOT_SATISFIABLE:
            _nothing_is_missing(url, kept, response)
            return
        if status >= requests.codes.server_error or status == TOO_MANY_REQUESTS:
            raise _PassingError(f"the server answered {status} {response.reason}")
        if status >= requests.codes.bad_request:
            raise StudyError(
                f"{url} is not there: the server answered {status} {response.reason}. "
                f"Correct the origin in study.yaml, {HELP}."
            )
        total = kept.begin(response)
        _receive(response, kept, total)
    _accept(url, kept, total)


def _nothing_is_missing(url: str, kept: Resumption, response: requests.Response) -> None:
    if response.headers.get("Content-Range", "") == f"bytes */{kept.n_bytes}":
        _accept(url, kept, None)  # complete, but stopped before it got its name
    else:
        kept.forget()
        raise _PassingError("the server no longer has the part that is missing")


def _receive(response: requests.Response, kept: Resumption, total: int | None) -> None:
    try:
        with kept.partial.open("ab") as sink, _bar(kept, total) as bar:
            for piece in response.iter_content(PIECE):
                sink.write(piece)
                bar.advance(bar.task_ids[0], len(piece))
    except OSError as error:  # requests' own are OSErrors too, without a number
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            kept.forget()
        raise


def _accept(url: str, kept: Resumption, total: int | None) -> None:
    if total is not None and kept.n_bytes != total:
        raise _PassingError(f"it broke off after {kept.n_bytes:,} of {total:,} bytes")
    if kept.is_web_page():
        kept.forget()
        raise StudyError(
            f"{url} gave a web page (HTML), not data: it may ask for a login or have moved. "
            f"Open it in a browser and correct the origin in study.yaml, {HELP}."
        )
    kept.finish()


@contextmanager
def _bar(kept: Resumption, total: int | None) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    console = Console(stderr=True)
    with Progress(*columns, TransferSpeedColumn(), console=console, transient=True) as progress:
        progress.add_task(kept.whole.name, total=total, completed=kept.n_bytes)
        yield progress
