"""How many genes move with each URF, beside how many chance alone gives."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import (
    BLUE,
    INK,
    ORANGE,
    VERMILLION,
    canvas,
    faint_grid,
    short_feature,
    styled,
)
from sonogenomics.figures.wording import number
from sonogenomics.profiles import Profile
from sonogenomics.study import Outcome

NAME, TITLE = "gene-counts", "Positive-specific genes per URF, beside chance"
ROLES = {"discovery": BLUE, "validation": ORANGE}


@styled
def gene_counts(
    counts: pd.DataFrame,
    selected: list[str],
    profile: Profile,
    min_abs_r: float,
    outcome: Outcome,
) -> Figure | Missing:
    """Draw each feature's positive-specific genes and the number expected by chance.

    Parameters
    ----------
    counts : DataFrame
        `catalog.AssociationCounts`.
    selected : list of str
        Differential features, marked.
    profile : Profile
        Named in the caption.
    min_abs_r : float
        |R| that a hit exceeds.
    outcome : Outcome
        What the arms are called.

    Returns
    -------
    Figure or Missing
    """
    if counts.empty:
        reason = "No unpaired expression series was linked to URFs, so there are no counts."
        return Missing(NAME, TITLE, reason)
    ordered = _ordered(counts)
    roles = [role for role in ROLES if role in set(ordered["role"])]
    drawing = canvas(7.2, 0.5 + 2.3 * len(roles))
    panels = drawing.subplots(len(roles), 1, sharex=True, squeeze=False)[:, 0]
    for axes, role in zip(panels, roles, strict=True):
        _panel(axes, ordered[ordered["role"] == role], role, set(selected))
    panels[-1].set_xlabel("Features, in order of their discovery count")
    caption = _caption(ordered, roles, profile, min_abs_r, outcome)
    return Figure(NAME, TITLE, caption, _alt(ordered, roles), drawing, ordered)


def _ordered(counts: pd.DataFrame) -> pd.DataFrame:
    """Give every feature its place, by discovery count, the same in each role."""
    first = counts[counts["role"] == "discovery"]
    first = first if len(first) else counts
    by_count = first.sort_values(["positive_specific", "feature"], ascending=[False, True])
    place = {feature: i for i, feature in enumerate(by_count["feature"], start=1)}
    placed = counts.assign(place=counts["feature"].map(place))
    return placed.dropna(subset="place").sort_values(["role", "place"]).reset_index(drop=True)


def _panel(axes: Axes, rows: pd.DataFrame, role: str, selected: set[str]) -> None:
    marked = rows["feature"].isin(selected).to_numpy()
    x, y = rows["place"].to_numpy(dtype=float), rows["positive_specific"].to_numpy(dtype=float)
    axes.vlines(x, 0, y, color=ROLES[role], alpha=0.45, linewidth=1.6)
    points = axes.scatter(x, y, s=13, color=ROLES[role], lw=0, label="observed", zorder=3)
    tip(points, [_words(row) for row in rows.to_dict("records")])
    axes.scatter(
        x[marked], y[marked], s=34, color=VERMILLION, lw=0, label="differential URF", zorder=4
    )
    expected = rows["expected_positive_specific"].to_numpy(dtype=float)
    axes.plot(x, expected, color=INK, lw=1.4, drawstyle="steps-mid", label="expected by chance")
    axes.set_ylim(0, max(float(np.max(y)), float(np.max(expected)), 1.0) * 1.28)
    axes.set_title(f"{role.capitalize()}, {int(rows['n_genes'].iloc[0]):,} genes tested")
    axes.set_ylabel("Genes")
    axes.set_xlim(0, float(x.max()) + 1)
    axes.legend(ncols=3, loc="upper right", handletextpad=0.3, columnspacing=1.2)
    faint_grid(axes, "y")


def _words(row: Mapping[Any, Any]) -> str:
    expected = number(row["expected_positive_specific"], 0)
    seen = f"{row['positive_specific']:,} positive-specific genes"
    return f"{short_feature(row['feature'])}: {seen}, by chance {expected}"


def _caption(
    rows: pd.DataFrame, roles: list[str], profile: Profile, min_abs_r: float, outcome: Outcome
) -> str:
    told = []
    for role in roles:
        mine = rows[rows["role"] == role]
        seen = mine["positive_specific"].median()
        chance = mine["expected_positive_specific"].median()
        told.append(
            f"{role}: median {number(seen, 0)} genes a feature, chance alone {number(chance, 0)}"
        )
    return (
        "A gene is positive-specific for a feature when both move together in enough random "
        f"pairings (p and |R| > {min_abs_r:g}) of {outcome.positive} patients with "
        f"{outcome.positive} samples and not in those of the negative arm. Patients and samples "
        "are different people, so a feature and a gene are independent by construction; the line "
        f"is what that alone gives, and a count near it says nothing about biology. "
        f"{len(set(rows['feature']))} features; {'; '.join(told)}. Profile: {profile.name}."
    )


def _alt(rows: pd.DataFrame, roles: list[str]) -> str:
    first = rows[rows["role"] == roles[0]].iloc[0]
    return (
        f"Counts for {len(set(rows['feature']))} features in {' and '.join(roles)}; the highest, "
        f"{short_feature(first['feature'])}, has {int(first['positive_specific'])} genes where "
        f"chance gives {number(float(first['expected_positive_specific']), 0)}."
    )
