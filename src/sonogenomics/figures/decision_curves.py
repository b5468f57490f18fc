"""Whether acting on a model would help more than acting on all patients, or on none."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sonogenomics.figures.candidates import NO_CANDIDATES, label, looks, shown_candidates
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import GREY, INK, canvas, faint_grid, styled
from sonogenomics.figures.wording import interval, number
from sonogenomics.study import Outcome

NAME, TITLE = "decision-curves", "Decision curves: net benefit"
MOST = 4
LOWEST = -0.04  # below it a curve says only that it is worse than doing nothing
ALL, NONE = "all", "none"


@styled
def decision_curves(
    curves: pd.DataFrame, candidates: pd.DataFrame, outcome: Outcome
) -> Figure | Missing:
    """Draw net benefit against the probability from which one would act.

    Parameters
    ----------
    curves : DataFrame
        `catalog.DecisionCurve`.
    candidates : DataFrame
        `catalog.Candidates`: which are shown.
    outcome : Outcome
        What the arms are called.

    Returns
    -------
    Figure or Missing
    """
    if curves.empty or candidates.empty:
        return Missing(NAME, TITLE, NO_CANDIDATES)
    names = shown_candidates(candidates, MOST)
    drawing = canvas(6.4, 3.4)
    axes = drawing.add_subplot()
    _line(axes, curves, ALL).set(color=GREY, lw=2.6, alpha=0.7, label="act on all")
    _line(axes, curves, NONE).set(color=INK, lw=1.1, linestyle="--", label="act on none")
    for name, (colour, style) in looks(candidates, names).items():
        _line(axes, curves, name).set(color=colour, linestyle=style, label=label(name), lw=1.7)
    share = _share_positive(curves)
    axes.set_ylim(LOWEST, max(share, 0.1) * 1.12)
    axes.set_xlim(0, 1)
    axes.set_xlabel(f"Probability of {outcome.positive} from which one would act")
    axes.set_ylabel("Net benefit, true positives a patient")
    axes.legend(loc="upper right")
    faint_grid(axes)
    data = curves[curves["policy"].isin([*names, ALL, NONE])].reset_index(drop=True)
    where = _better(curves, names[0])
    return Figure(NAME, TITLE, _caption(names[0], where, share), _alt(names, where), drawing, data)


def _line(axes: Axes, curves: pd.DataFrame, name: str) -> Line2D:
    mine = curves[curves["policy"] == name].sort_values("threshold")
    return axes.plot(mine["threshold"], mine["net_benefit"])[0]


def _share_positive(curves: pd.DataFrame) -> float:
    """Of acting on all: benefit = share - (1 - share) t / (1 - t), solved for the share."""
    row = curves[curves["policy"] == ALL].sort_values("threshold").iloc[0]
    odds = float(row["threshold"]) / (1 - float(row["threshold"]))
    return (float(row["net_benefit"]) + odds) / (1 + odds)


def _better(curves: pd.DataFrame, name: str) -> str:
    """Thresholds at which acting on a candidate beats acting on all and on none."""
    table = curves.pivot_table(index="threshold", columns="policy", values="net_benefit")
    best = table[[ALL, NONE]].max(axis=1)
    at = table.index[table[name] > best + 1e-9]
    if not len(at):
        return "at no threshold"
    ends = interval(float(at.min()), float(at.max()))
    return f"at {len(at)} of {len(table)} thresholds ({ends})"


def _caption(first: str, where: str, share: float) -> str:
    return (
        "Net benefit counts a true positive as 1 and a false positive as the odds of the threshold "
        "(Vickers and Elkin), in patients left out. A model is of use only where its line lies "
        f"above both grey (act on all) and dashed (act on none). {label(first)} does {where}; by "
        "chance alone a line stays at or below the higher of the two, give or take a little. "
        "Share positive: "
        f"{number(share)}, by the study's choice of patients, not that of a clinic. "
        "Profile: honest."
    )


def _alt(names: list[str], where: str) -> str:
    return (
        f"Net benefit of {', '.join(map(label, names))}, of acting on all and on none; "
        f"{label(names[0])} is best {where}."
    )
