"""How well the network outlines patients it has never seen."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.judged import HELD_OUT, groups, judged, mean_interval, unseen
from sonogenomics.figures.style import (
    BLUE,
    GREEN,
    INK,
    VERMILLION,
    canvas,
    faint_grid,
    readable,
    styled,
)
from sonogenomics.figures.wording import counted, interval, number
from sonogenomics.profiles import Profile

NAME, TITLE = "dice-by-patient", "Agreement with the expert's outline, by patient"
GOAL = 0.9  # what the best published models reach on breast ultrasound
WIDE = 0.24  # half the width over which points are spread


@styled
def dice_by_patient(
    agreement: pd.DataFrame, images: pd.DataFrame, weights: str, profile: Profile
) -> Figure | Missing:
    """Draw each patient's mean Dice, by fold and by scanner.

    Parameters
    ----------
    agreement : DataFrame
        `catalog.Agreement`.
    images : DataFrame
        `catalog.Images`: for the scanners.
    weights : str
        From which weights the network was trained, in words.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    patients = judged(agreement, images) if len(agreement) else agreement
    if patients.empty:
        reason = "No patient whom the network had not seen was outlined by an expert."
        return Missing(NAME, TITLE, reason)
    folds = groups(patients)
    known = patients[patients["scanner"] != ""]
    scanners = sorted(set(known["scanner"]))
    columns = [("group", folds, patients)]
    columns += [("scanner", scanners, known)] if scanners else []
    drawing = canvas(7.2, 3.5)
    ratios = [max(len(names), 1) for _, names, _ in columns]
    panels = drawing.subplots(1, len(columns), sharey=True, squeeze=False, width_ratios=ratios)[0]
    for axes, (column, names, rows) in zip(panels, columns, strict=True):
        for place, name in enumerate(names):
            _group(axes, rows.loc[rows[column] == name, "dice"], place, _colour(name, column))
        _dress(axes, names, "by network" if column == "group" else "by scanner")
    panels[0].set_ylabel("Dice, mean of a patient's images")
    panels[0].set_ylim(min(0.5, float(patients["dice"].min())) - 0.03, 1.02)
    caption = _caption(agreement, unseen(agreement, images), weights, profile)
    return Figure(NAME, TITLE, caption, _alt(patients, folds), drawing, patients)


def _colour(name: str, column: str) -> str:
    if column == "scanner":
        return GREEN
    return VERMILLION if name == HELD_OUT else BLUE


def _group(axes: Axes, dice: pd.Series, place: int, colour: str) -> None:
    values = np.sort(dice.to_numpy(dtype=float))
    # evenly, alternating from side to side: no draw, so the figure is the same every time
    offsets = ((np.arange(len(values)) * 0.618034) % 1 - 0.5) * 2 * WIDE
    alpha = 0.75 if len(values) < 100 else 0.4  # noqa: PLR2004 - many points: fainter
    axes.scatter(place + offsets, values, s=9, color=colour, alpha=alpha, lw=0, zorder=2)
    axes.boxplot(
        values,
        positions=[place],
        widths=0.62,
        whis=(2.5, 97.5),
        showfliers=False,
        boxprops={"color": INK, "linewidth": 1.1},
        medianprops={"color": INK, "linewidth": 2},
        whiskerprops={"color": INK},
        capprops={"color": INK},
        manage_ticks=False,
        zorder=3,
    )


def _dress(axes: Axes, names: list[str], title: str) -> None:
    axes.axhline(GOAL, color=INK, linestyle="--", linewidth=0.9)
    labels = [readable(name, 18).replace(" (", "\n(") for name in names]
    axes.set_xticks(range(len(names)), labels=labels)
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.tick_params(axis="x", length=0)
    axes.set_title(title)
    faint_grid(axes, "y")


def _caption(agreement: pd.DataFrame, fresh: pd.DataFrame, weights: str, profile: Profile) -> str:
    mean, low, high = mean_interval(fresh)
    n_fresh = int(fresh["patient_id"].nunique())
    n_seen = int(agreement.loc[agreement["seen"].astype(bool), "patient_id"].nunique())
    parts = [_one(fresh[fresh["group"] == name], name) for name in groups(fresh)]
    left_out = (
        f" {counted(n_seen, 'patient')} on whom the network was trained "
        f"{'is' if n_seen == 1 else 'are'} left out."
        if n_seen
        else ""
    )
    return (
        f"Mean Dice {number(mean)} (95 % interval {interval(low, high)}, bootstrap over patients) "
        f"in {counted(n_fresh, 'patient')}, {counted(len(fresh), 'image')}, none of whom the "
        f"network had seen ({'; '.join(parts)}); network {weights}. Each point is a patient, the "
        "box holds the middle half, whiskers 95 %; dashed: 0.90, what the best published models "
        "reach. Exactly one detection, the published study's criterion of acceptance, was met on "
        f"{100 * float(fresh['accepted'].mean()):.1f} % of these images: it says that something "
        f"was found, not how well.{left_out} Profile: {profile.name}."
    )


def _one(rows: pd.DataFrame, name: str) -> str:
    mean, low, high = mean_interval(rows)
    limits = f" [{interval(low, high)}]" if np.isfinite(low) else ""
    return f"{name}: {number(mean)}{limits}, n = {rows['patient_id'].nunique()}"


def _alt(patients: pd.DataFrame, folds: list[str]) -> str:
    median = patients.groupby("group")["dice"].median()
    told = "; ".join(f"{name}: median {median[name]:.2f}" for name in folds)
    return f"Box plots of Dice of {len(patients)} patients. {told}."
