"""Every candidate of the nested cross-validation, each with its interval, none left out."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sonogenomics.figures.candidates import CHOSEN, NO_CANDIDATES, REFERENCE, label, roles
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import GREY, INK, canvas, faint_grid, styled
from sonogenomics.figures.wording import counted, interval, number, p_text

NAME, TITLE = "candidates-forest", "Everything inside the folds: all candidates"
COLUMNS = [
    *("candidate", "what", "auc", "auc_low", "auc_high", "difference", "difference_low"),
    *("difference_high", "p", "p_delong", "reference", "chosen"),
]


@styled
def candidates_forest(candidates: pd.DataFrame) -> Figure | Missing:
    """Draw each candidate's AUC in patients left out, and its difference to the reference.

    Parameters
    ----------
    candidates : DataFrame
        `catalog.Candidates`.

    Returns
    -------
    Figure or Missing
    """
    if candidates.empty:
        return Missing(NAME, TITLE, NO_CANDIDATES)
    rows = candidates.sort_values("auc", ascending=False, kind="stable").reset_index(drop=True)
    drawing = canvas(7.2, 1.0 + 0.3 * len(rows))
    left, right = drawing.subplots(1, 2, sharey=True, width_ratios=[1.25, 1])
    _aucs(left, rows)
    _differences(right, rows)
    left.set_yticks(range(len(rows)), labels=[_named(row) for _, row in rows.iterrows()])
    left.set_ylim(len(rows) - 0.4, -0.6)
    return Figure(NAME, TITLE, _caption(rows), _alt(rows), drawing, rows[COLUMNS])


def _named(row: pd.Series) -> str:
    role = roles(row)
    return f"{label(row['candidate'])} ({role})" if role else label(row["candidate"])


def _colour(row: pd.Series) -> str:
    return CHOSEN if row["chosen"] else REFERENCE if row["reference"] else GREY


def _aucs(axes: Axes, rows: pd.DataFrame) -> None:
    for place, row in rows.iterrows():
        colour, y = _colour(row), float(str(place))
        axes.hlines(y, row["auc_q025"], row["auc_q975"], color=colour, lw=5, alpha=0.22)
        axes.hlines(y, row["auc_low"], row["auc_high"], color=colour, lw=1.8)
        (mark,) = axes.plot(row["auc"], y, _marker(row), color=colour, ms=6, mec=INK, mew=0.6)
        mark.set_zorder(4)
        between = interval(row["auc_low"], row["auc_high"])
        tip(mark, f"{label(row['candidate'])}: AUC {number(row['auc'])} ({between})")
    axes.axvline(0.5, color=INK, linestyle="--", linewidth=1)
    axes.set_title("AUC, patients left out")
    axes.set_xlabel("line: 95 % interval; band: 95 % of folds")
    axes.tick_params(axis="y", length=0)
    faint_grid(axes, "x")


def _marker(row: pd.Series) -> str:
    return "D" if row["chosen"] else "s" if row["reference"] else "o"


def _differences(axes: Axes, rows: pd.DataFrame) -> None:
    for place, row in rows.iterrows():
        colour, y = _colour(row), float(str(place))
        if np.isfinite(row["difference"]):
            axes.hlines(y, row["difference_low"], row["difference_high"], color=colour, lw=1.8)
            axes.plot(row["difference"], y, _marker(row), color=colour, ms=6, mec=INK, mew=0.6)
    axes.axvline(0, color=REFERENCE, linewidth=1.2)
    axes.set_title("AUC over the reference's")
    axes.set_xlabel("difference, fold by fold, 95 % interval")
    axes.tick_params(axis="y", length=0)
    faint_grid(axes, "x")


def _caption(rows: pd.DataFrame) -> str:
    n = counted(len(rows), "procedure")
    honest = rows[rows["chosen"]]
    told = f" {_told(honest.iloc[0])}" if len(honest) else ""
    return (
        f"{n}, each run anew in every training fold with scaling, choice of features, module and "
        "settings inside; all are shown. Intervals and tests are corrected for folds sharing their "
        f"training patients (Nadeau-Bengio). Dashed: chance, 0.50.{told} Picking the top row after "
        "looking would be optimistic again; the one called honest chooses inside the training "
        "folds. Profile: honest."
    )


def _told(row: pd.Series) -> str:
    first = (
        f"{label(row['candidate'])}: {number(row['auc'])} "
        f"({interval(row['auc_low'], row['auc_high'])})"
    )
    if not np.isfinite(row["difference"]):
        return f"{first}."
    limits = interval(row["difference_low"], row["difference_high"], 3)
    return (
        f"{first}, {number(row['difference'], 3)} ({limits}) over the reference, "
        f"p {p_text(row['p'])}."
    )


def _alt(rows: pd.DataFrame) -> str:
    told = [
        f"{_named(row)} {number(row['auc'])} ({interval(row['auc_low'], row['auc_high'])})"
        for _, row in rows.iterrows()
    ]
    return f"AUC with 95 % interval: {'; '.join(told)}."
