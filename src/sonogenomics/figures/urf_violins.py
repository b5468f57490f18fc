"""Distributions of the foremost URFs in the two arms."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sonogenomics.figures.arms import Arms, rule, whose
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import INK, NEGATIVE, POSITIVE, canvas, short_feature, styled
from sonogenomics.figures.wording import p_text
from sonogenomics.profiles import Profile

NAME, TITLE = "urf-violins", "Differential URFs in the two arms"
MOST, ACROSS = 8, 4


@styled
def urf_violins(arms: Arms | None, profile: Profile, alpha: float) -> Figure | Missing:
    """Draw up to eight differential features; the eight of smallest p where none is.

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
        return Missing(NAME, TITLE, "This run has no URF table, so there are no violins.")
    shown = arms.foremost(MOST)
    across = min(ACROSS, len(shown))
    n_rows = -(-len(shown) // across)
    drawing = canvas(1.8 * across, 2.35 * n_rows)
    grid = drawing.subplots(n_rows, across, squeeze=False)
    for axes, feature in zip(grid.flat, shown, strict=False):
        _violins(axes, arms, feature)
    for axes in list(grid.flat)[len(shown) :]:
        axes.set_axis_off()
    title = TITLE if arms.selected() else f"No URF is differential: the {len(shown)} of smallest p"
    caption = _caption(arms, shown, profile, alpha)
    return Figure(NAME, title, caption, _alt(arms, shown), drawing, _data(arms, shown))


def _violins(axes: Axes, arms: Arms, feature: str) -> None:
    values = arms.urfs[feature].to_numpy(dtype=float)
    for place, (mask, colour) in enumerate(
        ((arms.positive, POSITIVE), (~arms.positive, NEGATIVE)), start=1
    ):
        mine = values[mask & np.isfinite(values)]
        arm = arms.outcome.positive if place == 1 else arms.outcome.negative
        _violin(axes, mine, place, colour, f"{short_feature(feature)}, {arm}")
    p, p_bh = (float(arms.tested[column].loc[feature]) for column in ("p", "p_bh"))
    head = short_feature(feature).replace(" ", "\n", 1)
    axes.set_title(_broken(head), fontsize=8.5, linespacing=1.1)
    axes.set_xlabel(f"p {p_text(p)}\nadjusted {p_text(p_bh)}", fontsize=8)
    axes.set_xticks([1, 2], labels=list(arms.outcome.shorts))
    axes.set_xlim(0.4, 2.6)
    axes.tick_params(axis="y", labelsize=7.5)
    axes.locator_params(axis="y", nbins=4)


def _violin(axes: Axes, values: np.ndarray, place: int, colour: str, name: str) -> None:
    if len(np.unique(values)) > 1:
        body = axes.violinplot(values, [place], widths=0.85, showextrema=False)["bodies"][0]  # type: ignore[index]
        body.set(facecolor=colour, edgecolor=colour, alpha=0.45)
        low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
        tip(body, [f"{name}: n = {len(values)}, median {middle:.4g} ({low:.4g} to {high:.4g})"])
        axes.plot([place, place], [low, high], color=INK, linewidth=3.5, solid_capstyle="butt")
        axes.plot([place - 0.14, place + 0.14], [middle, middle], color=INK, linewidth=1.6)
    else:
        axes.plot(np.full(len(values), place), values, "o", color=colour, markersize=3)


def _broken(head: str, most: int = 21) -> str:
    """Break a long CamelCase name once, before a capital letter near its middle."""
    first, _, name = head.partition("\n")
    capitals = [i for i, letter in enumerate(name) if i and letter.isupper()]
    if len(name) <= most or not capitals:
        return head
    cut = min(capitals, key=lambda i: abs(i - len(name) / 2))
    return f"{first}\n{name[:cut]}\n{name[cut:]}"


def _data(arms: Arms, shown: list[str]) -> pd.DataFrame:
    arm = np.where(arms.positive, "positive", "negative")
    return arms.urfs[shown].assign(outcome=arm).rename_axis("patient_id").reset_index()


def _caption(arms: Arms, shown: list[str], profile: Profile, alpha: float) -> str:
    n_selected, n = len(arms.selected()), len(arms.tested)
    which = (
        f"{len(shown)} of the {n_selected} differential features ({rule(profile, alpha)})"
        if n_selected
        else f"No feature is differential ({rule(profile, alpha)}); the {len(shown)} of smallest p"
    )
    return (
        f"{which}. Width is density, the thick bar spans the quartiles, the cross line is the "
        f"median; {arms.n_positive} {arms.outcome.positive} and {arms.n_negative} "
        f"{arms.outcome.negative} patients, {whose(profile)}. p: two-sided Wilcoxon rank-sum, raw "
        f"and Benjamini-Hochberg adjusted over {n} features. By chance alone {alpha * n:.1f} of "
        f"{n} would reach raw p < {alpha:g}. Profile: {profile.name}."
    )


def _alt(arms: Arms, shown: list[str]) -> str:
    effects, arm = arms.tested["rank_biserial"], arms.outcome.positive
    told = [
        f"{short_feature(name)} ({'higher' if effects.loc[name] > 0 else 'lower'} in {arm})"
        for name in shown
    ]
    return f"Violin plots of {', '.join(told)}."
