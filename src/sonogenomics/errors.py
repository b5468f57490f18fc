"""What can be wrong with the data or the request, said in the words of the study."""

from collections.abc import Iterable


class StudyError(Exception):
    """The data or the request is at fault; the message says what, which one, and what to do."""


def listed(names: Iterable[object], most: int = 5) -> str:
    """Join the first few of many names for a message.

    Parameters
    ----------
    names : iterable
        What is to be named.
    most : int
        How many are named before the rest is only counted.

    Returns
    -------
    str

    Examples
    --------
    >>> listed(["P1", "P2", "P3"], most=2)
    'P1, P2 and 1 more'
    """
    texts = [str(name) for name in names]
    shown = ", ".join(texts[:most])
    return shown if len(texts) <= most else f"{shown} and {len(texts) - most} more"
