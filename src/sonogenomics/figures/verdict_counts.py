"""How many of the paper's claims hold, differ, or cannot be checked."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import BLUE, GREY, INK, ORANGE, canvas, faint_grid, readable, styled
from sonogenomics.figures.wording import counted

NAME, TITLE = "verdict-counts", "The paper's claims, and what became of them"
DARK, PALE = "#101418", "#fcfcfb"  # not black: that takes the colour of the page
# Told apart by colour, by hatching and by the word: sign, colour, hatch.
VERDICTS = {
    "reproduced": ("✓", BLUE, ""),
    "differs": ("≠", ORANGE, "///"),
    "cannot be checked": ("?", GREY, "..."),
}


@styled
def verdict_counts(ledger: pd.DataFrame) -> Figure | Missing:
    """Draw the number of claims by part of the study and verdict.

    Parameters
    ----------
    ledger : DataFrame
        `catalog.Ledger`.

    Returns
    -------
    Figure or Missing
    """
    if ledger.empty:
        return Missing(NAME, TITLE, "This study is not held against a paper's claims.")
    counts = _counts(ledger)
    drawing = canvas(6.6, 0.95 + 0.32 * len(counts))
    axes = drawing.add_subplot()
    left = pd.Series(0, index=counts.index)
    for verdict, (_, colour, hatch) in VERDICTS.items():
        n = counts[verdict]
        places = range(len(counts))
        label = f"{verdict} ({int(n.sum())})"
        axes.barh(places, n, 0.62, left, color=colour, hatch=hatch, ec=INK, lw=0.6, label=label)
        _write(axes, n, left)
        left = left + n
    names = [readable(str(name).capitalize(), 32) for name in counts.index]
    axes.set_yticks(range(len(counts)), labels=names)
    axes.set_ylim(len(counts) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("Claims")
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    drawing.legend(loc="outside upper center", ncols=3)
    faint_grid(axes, "x")
    data = counts.rename_axis("section").reset_index()
    return Figure(NAME, TITLE, _caption(counts), _alt(counts), drawing, data)


def _counts(ledger: pd.DataFrame) -> pd.DataFrame:
    table = pd.crosstab(ledger["section"], ledger["verdict"])
    order = list(dict.fromkeys(ledger["section"]))
    return table.reindex(index=order, columns=list(VERDICTS), fill_value=0)


def _write(axes: Axes, n: pd.Series, left: pd.Series) -> None:
    """The number on its bar, dark on light whatever the page."""
    box = {"boxstyle": "round,pad=0.15", "fc": PALE, "ec": "none"}
    for place, (count, start) in enumerate(zip(n, left, strict=True)):
        if count:
            text = axes.text(start + count / 2, place, str(count), bbox=box)
            text.set(ha="center", va="center", fontsize=8, color=DARK)


def _caption(counts: pd.DataFrame) -> str:
    n = int(counts.to_numpy().sum())
    told = [_told(verdict, int(counts[verdict].sum())) for verdict in VERDICTS]
    return (
        f"{counted(n, 'claim')} of the paper, by part of the study: {', '.join(told)}. A claim "
        "that is reproduced was computed again with the same result; whether it says more than "
        "chance alone would is another question, answered in the ledger below. Profile: published, "
        "with the honest answer beside it."
    )


def _told(verdict: str, n: int) -> str:
    return f"{n} differ" if verdict == "differs" and n != 1 else f"{n} {verdict}"


def _alt(counts: pd.DataFrame) -> str:
    told = []
    for name, row in counts.iterrows():
        parts = [_told(verdict, int(row[verdict])) for verdict in VERDICTS if row[verdict]]
        told.append(f"{readable(name, 32)}: {', '.join(parts)}")
    return f"Bars of claims. {'; '.join(told)}."
