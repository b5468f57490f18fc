"""How much function the features of the module share."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.functions import ROLE_WORDS, shown_features, shown_of
from sonogenomics.figures.hover import tip_grid
from sonogenomics.figures.style import GREY, canvas, short_feature, styled
from sonogenomics.figures.wording import number
from sonogenomics.linking.modules import linking_role
from sonogenomics.profiles import Profile

NAME, TITLE = "overlap-matrix", "Shared function of the module's URFs"
MOST, FEW = 28, 14


@styled
def overlap_matrix(
    similarity: pd.DataFrame,
    modules: pd.DataFrame,
    selected: list[str],
    profile: Profile,
    min_overlap: float,
    role: str | None = None,
) -> Figure | Missing:
    """Draw the overlap coefficient of every pair of the module's features.

    Parameters
    ----------
    similarity : DataFrame
        `catalog.Similarity`.
    modules : DataFrame
        `catalog.Modules`.
    selected : list of str
        Differential features.
    profile : Profile
        Says which gene lists made the module.
    min_overlap : float
        Where a feature joins the module.
    role : str, optional
        Which gene lists; those that made the module unless told.

    Returns
    -------
    Figure or Missing
    """
    if similarity.empty:
        return Missing(NAME, TITLE, "No two features have an enriched function to compare.")
    name, title = (f"{NAME}-{role}", f"{TITLE}, {role} series") if role else (NAME, TITLE)
    role = role or linking_role(similarity, profile)
    rows = similarity[similarity["role"] == role].sort_values("overlap", ascending=False)
    features = shown_features(modules, selected, rows["feature_a"])[:MOST]
    square = _square(rows, features)
    if len(features) < 2 or np.isnan(square[~np.eye(len(features), dtype=bool)]).all():  # noqa: PLR2004
        reason = "Fewer than two features of the module have an enriched function to compare."
        return Missing(name, title, reason)
    side = max(1.5, min(4.3, 0.34 * len(features)))
    drawing = canvas(2.9 + side, 2.1 + side)
    _matrix(drawing.add_subplot(), square, features)
    n_module = max(len(modules), len(features))
    caption = _caption(square, n_module, role, profile, min_overlap)
    data = pd.DataFrame(square, index=features, columns=features).rename_axis("feature")
    alt = _alt(square, features)
    return Figure(name, title, caption, alt, drawing, data.reset_index(), zoomable=True)


def _square(rows: pd.DataFrame, features: list[str]) -> np.ndarray:
    """Overlap of each pair, NaN where a feature has no enriched term."""
    known = {
        pair: float(overlap)
        for pair, overlap in zip(
            zip(rows["feature_a"], rows["feature_b"], strict=True), rows["overlap"], strict=True
        )
    }
    square = np.full((len(features), len(features)), np.nan)
    for i, a in enumerate(features):
        for j, b in enumerate(features):
            square[i, j] = 1.0 if i == j else known.get((a, b), known.get((b, a), np.nan))
    return square


def _matrix(axes: Axes, square: np.ndarray, features: list[str]) -> None:
    hollow = np.where(np.eye(len(features), dtype=bool), np.nan, square)
    image = axes.imshow(hollow, cmap="cividis", vmin=0, vmax=1, interpolation="nearest")
    names = [short_feature(name, 32) for name in features]
    axes.set_xticks(range(len(names)), labels=names, rotation=90, fontsize=7.5)
    axes.set_yticks(range(len(names)), labels=names, fontsize=7.5)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    if len(features) <= FEW:
        _numbers(axes, hollow)
    tip_grid(axes, _words(hollow, features))
    bar = axes.figure.colorbar(image, ax=axes, shrink=0.6, aspect=20, pad=0.02)
    bar.set_label("Overlap coefficient")
    bar.outline.set_visible(False)


def _words(square: np.ndarray, features: list[str]) -> np.ndarray:
    names = [short_feature(name) for name in features]
    told = [
        [
            a if i == j else f"{a} and {b}: overlap {number(float(square[i, j]))}"
            for j, b in enumerate(names)
        ]
        for i, a in enumerate(names)
    ]
    return np.array(told, dtype=object)


def _numbers(axes: Axes, square: np.ndarray) -> None:
    for (i, j), value in np.ndenumerate(square):
        if np.isfinite(value):
            colour = "#ffffff" if value < 0.55 else "#111111"  # noqa: PLR2004 - cividis turns light
            axes.text(j, i, f"{value:.2f}", ha="center", va="center", fontsize=7, color=colour)
        elif i != j:
            axes.text(j, i, "–", ha="center", va="center", fontsize=7, color=GREY)


def _caption(
    square: np.ndarray, n_module: int, role: str, profile: Profile, min_overlap: float
) -> str:
    above = square[np.triu_indices(len(square), 1)]
    n, reached = int(np.isfinite(above).sum()), int((above >= min_overlap).sum())
    return (
        "Overlap coefficient |A ∩ B| / min(|A|, |B|) of the enriched terms of "
        f"{shown_of(len(square), n_module)}; gene lists from {ROLE_WORDS[role]}. "
        f"{reached} of {n} comparable pairs reach {min_overlap:g}, where a feature joins a "
        "differential one. Two features that are "
        "correlated in the images share genes and thus terms even when no gene is linked to "
        "either, so high overlap by itself is no evidence of shared biology. "
        f"Profile: {profile.name}."
    )


def _alt(square: np.ndarray, features: list[str]) -> str:
    above = square[np.triu_indices(len(features), 1)]
    return (
        f"Matrix of {len(features)} by {len(features)} features, overlap from "
        f"{np.nanmin(above):.2f} to {np.nanmax(above):.2f}, median {np.nanmedian(above):.2f}."
    )
