"""Whether the score only repeats what stage, scanner, site or age say already."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import (
    BLUE,
    GREY,
    INK,
    VERMILLION,
    canvas,
    faint_grid,
    readable,
    styled,
)
from sonogenomics.figures.wording import number, p_text

NAME, TITLE = "confounders", "The score beside what might explain it"
PARTS = {
    "alone": ("variable alone", GREY, "s", -0.22),
    "score": ("score alone", BLUE, "o", 0.0),
    "both": ("both", VERMILLION, "D", 0.22),
}


@styled
def confounder_forest(confounders: pd.DataFrame) -> Figure | Missing:
    """Draw the AUC of each clinical variable alone, of the score, and of both together.

    Parameters
    ----------
    confounders : DataFrame
        `catalog.Confounders`.

    Returns
    -------
    Figure or Missing
    """
    if confounders.empty:
        return Missing(NAME, TITLE, "No clinical variable could be held against the score.")
    rows = confounders.reset_index(drop=True)
    drawing = canvas(6.8, 1.1 + 0.5 * len(rows))
    axes = drawing.add_subplot()
    for name in PARTS:
        _part(axes, rows, name)
    axes.axvline(0.5, color=INK, linestyle="--", linewidth=1)
    named = [
        f"{readable(row['confounder'], 26)}, n = {int(row['n']):,}" for _, row in rows.iterrows()
    ]
    axes.set_yticks(range(len(rows)), labels=named)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("AUC in patients left out, 95 % interval")
    faint_grid(axes, "x")
    keys = [
        Line2D([], [], color=colour, marker=marker, lw=1.8, ms=5.5, label=text)
        for text, colour, marker, _ in PARTS.values()
    ]
    drawing.legend(handles=keys, loc="outside upper center", ncols=3)
    return Figure(NAME, TITLE, _caption(rows), _alt(rows), drawing, rows)


def _part(axes: Axes, rows: pd.DataFrame, name: str) -> None:
    _, colour, marker, shift = PARTS[name]
    y = rows.index.to_numpy(dtype=float) + shift
    axes.hlines(y, rows[f"auc_{name}_low"], rows[f"auc_{name}_high"], color=colour, lw=1.8)
    axes.plot(rows[f"auc_{name}"], y, marker, color=colour, ms=5.5, mec=INK, mew=0.5, zorder=4)


def _caption(rows: pd.DataFrame) -> str:
    told = [
        f"{readable(row['confounder'], 26)} p {p_text(row['p_added'])}"
        for _, row in rows.iterrows()
    ]
    missing = rows[rows["n_missing"] > 0]
    lost = [
        f"{readable(row['confounder'], 26)} {int(row['n_missing']):,}"
        for _, row in missing.iterrows()
    ]
    unknown = f" Not known and left out: {', '.join(lost)} patients." if lost else ""
    return (
        "Logistic models of the variable, of the honest score, and of both, on the same patients "
        "of folds left out (4 times 5 folds; intervals corrected for their overlap); dashed: "
        "chance, 0.50. Where the red diamond is not right of the grey square, the score may be the "
        "variable in disguise. Does the score add to it (likelihood-ratio test): "
        f"{'; '.join(told)}.{unknown} Profile: honest."
    )


def _alt(rows: pd.DataFrame) -> str:
    told = [
        f"{readable(row['confounder'], 26)}: alone {number(row['auc_alone'])}, score "
        f"{number(row['auc_score'])}, both {number(row['auc_both'])}"
        for _, row in rows.iterrows()
    ]
    return f"AUC with intervals. {'; '.join(told)}."
