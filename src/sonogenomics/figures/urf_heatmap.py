"""All URFs and the differential ones, patient by patient."""

from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.image import AxesImage

from sonogenomics.figures.arms import Arms, rule, whose
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hover import tip_grid
from sonogenomics.figures.style import (
    INK,
    NEGATIVE,
    POSITIVE,
    canvas,
    family_of,
    short_feature,
    styled,
)
from sonogenomics.figures.wording import p_text
from sonogenomics.profiles import Profile

NAME, TITLE = "urf-heatmap", "Ultrasound radiomic features by arm"
MOST = 16


@styled
def urf_heatmap(arms: Arms | None, profile: Profile, alpha: float) -> Figure | Missing:
    """Draw every URF of every patient as its rank, arms side by side.

    Parameters
    ----------
    arms : Arms or None
        None: the study has no URFs.
    profile : Profile
        Named in the caption.
    alpha : float
        Level of the differential rule.

    Returns
    -------
    Figure or Missing
    """
    if arms is None:
        return Missing(NAME, TITLE, "This run has no URF table, so there is no heatmap.")
    ranks = scaled_ranks(arms.urfs)
    order = _patients_in_order(ranks, arms)
    everything = ranks.iloc[order, _by_family(arms)]
    few = ranks.iloc[order][arms.foremost(MOST)]
    drawing = canvas(7.2, 4.3 + 0.19 * few.shape[1])
    image = _draw(drawing, everything, few, arms)
    bar = drawing.colorbar(image, ax=drawing.axes, shrink=0.5, aspect=28, location="bottom")
    bar.set_ticks([0.02, 0.5, 0.98], labels=["lowest", "median", "highest"])
    bar.set_label("Rank of the patient in the feature")
    bar.outline.set_visible(False)
    data = everything.T.rename_axis("feature").reset_index()
    caption = _caption(arms, few, profile, alpha)
    return Figure(NAME, TITLE, caption, _alt(arms), drawing, data, zoomable=True)


def scaled_ranks(urfs: pd.DataFrame) -> pd.DataFrame:
    """Replace each value by its rank within the feature, from 0 (lowest) to 1 (highest).

    Examples
    --------
    >>> scaled_ranks(pd.DataFrame({"a": [5.0, 1.0, 9.0]}))["a"].tolist()
    [0.5, 0.0, 1.0]
    """
    most = max(len(urfs) - 1, 1)
    return (urfs.rank(method="average") - 1) / most


def _patients_in_order(ranks: pd.DataFrame, arms: Arms) -> np.ndarray:
    """Positive arm first; within an arm by the mean of the foremost features, signed alike."""
    shown = arms.foremost(MOST)
    signs = np.where(arms.tested.loc[shown, "rank_biserial"].to_numpy() < 0, -1.0, 1.0)
    likeness = (ranks[shown].to_numpy() * signs).mean(axis=1)
    return np.lexsort((np.arange(len(likeness)), -likeness, ~arms.positive))


def _by_family(arms: Arms) -> list[int]:
    names = list(arms.urfs.columns)
    return sorted(range(len(names)), key=lambda i: (family_of(names[i]), names[i]))


def _draw(drawing: Drawing, everything: pd.DataFrame, few: pd.DataFrame, arms: Arms) -> AxesImage:
    heights = [12, max(3, few.shape[1])]
    top, bottom = drawing.subplots(2, 1, height_ratios=heights)
    _arm_names(top, arms)
    image = _panel(top, everything, arms.n_positive)
    for axes, shown in ((top, everything), (bottom, few)):
        tip_grid(
            axes, _words(shown, arms), (-0.5, shown.shape[0] - 0.5, shown.shape[1] - 0.5, -0.5)
        )
    _family_names(top, list(everything.columns))
    _panel(bottom, few, arms.n_positive)
    bottom.set_yticks(range(few.shape[1]), labels=[short_feature(name) for name in few.columns])
    return image


def _words(ranks: pd.DataFrame, arms: Arms) -> np.ndarray:
    """A feature answers for its whole row; patients are too many for cells."""
    tested = arms.tested.loc[list(ranks.columns)]
    told = [
        f"{short_feature(name)}: p {p_text(row['p'])}, adjusted {p_text(row['p_bh'])}, "
        f"{'higher' if row['rank_biserial'] > 0 else 'lower'} in {arms.outcome.positive}"
        for name, row in tested.iterrows()
    ]
    return np.array(told, dtype=object)[:, None]


def _panel(axes: Axes, ranks: pd.DataFrame, n_positive: int) -> AxesImage:
    image = axes.imshow(
        ranks.to_numpy().T, aspect="auto", cmap="PuOr_r", vmin=0, vmax=1, interpolation="nearest"
    )
    axes.axvline(n_positive - 0.5, color=INK, linewidth=1.6)
    axes.set_xticks([])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return image


def _arm_names(axes: Axes, arms: Arms) -> None:
    middle, n = arms.n_positive, len(arms.positive)
    spans = (
        (arms.outcome.positive, POSITIVE, 0, middle),
        (arms.outcome.negative, NEGATIVE, middle, n),
    )
    for label, colour, start, end in spans:
        if end > start:
            where = axes.get_xaxis_transform()
            at = (start + end - 1) / 2
            text = f"{label}, n = {end - start}"
            ends = [start - 0.3, end - 0.7]
            axes.plot(ends, [1.018, 1.018], color=colour, lw=4, transform=where, clip_on=False)
            axes.text(at, 1.035, text, ha="center", va="bottom", transform=where)


def _family_names(axes: Axes, names: list[str]) -> None:
    ticks, labels, start = [], [], 0
    for family, members in groupby(names, key=family_of):
        n = len(list(members))
        ticks.append(start + (n - 1) / 2)
        labels.append(f"{family} ({n})")
        if start:
            axes.axhline(start - 0.5, color=INK, linewidth=0.8)
        start += n
    axes.set_yticks(ticks, labels=labels)


def _caption(arms: Arms, few: pd.DataFrame, profile: Profile, alpha: float) -> str:
    n_selected = len(arms.selected())
    below = (
        f"the {few.shape[1]} of smallest p-value among the {n_selected} differential ones"
        if n_selected > few.shape[1]
        else f"the {n_selected} differential ones"
        if n_selected
        else f"no feature is differential; the {few.shape[1]} of smallest p-value stand here"
    )
    return (
        f"Each column is a patient ({arms.n_positive} {arms.outcome.positive}, {arms.n_negative} "
        f"{arms.outcome.negative}; {whose(profile)}), each row a feature as its rank among them. "
        f"Above, all {arms.urfs.shape[1]} by class; below, {below} ({rule(profile, alpha)}). "
        "Within an arm, patients stand in order of the lower panel's features, so a gradient "
        f"inside an arm is made by that order; only a difference between the arms says "
        f"something about {arms.outcome.name}, and without one the two halves would look alike. "
        f"By chance alone {alpha * len(arms.tested):.1f} of {len(arms.tested)} features would "
        f"reach raw p < {alpha:g}. "
        f"Profile: {profile.name}."
    )


def _alt(arms: Arms) -> str:
    shown = ", ".join(map(short_feature, arms.foremost(MOST)))
    return (
        f"Heatmap of {arms.urfs.shape[1]} features by {len(arms.urfs)} patients, "
        f"{arms.outcome.positive} on the left, and below it the features {shown}."
    )
