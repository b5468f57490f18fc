"""A bar for whatever takes longer than a breath."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import track as rich_track

T = TypeVar("T")


def track(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Go through `items` and show on standard error how far it is."""
    return iter(rich_track(items, label, total, console=Console(stderr=True), transient=True))
