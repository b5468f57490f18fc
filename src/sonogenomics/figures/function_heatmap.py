"""Functions against features, and how each function's p-values lie over all features."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from scipy.stats import gaussian_kde

from sonogenomics.figures.chance_of import NOT_PERMUTED, chance_of
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.functions import ROLE_WORDS, chance_of_terms, shown_features, shown_of
from sonogenomics.figures.hover import tip, tip_grid
from sonogenomics.figures.style import BLUE, INK, SCALE, canvas, readable, short_feature, styled
from sonogenomics.figures.wording import counted, number, p_number
from sonogenomics.profiles import Profile

NAME = "function-heatmap"
MOST_TERMS, MOST_FEATURES = 20, 24
DEEPEST = 12.0  # -log10 p at which ridges and colours end
GRID = np.linspace(0.0, DEEPEST, 97)
RIDGE = 0.85  # of a row


@styled
def function_heatmap(
    enrichment: pd.DataFrame,
    features: tuple[pd.DataFrame, list[str]],
    chance: pd.DataFrame,
    profile: Profile,
    role: str,
) -> Figure | Missing:
    """Draw the foremost functions of a role: features as columns, and a ridge for each function.

    Parameters
    ----------
    enrichment : DataFrame
        `catalog.Enrichment`.
    features : tuple of DataFrame and list of str
        `catalog.Modules`, and the differential features.
    chance : DataFrame
        `catalog.Chance`: enriched functions under permutation.
    profile : Profile
        Named in the caption.
    role : {'discovery', 'validation', 'paired'}
        Which gene lists.

    Returns
    -------
    Figure or Missing
    """
    name, title = f"{NAME}-{role}", f"Functions of each URF's genes, {role} series"
    rows = enrichment[enrichment["role"] == role] if len(enrichment) else enrichment
    if rows.empty:
        return Missing(name, title, f"No gene list of the {role} series met a gene set.")
    terms = _foremost_terms(rows)
    strength = _strength(rows, terms, "p_bh")
    shown = _columns(strength, *features)
    n_module = max(len(features[0]), len(shown))
    drawing = canvas(7.2, 2.5 + 0.215 * len(terms))
    cells, ridges = drawing.subplots(1, 2, sharey=True, width_ratios=[2.6, 1.25])
    image = _heatmap(cells, strength[shown], terms)
    depths = _strength(rows, terms, "p")
    _ridges(ridges, depths, terms)
    _keys(image, ridges)
    data = _data(strength[shown], depths, terms)
    numbers = (len(terms), depths.shape[1], shown_of(len(shown), n_module))
    caption = _caption(rows, numbers, (chance, role), profile)
    return Figure(name, title, caption, _alt(terms, strength), drawing, data, zoomable=True)


def _foremost_terms(rows: pd.DataFrame) -> pd.DataFrame:
    """Functions enriched for most features first, then those of smallest p."""
    grouped = rows.groupby(["library", "term"])
    table = grouped.agg(n_features=("enriched", "sum"), p=("p_bh", "min")).reset_index()
    order = ["n_features", "p", "library", "term"]
    table = table.sort_values(order, ascending=[False, True, True, True])
    return table.head(MOST_TERMS).reset_index(drop=True)


def _strength(rows: pd.DataFrame, terms: pd.DataFrame, column: str) -> pd.DataFrame:
    """-log10 of a p-value, terms x all features of the role; 0 where list and set share no gene."""
    wide = rows.merge(terms[["library", "term"]], on=["library", "term"]).pivot_table(
        index=["library", "term"], columns="feature", values=column, aggfunc="min"
    )
    wide = wide.reindex(pd.MultiIndex.from_frame(terms[["library", "term"]]))
    wide = wide.reindex(columns=sorted(rows["feature"].unique())).fillna(1.0)
    depth = -np.log10(wide.clip(lower=10.0**-DEEPEST).to_numpy()) + 0.0
    return pd.DataFrame(depth, wide.index, wide.columns)


def _columns(strength: pd.DataFrame, modules: pd.DataFrame, selected: list[str]) -> list[str]:
    """The module's features, each function's strongest in turn, in the module's order."""
    total = strength.sum().sort_values(ascending=False, kind="stable")
    wanted = shown_features(modules, selected, pd.Series(total.index))
    wanted = [name for name in wanted if name in total] or list(total.index)
    table = strength[wanted].to_numpy()
    turns = np.argsort(-table, axis=1, kind="stable").T.ravel()  # each function's best, then next
    told = [int(place) for place in dict.fromkeys(turns)][:MOST_FEATURES]
    return [wanted[place] for place in sorted(told)]


def _heatmap(axes: Axes, strength: pd.DataFrame, terms: pd.DataFrame) -> AxesImage:
    values = strength.to_numpy()
    hollow = np.where(values > 0, values, np.nan)
    top = min(DEEPEST, max(2.0, float(values.max())))
    image = axes.imshow(
        hollow, aspect="auto", cmap=SCALE, vmin=0, vmax=top, interpolation="nearest"
    )
    names = [short_feature(name, 34) for name in strength.columns]
    axes.set_xticks(range(len(names)), labels=names, rotation=90, fontsize=7)
    labels = [readable(term, 40) for term in terms["term"]]
    axes.set_yticks(range(len(terms)), labels=labels, fontsize=7.5)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    words = [
        [
            f"{readable(term, 80)}, {short_feature(feature)}: adjusted p {p_number(10.0**-value)}"
            for feature, value in zip(strength.columns, line, strict=True)
        ]
        for term, line in zip(terms["term"], values, strict=True)
    ]
    tip_grid(axes, np.array(words, dtype=object))
    return image


def density(depths: np.ndarray) -> np.ndarray:
    """Density of -log10 p over the features on `GRID`; what lies at 0 is mirrored there."""
    both = np.concatenate([depths, -depths])
    if np.ptp(both) == 0:
        return np.zeros(len(GRID))
    return 2 * np.asarray(gaussian_kde(both, bw_method=0.15)(GRID))


def _ridges(axes: Axes, depths: pd.DataFrame, terms: pd.DataFrame) -> None:
    by_chance = np.log(10) * 10.0**-GRID
    for place, values in enumerate(depths.to_numpy()):
        line, spread = place + 0.45, density(values)
        unit = max(float(spread[GRID >= 1].max()), 0.1)  # the heap at p = 1 runs off the row
        ridge, null = (RIDGE * np.clip(one / unit, 0, 1) for one in (spread, by_chance))
        shape = axes.fill_between(GRID, line - ridge, line, color=BLUE, alpha=0.6, lw=0)
        axes.plot(GRID, line - null, color=INK, lw=0.7, ls="--", alpha=0.8)
        below = int((values > -np.log10(0.05)).sum())
        tip(
            shape,
            f"{readable(terms['term'].iloc[place], 80)}: raw p < 0.05 for {below} of {len(values)} "
            f"features, median -log10 p {number(float(np.median(values)), 1)}",
        )
    axes.set_xlim(0, min(DEEPEST, max(3.0, float(depths.to_numpy().max()) * 1.03)))
    axes.set_xlabel("−log₁₀ p, all features")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _keys(image: AxesImage, axes: Axes) -> None:
    keys = [
        Patch(color=BLUE, alpha=0.6, label="features"),
        Line2D([], [], color=INK, lw=0.7, ls="--", label="unrelated"),
    ]
    axes.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, fontsize=7.5)
    bar = axes.figure.colorbar(
        image, ax=axes.figure.axes, location="bottom", shrink=0.4, aspect=30, pad=0.01
    )
    bar.set_label("−log₁₀ adjusted p; blank: no gene shared")
    bar.outline.set_visible(False)


def _data(strength: pd.DataFrame, depths: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    levels = depths.quantile([0.25, 0.5, 0.75], axis=1).T
    levels.columns = pd.Index(["ridge_q25", "ridge_median", "ridge_q75"])
    table = pd.concat([levels, strength], axis=1).reset_index()
    table.insert(2, "n_features_enriched", terms["n_features"].to_numpy())
    return table


def _caption(
    rows: pd.DataFrame,
    numbers: tuple[int, int, str],
    null: tuple[pd.DataFrame, str],
    profile: Profile,
) -> str:
    (n_terms, n_ridge, which), (chance, role) = numbers, null
    found = chance_of(chance, f"enrichment.n_enriched.{role}", profile.name)
    beside = f"{found.at_length()}." if found else NOT_PERMUTED
    n_all, n_enriched = rows[["library", "term"]].drop_duplicates().shape[0], rows["enriched"].sum()
    start = "" if found is None else "Beside it, for functions that are enriched: "
    return (
        f"The {n_terms} of {n_all:,} functions that are enriched for most features, against "
        f"{which} of the module; gene lists from {ROLE_WORDS[role]}; "
        f"{counted(int(n_enriched), 'enriched pair')} of function and feature in all. Right: "
        f"−log₁₀ of the raw p of that function over all {n_ridge} features, each ridge to its own "
        "height, cut where most features heap up; dashed, how it would lie were list and function "
        "unrelated. "
        f"{start}{beside} Else {chance_of_terms(role, 0.05)}. Profile: {profile.name}."
    )


def _alt(terms: pd.DataFrame, strength: pd.DataFrame) -> str:
    told = [
        f"{readable(row['term'], 60)} ({row['n_features']} features)"
        for _, row in terms.head(10).iterrows()
    ]
    return (
        f"Heatmap of {len(terms)} functions with a ridge plot over {strength.shape[1]} features. "
        f"Enriched for most: {'; '.join(told)}."
    )
