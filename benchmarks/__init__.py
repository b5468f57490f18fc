"""Speeds, each measured beside the usual way in the same run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One comparison: what was timed, against what, and what was aimed at."""

    what: str
    seconds: float
    against: str
    against_seconds: float
    ratio: float
    target: str
    met: bool
    note: str = ""
