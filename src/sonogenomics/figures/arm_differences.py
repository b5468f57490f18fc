"""The threshold rule beside a test of difference, and where the rule bites unequally."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import BLUE, INK, ORANGE, canvas, faint_grid, styled
from sonogenomics.figures.wording import number
from sonogenomics.profiles import Profile
from sonogenomics.study import Outcome

NAME, TITLE = "arm-differences", "Positive-specific by threshold, beside Fisher's z"
ROLES = ("discovery", "validation")
RULES = {
    "positive_specific": ("threshold rule", BLUE, "o", "-"),
    "differs": ("Fisher's z of the difference", ORANGE, "D", "--"),
}


@styled
def arm_differences(table: pd.DataFrame, profile: Profile, outcome: Outcome) -> Figure | Missing:
    """Draw, feature by feature, the genes of both rules and what chance alone gives for each.

    Parameters
    ----------
    table : DataFrame
        `catalog.ArmDifferences`.
    profile : Profile
        Named in the caption.
    outcome : Outcome
        What the arms are called.

    Returns
    -------
    Figure or Missing
    """
    if table.empty:
        reason = "No unpaired expression series was linked to URFs, so no arms were compared."
        return Missing(NAME, TITLE, reason)
    ordered = _ordered(table)
    roles = [role for role in ROLES if role in set(ordered["role"])]
    drawing = canvas(7.2, 0.5 + 2.4 * len(roles))
    panels = drawing.subplots(len(roles), 1, sharex=True, squeeze=False)[:, 0]
    for axes, role in zip(panels, roles, strict=True):
        _panel(axes, ordered[ordered["role"] == role], role)
    panels[-1].set_xlabel("Features, in order of their discovery count by the threshold rule")
    caption = _caption(ordered, roles, profile, outcome)
    return Figure(NAME, TITLE, caption, _alt(ordered, roles), drawing, ordered)


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    first = table[table["role"] == table["role"].iloc[0]]
    if (table["role"] == "discovery").any():
        first = table[table["role"] == "discovery"]
    by_count = first.sort_values(["positive_specific", "feature"], ascending=[False, True])
    place = {feature: i for i, feature in enumerate(by_count["feature"], start=1)}
    placed = table.assign(place=table["feature"].map(place)).dropna(subset="place")
    return placed.sort_values(["role", "place"]).reset_index(drop=True)


def _panel(axes: Axes, rows: pd.DataFrame, role: str) -> None:
    x = rows["place"].to_numpy(dtype=float)
    top = 1.0
    for name, (label, colour, marker, line) in RULES.items():
        seen = rows[name].to_numpy(dtype=float)
        chance = rows[f"expected_{name}"].to_numpy(dtype=float)
        axes.plot(x, seen, marker, color=colour, ms=4, mec=INK, mew=0.3, label=label)
        axes.plot(x, chance, line, color=colour, lw=1.5, label="by chance", drawstyle="steps-mid")
        top = max(top, float(np.max(seen)), float(np.max(chance)))
    axes.set_ylim(0, top * 1.32)
    axes.set_xlim(0, float(x.max()) + 1)
    axes.set_title(f"{role.capitalize()}, {int(rows['n_genes'].iloc[0]):,} genes tested")
    axes.set_ylabel("Genes")
    axes.legend(ncols=4, loc="upper right", handletextpad=0.4, columnspacing=1.1)
    faint_grid(axes, "y")


def _caption(rows: pd.DataFrame, roles: list[str], profile: Profile, outcome: Outcome) -> str:
    told = []
    for role in roles:
        mine = rows[rows["role"] == role]
        medians = {name: float(mine[name].median()) for name in (*RULES, *_expected())}
        hits = [
            f"{100 * float(mine[f'hit_{arm}'].median()):.1f} %" for arm in ("positive", "negative")
        ]
        told.append(
            f"{role}: threshold {number(medians['positive_specific'], 0)} genes, chance "
            f"{number(medians['expected_positive_specific'], 0)}; Fisher's z "
            f"{number(medians['differs'], 0)}, chance {number(medians['expected_differs'], 0)}; "
            f"a hit by chance {hits[0]} in the positive, {hits[1]} in the negative arm"
        )
    noted = rows.loc[rows["note"] != "", ["role", "note"]].drop_duplicates()
    notes = " ".join(f"{role.capitalize()}: {note}" for role, note in noted.to_numpy())
    return (
        f"The threshold rule asks {outcome.positive} and {outcome.negative} pairings for the same "
        "|R|; in arms of unequal size that is a harder test in one of them, so genes look specific "
        "without any difference. Fisher's z asks whether the two correlations differ, each with "
        f"its own standard error. Medians over the features: {'; '.join(told)}. "
        f"{notes + ' ' if notes else ''}Profile: {profile.name}."
    )


def _expected() -> tuple[str, ...]:
    return tuple(f"expected_{name}" for name in RULES)


def _alt(rows: pd.DataFrame, roles: list[str]) -> str:
    told = []
    for role in roles:
        mine = rows[rows["role"] == role]
        told.append(
            f"{role}: median {number(float(mine['positive_specific'].median()), 0)} genes by "
            f"threshold (chance {number(float(mine['expected_positive_specific'].median()), 0)}), "
            f"{number(float(mine['differs'].median()), 0)} by Fisher's z (chance "
            f"{number(float(mine['expected_differs'].median()), 0)})"
        )
    return f"Genes of each feature by two rules. {'; '.join(told)}."
