"""Tables as a reader sees them: headed, rounded, every cell text."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Column:
    """One column of a shown table.

    Attributes
    ----------
    label : str
        Its head.
    source : str
        Column of the data.
    write : callable
        Value to text.
    is_number : bool
        Set flush right.
    """

    label: str
    source: str
    write: Callable[..., str] = str
    is_number: bool = False


@dataclass(frozen=True)
class View:
    """A table ready for the page.

    Attributes
    ----------
    name, title, note : str
        Anchor, heading, and the sentence under it.
    heads : tuple of (str, bool)
        Labels, and whether the column holds numbers.
    rows : tuple of tuple of str
        Cells.
    marked : frozenset of int
        Rows that stand out.
    grouped : bool
        Rows belong to the one above them, so they are neither sorted nor left out.
    """

    name: str
    title: str
    note: str
    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int] = frozenset()
    grouped: bool = False


@dataclass(frozen=True)
class Words:
    """Which words go with a table, and whether its rows belong together."""

    name: str
    title: str
    note: str
    empty: str
    grouped: bool = False


def shown(
    frame: pd.DataFrame, columns: Sequence[Column], words: Words, marked: Iterable[bool] = ()
) -> View | str:
    """Make a view of a frame; the sentence for an empty one where there is nothing to show.

    Parameters
    ----------
    frame : DataFrame
        Rows in the order of showing.
    columns : sequence of Column
        Which, and how written.
    words : Words
        Name, title, note, and what is said of an empty table.
    marked : iterable of bool
        One a row: whether it stands out.

    Returns
    -------
    View or str

    Examples
    --------
    >>> words = Words("t", "Steps", "In order.", "There are no steps.")
    >>> shown(pd.DataFrame({"n": [3]}), [Column("N", "n", is_number=True)], words).rows
    (('3',),)
    >>> shown(pd.DataFrame({"n": []}), [Column("N", "n")], words)
    'There are no steps.'
    """
    if frame.empty:
        return words.empty
    cells = [[column.write(value) for value in frame[column.source]] for column in columns]
    return View(
        name=words.name,
        title=words.title,
        note=words.note,
        heads=tuple((column.label, column.is_number) for column in columns),
        rows=tuple(zip(*cells, strict=True)),
        marked=frozenset(place for place, yes in enumerate(marked) if yes),
        grouped=words.grouped,
    )
