"""How many functions each URF's genes have, library by library, beside chance."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sonogenomics.figures.chance_of import NOT_PERMUTED, Null, chance_by_feature, chance_of
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.functions import ROLE_WORDS, shown_of
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    canvas,
    faint_grid,
    readable,
    short_feature,
    styled,
)
from sonogenomics.figures.wording import counted, number
from sonogenomics.profiles import Profile

NAME = "function-bars"
MOST = 30
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION)
OTHER = "other libraries"


@styled
def function_bars(
    enrichment: pd.DataFrame,
    modules: pd.DataFrame,
    chance: pd.DataFrame,
    profile: Profile,
    role: str,
) -> Figure | Missing:
    """Draw a bar a feature, its enriched functions stacked by library.

    Parameters
    ----------
    enrichment : DataFrame
        `catalog.Enrichment`.
    modules : DataFrame
        `catalog.Modules`: its features are marked.
    chance : DataFrame
        `catalog.Chance`.
    profile : Profile
        Named in the caption.
    role : {'discovery', 'validation', 'paired'}
        Which gene lists.

    Returns
    -------
    Figure or Missing
    """
    name, title = f"{NAME}-{role}", f"Enriched functions of each URF, {role} series"
    rows = enrichment[enrichment["role"] == role] if len(enrichment) else enrichment
    if rows.empty:
        return Missing(name, title, f"No gene list of the {role} series met a gene set.")
    counts = _counts(rows)
    shown = counts.head(MOST)
    nulls = chance_by_feature(chance, f"enrichment.n_enriched.{role}", profile.name)
    drawing = canvas(7.2, 1.25 + 0.18 * len(shown))
    axes = drawing.add_subplot()
    _bars(axes, shown)
    _chance(axes, list(shown.index), nulls)
    members = set(modules["feature"]) if len(modules) else set()
    labels = [short_feature(f, 40) + (" •" if f in members else "") for f in shown.index]
    axes.set_yticks(range(len(shown)), labels=labels, fontsize=7.5)
    _dress(axes, shown, has_null=bool(len(nulls)))
    data = shown.join(nulls).rename_axis("feature").reset_index()
    null = chance_of(chance, f"enrichment.n_enriched.{role}", profile.name)
    caption = _caption(counts, len(shown), null, (role, profile))
    return Figure(name, title, caption, _alt(shown), drawing, data)


def _counts(rows: pd.DataFrame) -> pd.DataFrame:
    """Enriched functions, features x libraries, the most first; later libraries put together."""
    wide = rows.pivot_table(
        index="feature", columns="library", values="enriched", aggfunc="sum", fill_value=0
    ).astype(int)
    largest = list(wide.sum().sort_values(ascending=False, kind="stable").index)
    if len(largest) > len(COLOURS):
        kept = largest[: len(COLOURS) - 1]
        wide = wide[kept].assign(**{OTHER: wide.drop(columns=kept).sum(axis=1)})
    else:
        wide = wide[largest]
    total = wide.sum(axis=1)
    order = sorted(wide.index, key=lambda feature: (-int(total[feature]), feature))
    return wide.loc[order].rename_axis(columns=None)


def _bars(axes: Axes, shown: pd.DataFrame) -> None:
    start = np.zeros(len(shown))
    for library, colour in zip(shown.columns, COLOURS, strict=False):
        n = shown[library].to_numpy()
        bars = axes.barh(range(len(shown)), n, left=start, height=0.68, color=colour, alpha=0.85)
        for bar, feature, count in zip(bars, shown.index, n, strict=True):
            tip(bar, f"{short_feature(feature)}, {readable(library, 40)}: {count} functions")
        start += n


def _chance(axes: Axes, features: list[str], nulls: pd.DataFrame) -> None:
    for place, feature in enumerate(features):
        if feature in nulls.index:
            row = nulls.loc[feature].to_dict()
            axes.hlines(place, row["null_low"], row["null_high"], color=INK, lw=1.1)
            mark = axes.plot(row["null_mean"], place, "|", color=INK, ms=8, mew=1.6)[0]
            tip(
                mark, f"{short_feature(feature)}: by chance {number(row['null_mean'], 1)} functions"
            )


def _dress(axes: Axes, shown: pd.DataFrame, *, has_null: bool) -> None:
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel("Enriched functions")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.tick_params(axis="y", length=0)
    faint_grid(axes, "x")
    keys: list[Patch | Line2D] = [
        Patch(color=colour, alpha=0.85, label=readable(library, 34))
        for library, colour in zip(shown.columns, COLOURS, strict=False)
    ]
    if has_null:
        keys.append(
            Line2D([], [], color=INK, lw=1.1, marker="|", mew=1.6, ms=8, label="by chance, 95 %")
        )
    axes.figure.legend(handles=keys, loc="outside upper center", ncols=2, columnspacing=1.2)


def _caption(
    counts: pd.DataFrame, n_shown: int, null: Null | None, words: tuple[str, Profile]
) -> str:
    role, profile = words
    total, some = int(counts.to_numpy().sum()), int((counts.sum(axis=1) > 0).sum())
    beside = f"All features together: {null.at_length()}." if null else NOT_PERMUTED
    return (
        f"Enriched functions of {shown_of(n_shown, len(counts))} with a gene list "
        f"({counted(total, 'function')} over all features, {some} of which have one; dot: in the "
        f"module); gene lists from {ROLE_WORDS[role]}. Bars in ink: mean and middle 95 % when the "
        f"step is permuted, feature by feature. {beside} Profile: {profile.name}."
    )


def _alt(shown: pd.DataFrame) -> str:
    told = [f"{short_feature(f)} {int(row.sum())}" for f, row in shown.head(12).iterrows()]
    return f"Stacked bars of enriched functions for {len(shown)} features: {', '.join(told)}."
