"""Expression of the most linked genes, series by series, arms side by side."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from scipy import stats

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hover import fits, tip_grid
from sonogenomics.figures.style import INK, NEGATIVE, POSITIVE, canvas, readable, styled
from sonogenomics.figures.wording import counted, number
from sonogenomics.profiles import Profile
from sonogenomics.study import Outcome

NAME, TITLE = "expression-heatmap", "Expression of the most linked genes by arm"
MOST_GENES, MOST_SERIES, MOST_SAMPLES = 25, 4, 400
CUT = 2.5  # standard deviations at which colour ends
LEVEL = 0.05


class Expressed(NamedTuple):
    """Expression of one series: genes x samples, the outcome of each sample, all genes' share."""

    series: str
    role: str
    levels: pd.DataFrame  # the shown genes that it has measured
    outcome: "pd.Series[int]"
    n_genes: int
    share_differing: float  # of all its genes, between the arms at raw p < 0.05


@styled
def expression_heatmap(
    series: Sequence[Expressed], why: str, profile: Profile, outcome: Outcome
) -> Figure | Missing:
    """Draw each gene as its distance from the mean of its series.

    Parameters
    ----------
    series : sequence of Expressed
        The same genes in the same order, some perhaps missing.
    why : str
        How the genes were picked, in words.
    profile : Profile
        Named in the caption.
    outcome : Outcome
        What the arms are called.

    Returns
    -------
    Figure or Missing
    """
    shown = [one for one in series if len(one.levels) and one.outcome.nunique() == 2][:MOST_SERIES]  # noqa: PLR2004
    if not shown:
        return Missing(NAME, TITLE, "No gene is linked to a feature, or no series has both arms.")
    genes = list(dict.fromkeys(gene for one in shown for gene in one.levels.index))[:MOST_GENES]
    drawn = [_standardised(one, genes) for one in shown]
    drawing = canvas(7.2, 1.75 + 0.165 * len(genes))
    panels = drawing.subplots(
        1, len(drawn), sharey=True, squeeze=False, width_ratios=[part.shape[1] for part in drawn]
    )[0]
    for axes, one, values in zip(panels, shown, drawn, strict=True):
        image = _panel(axes, one, values, outcome)
    panels[0].set_yticks(range(len(genes)), labels=[readable(g, 18) for g in genes], fontsize=7.5)
    bar = drawing.colorbar(image, ax=list(panels), location="bottom", shrink=0.4, aspect=30)
    bar.set_label("Standard deviations from the series' mean")
    bar.outline.set_visible(False)
    tests = pd.concat([differing(one, genes) for one in shown], ignore_index=True)
    caption = _caption(tests, shown, (why, profile, outcome))
    return Figure(NAME, TITLE, caption, _alt(shown, genes), drawing, tests, zoomable=True)


def differing(one: Expressed, genes: Sequence[str]) -> pd.DataFrame:
    """Of each gene in a series: means of the arms, and Wilcoxon's rank-sum p between them."""
    values = one.levels.reindex([gene for gene in genes if gene in one.levels.index])
    positive = (one.outcome.loc[values.columns] == 1).to_numpy()
    table = values.to_numpy(dtype=float)
    p = stats.mannwhitneyu(table[:, positive], table[:, ~positive], axis=1, method="asymptotic")
    return pd.DataFrame(
        {
            "series": one.series,
            "gene": values.index,
            "mean_positive": table[:, positive].mean(axis=1),
            "mean_negative": table[:, ~positive].mean(axis=1),
            "n_positive": int(positive.sum()),
            "n_negative": int((~positive).sum()),
            "p": p.pvalue,
        }
    )


def _standardised(one: Expressed, genes: Sequence[str]) -> pd.DataFrame:
    """Positive arm first; within an arm, samples in order of their mean over the genes."""
    values = one.levels.reindex(list(genes))
    spread = values.std(axis=1, ddof=0).replace(0.0, np.nan)
    z = values.sub(values.mean(axis=1), axis=0).div(spread, axis=0)
    level = z.mean(axis=0).fillna(0.0).to_numpy()
    positive = (one.outcome.loc[z.columns] == 1).to_numpy()
    order = np.lexsort((np.arange(len(level)), -level, ~positive))
    if len(order) > MOST_SAMPLES:  # every so-manieth, so that both arms keep their share
        order = order[np.unique(np.linspace(0, len(order) - 1, MOST_SAMPLES).astype(int))]
    return z.iloc[:, order]


def _panel(axes: Axes, one: Expressed, z: pd.DataFrame, outcome: Outcome) -> AxesImage:
    image = axes.imshow(
        z.to_numpy(), aspect="auto", cmap="PuOr_r", vmin=-CUT, vmax=CUT, interpolation="nearest"
    )
    n_positive, n = int((one.outcome.loc[z.columns] == 1).sum()), z.shape[1]
    axes.axvline(n_positive - 0.5, color=INK, linewidth=1.4)
    for colour, start, end, label in (
        (POSITIVE, 0, n_positive, outcome.shorts[0]),
        (NEGATIVE, n_positive, n, outcome.shorts[1]),
    ):
        where, at = axes.get_xaxis_transform(), (start + end - 1) / 2
        ends = [start - 0.3, end - 0.7]
        axes.plot(ends, [1.02, 1.02], color=colour, lw=3.5, transform=where, clip_on=False)
        axes.text(at, 1.03, label, ha="center", va="bottom", fontsize=7, transform=where)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.set_title(f"{readable(one.series, 12)}", fontsize=8.5, pad=21)
    axes.set_xlabel(f"n = {n_positive} + {n - n_positive}", fontsize=7.5)
    for spine in axes.spines.values():
        spine.set_visible(False)
    _tips(axes, z, one, n_positive)
    return image


def _tips(axes: Axes, z: pd.DataFrame, one: Expressed, n_positive: int) -> None:
    """A gene in an arm answers with its mean; single samples are too many."""
    means = (z.iloc[:, :n_positive].mean(axis=1), z.iloc[:, n_positive:].mean(axis=1))
    spans = ((-0.5, n_positive - 0.5), (n_positive - 0.5, z.shape[1] - 0.5))
    for arm, mean, (left, right) in zip(("positive", "negative"), means, spans, strict=True):
        told = [
            f"{readable(gene, 60)}, {one.series}, {arm} arm: mean {number(value, 2)} standard "
            "deviations"
            for gene, value in mean.items()
        ]
        words = np.array(told, dtype=object)[:, None]
        if fits(*words.shape):
            tip_grid(axes, words, (left, right, len(words) - 0.5, -0.5))


def _caption(
    tests: pd.DataFrame, shown: Sequence[Expressed], words: tuple[str, Profile, Outcome]
) -> str:
    why, profile, outcome = words
    told = []
    for one in shown:
        mine = tests[tests["series"] == one.series]
        n_seen = int((mine["p"] < LEVEL).sum())
        by_chance = number(len(mine) * one.share_differing, 1)
        told.append(f"{one.series} {n_seen} of {len(mine)} ({by_chance})")
    n_genes = tests["gene"].nunique()
    return (
        f"{counted(n_genes, 'gene').capitalize()} {why}; each column is a sample, "
        f"{outcome.positive} on the left, within an arm in order of its mean, so a gradient inside "
        "an arm is made by that order. Genes that differ between the arms (two-sided Wilcoxon "
        f"rank-sum, raw p < {LEVEL:g}), in brackets how many of as many genes picked blindly from "
        f"the same series: {'; '.join(told)}. Profile: {profile.name}."
    )


def _alt(shown: Sequence[Expressed], genes: Sequence[str]) -> str:
    names = ", ".join(one.series for one in shown)
    return (
        f"Heatmaps of {len(genes)} genes in {len(shown)} series ({names}): "
        f"{', '.join(readable(gene, 20) for gene in genes)}."
    )
