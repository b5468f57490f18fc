"""Whether a score of 30 % means that 30 of 100 such patients are positive."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sonogenomics.figures.candidates import NO_CANDIDATES, label, looks, shown_candidates
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import INK, canvas, faint_grid, styled
from sonogenomics.figures.wording import number
from sonogenomics.study import Outcome

NAME, TITLE = "calibration-curves", "Calibration: predicted beside observed"
MOST = 3  # panels beside each other


@styled
def calibration_curves(
    calibration: pd.DataFrame, candidates: pd.DataFrame, outcome: Outcome
) -> Figure | Missing:
    """Draw the share of positive patients against the score they were given.

    Parameters
    ----------
    calibration : DataFrame
        `catalog.Calibration`.
    candidates : DataFrame
        `catalog.Candidates`: slope, intercept and Brier score.
    outcome : Outcome
        What the arms are called.

    Returns
    -------
    Figure or Missing
    """
    if calibration.empty or candidates.empty:
        return Missing(NAME, TITLE, NO_CANDIDATES)
    names = shown_candidates(candidates, MOST)
    drawing = canvas(2.35 * max(len(names), 2) + 0.3, 3.0)
    panels = drawing.subplots(1, max(len(names), 2), sharex=True, sharey=True, squeeze=False)[0]
    for axes, name in zip(panels, names, strict=False):
        row = candidates.set_index("candidate").T[name]
        colour = looks(candidates, names)[name][0]
        _panel(axes, calibration[calibration["candidate"] == name], row, colour)
    for axes in panels[len(names) :]:
        axes.set_axis_off()
    panels[0].set_ylabel(f"Share {outcome.positive}")
    data = calibration[calibration["candidate"].isin(names)].reset_index(drop=True)
    caption, alt = _caption(candidates, names, outcome), _alt(candidates, names)
    return Figure(NAME, TITLE, caption, alt, drawing, data)


def _panel(axes: Axes, rows: pd.DataFrame, judged: pd.Series, colour: str) -> None:
    axes.plot([0, 1], [0, 1], color=INK, linestyle="--", linewidth=0.9, alpha=0.7)
    x, y = (rows[name].to_numpy(dtype=float) for name in ("predicted", "observed"))
    low, high = y - rows["low"].to_numpy(dtype=float), rows["high"].to_numpy(dtype=float) - y
    axes.errorbar(
        x, y, yerr=np.clip([low, high], 0, None), color=colour, marker="o", ms=4.5, lw=1.2
    )
    axes.set_title(label(judged.name))
    axes.text(0.04, 0.97, _numbers(judged), transform=axes.transAxes, va="top", fontsize=8)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_box_aspect(1)
    axes.set_xticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    axes.set_yticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    axes.set_xlabel("Score (predicted)")
    faint_grid(axes)


def _numbers(row: pd.Series) -> str:
    return (
        f"slope {number(row['slope'])}\nintercept {number(row['intercept'])}\n"
        f"Brier {number(row['brier'], 3)}"
    )


def _caption(candidates: pd.DataFrame, names: list[str], outcome: Outcome) -> str:
    rows = candidates.set_index("candidate").loc[names]
    saved = [f"{label(name)} {number(row['brier_scaled'])}" for name, row in rows.iterrows()]
    return (
        "Patients left out, in groups of rising score over all repeats; bars: 95 % (Wilson, each "
        f"patient counted once). On the dashed line the score is the share {outcome.positive}. "
        "Slope below 1: scores too extreme; intercept above 0: too low on the whole; a dash: the "
        "scores separate the arms or are all equal, so there is no slope. Scaled Brier score "
        f"(1 perfect, 0 what chance and the share of positives give): {', '.join(saved)}. "
        "Profile: honest."
    )


def _alt(candidates: pd.DataFrame, names: list[str]) -> str:
    rows = candidates.set_index("candidate").loc[names]
    told = [
        f"{label(name)}: slope {number(row['slope'])}, intercept {number(row['intercept'])}"
        for name, row in rows.iterrows()
    ]
    return f"Observed share against predicted score. {'; '.join(told)}."
