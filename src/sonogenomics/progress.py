"""A bar for whatever takes longer than a breath; where nobody watches, a line now and then.

What can be counted has a bar (`track`). What cannot says that it is still at work (`working`).
"""

import operator
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from rich.console import Console
from rich.progress import track as rich_track

T = TypeVar("T")
EVERY_S = 10.0  # between two lines in a log
BREATH_S = 5.0  # what is over sooner needs no word
STDERR = 2
CLEAR = "\r\x1b[2K"
_shown: list[str] = []  # the bar that is on display; those inside it keep quiet


def track(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Go through `items` and show on standard error how far it is.

    In a terminal it is a bar; in a log (CI, a pipe) a line every ten seconds. Inside another bar
    nothing is shown.

    Parameters
    ----------
    items : iterable
        What is gone through.
    label : str
        What is being done, in a few words.
    total : int, optional
        How many there are, where `items` cannot say.

    Yields
    ------
    object
        The items.
    """
    if _shown:
        yield from items
        return
    _shown.append(label)
    try:
        console = Console(stderr=True)
        if console.is_terminal:
            yield from rich_track(items, label, total, console=console, transient=True)
        else:
            yield from _in_lines(items, label, total or operator.length_hint(items))
    finally:
        _shown.clear()


def _in_lines(items: Iterable[T], label: str, total: int) -> Iterator[T]:
    began = last = time.monotonic()
    of, told, done = f" of {total}" if total else "", False, 0
    for done, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - last >= EVERY_S:
            _say(f"{label}: {done}{of}, {now - began:.0f} s\n")
            last, told = now, True
    if told:
        _say(f"{label}: all {done}, {time.monotonic() - began:.0f} s\n")


@contextmanager
def working(label: str) -> Iterator[None]:
    """Say that `label` is still at work, and for how long, where no bar says so.

    In a terminal one line that is rewritten each second, after five; in a log a line every ten.
    """
    ended = threading.Event()
    watch = threading.Thread(target=_watch, args=(label, ended), name="at work", daemon=True)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        watch.join()


def _watch(label: str, ended: threading.Event) -> None:
    began, terminal, written = time.monotonic(), sys.stderr.isatty(), False
    while not ended.wait(1.0 if terminal else EVERY_S):
        seconds = time.monotonic() - began
        if _shown or seconds < min(BREATH_S, EVERY_S):
            continue
        said = f"{label}: at work, {seconds:.0f} s"
        _say(f"{CLEAR}{said}" if terminal else f"{said}\n")
        written = terminal
    if written:
        _say(CLEAR)


def _say(text: str) -> None:
    """Past the locks of Python's streams: a process may be forked at this very moment."""
    with suppress(OSError):
        os.write(STDERR, text.encode())
