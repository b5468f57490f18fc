"""The comparison on a terminal and in Markdown."""

from typing import Protocol

import pandas as pd

from sonogenomics.promotion.comparison import Compared
from sonogenomics.promotion.gates import Gate
from sonogenomics.promotion.table import gate_table, measures, whom

CAUTION = "Research use only, not for diagnosis."


class Judged(Protocol):
    """What can be printed: a challenger beside its champion."""

    @property
    def model(self) -> str:
        """By name."""

    @property
    def champion(self) -> str | None:
        """Version before."""

    @property
    def challenger(self) -> str:
        """Version that wants to be served."""

    @property
    def compared(self) -> Compared:
        """On the same held-out patients."""

    @property
    def gates(self) -> tuple[Gate, ...]:
        """What is demanded, and whether it holds."""

    @property
    def scored(self) -> str:
        """Where the champion's probabilities are from."""


def printed(one: Judged) -> str:
    """Heading, comparison and gates in aligned columns.

    Parameters
    ----------
    one : Judged
        A challenger beside its champion.

    Returns
    -------
    str
        Lines.
    """
    head, *said = _said(one)
    tables = (aligned(measures(one.compared)), aligned(gate_table(one.gates)))
    return "\n".join([head, *(f"  {line}" for line in said), "", tables[0], "", tables[1]])


def markdown(one: Judged) -> str:
    """The same for MLflow's pages.

    Parameters
    ----------
    one : Judged
        A challenger beside its champion.
    """
    head, *said = _said(one)
    tables = (_piped(gate_table(one.gates)), _piped(measures(one.compared)))
    return "\n\n".join([f"### {head}", *said, *tables, f"*{CAUTION}*"])


def aligned(table: pd.DataFrame) -> str:
    """Columns of text under their headings.

    Examples
    --------
    >>> print(aligned(pd.DataFrame({"gate": ["guard"], "holds": ["yes"]})))
      gate   holds
      guard  yes
    """
    rows = [list(table.columns), *table.to_numpy().tolist()]
    widths = [max(len(str(row[place])) for row in rows) for place in range(table.shape[1])]
    lines = ["  ".join(f"{cell:{w}}" for cell, w in zip(r, widths, strict=True)) for r in rows]
    return "\n".join(f"  {line}".rstrip() for line in lines)


def _piped(table: pd.DataFrame) -> str:
    rows = [list(table.columns), ["---"] * table.shape[1], *table.to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)


def _said(one: Judged) -> list[str]:
    beside = f"beside champion version {one.champion}" if one.champion else "the first, no champion"
    said = [f"{one.model}: challenger version {one.challenger}, {beside}", whom(one.compared)]
    if one.champion:
        said.append(f"Champion {one.scored}.")
    if one.model.endswith("-image"):
        said.append("Probabilities are those on the study's own outlines, experts' where drawn.")
    return said
