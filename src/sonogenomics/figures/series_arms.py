"""How large the arms of each expression series are, and how easily chance makes a hit in them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from scipy import stats

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import (
    GREY,
    INK,
    NEGATIVE,
    POSITIVE,
    canvas,
    faint_grid,
    readable,
    styled,
)
from sonogenomics.figures.wording import counted, number
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.pairing import FEWEST
from sonogenomics.profiles import Profile
from sonogenomics.study import Outcome

NAME, TITLE = "series-arms", "Arms of the expression series"
MOST = 20
ARMS = (("positive", POSITIVE, -0.19), ("negative", NEGATIVE, 0.19))


@styled
def series_arms(
    series: pd.DataFrame,
    n_patients: tuple[int, int],
    rule: HitRule,
    profile: Profile,
    outcome: Outcome,
) -> Figure | Missing:
    """Draw the samples of each arm and series, and the hits that unrelated values give there.

    Parameters
    ----------
    series : DataFrame
        `catalog.ExpressionSeries`.
    n_patients : tuple of int
        Patients with URFs in the positive and the negative arm.
    rule : HitRule
        When one perturbation counts.
    profile : Profile
        Named in the caption.
    outcome : Outcome
        What the arms are called.

    Returns
    -------
    Figure or Missing
    """
    if series.empty:
        return Missing(NAME, TITLE, "The study has no expression series.")
    data = _numbers(series.head(MOST), n_patients, rule)
    n = data["series"].nunique()
    drawing = canvas(7.0, 1.35 + 0.5 * n)
    left, right = drawing.subplots(1, 2, sharey=True, width_ratios=[1.5, 1])
    _sizes(left, data)
    _hits(right, data)
    keys: list[Patch | Line2D] = [
        Patch(color=POSITIVE, label=outcome.positive),
        Patch(color=NEGATIVE, label=outcome.negative),
        Line2D([], [], color=GREY, marker="|", ls="", ms=9, mew=1.6, label="pairs in one pairing"),
    ]
    drawing.legend(handles=keys, loc="outside upper center", ncols=3, columnspacing=1.4)
    caption = _caption(data, len(series), rule, profile)
    return Figure(NAME, TITLE, caption, _alt(data), drawing, data)


def chance_of_hit(n: int, rule: HitRule) -> float:
    """Share of unrelated, normal pairs of values that a pairing of `n` counts as a hit.

    Examples
    --------
    >>> rule = HitRule(alpha=0.05, min_abs_r=0.3)
    >>> round(chance_of_hit(21, rule), 3), round(chance_of_hit(94, rule), 4)
    (0.05, 0.0033)
    """
    if n < FEWEST:
        return float("nan")
    r = rule.threshold(n)
    t = r * np.sqrt((n - 2) / max(1 - r * r, 1e-12))
    return float(2 * stats.t.sf(t, n - 2))


def _numbers(series: pd.DataFrame, n_patients: tuple[int, int], rule: HitRule) -> pd.DataFrame:
    rows = []
    for place, one in enumerate(series.to_dict("records")):
        for (arm, _, _), n_urfs in zip(ARMS, n_patients, strict=True):
            samples = int(one[f"n_{arm}"])
            pairs = min(samples, n_urfs) if one["perturbations"] else 0
            shown = {"series": one["series"], "role": one["role"], "paired": bool(one["paired"])}
            drawn = {"place": place, "arm": arm, "n_samples": samples, "n_pairs": pairs}
            rest = {"perturbations": int(one["perturbations"]), "n_genes": int(one["n_genes"])}
            hit = chance_of_hit(pairs, rule) if pairs else float("nan")
            rows.append({**shown, **drawn, **rest, "chance_of_hit": hit})
    return pd.DataFrame(rows)


def _sizes(axes: Axes, data: pd.DataFrame) -> None:
    for arm, colour, shift in ARMS:
        for row in data[data["arm"] == arm].to_dict("records"):
            y, n = row["place"] + shift, row["n_samples"]
            (bar,) = axes.barh(y, n, height=0.34, color=colour, alpha=0.85)
            words = f"{row['series']}, {arm} arm: {n:,} samples, {row['n_genes']:,} genes"
            tip(bar, words)
            at = (max(n, row["n_pairs"]), y)
            axes.annotate(
                f"{n:,}", at, (6, 0), textcoords="offset points", va="center", fontsize=7.5
            )
            if row["n_pairs"]:
                axes.plot(row["n_pairs"], y, "|", color=INK, ms=9, mew=1.6, alpha=0.8)
    first = data.drop_duplicates("series")
    kinds = np.where(first["paired"], first["role"] + ", paired", first["role"])
    names = [
        f"{readable(name, 22)}\n{kind}" for name, kind in zip(first["series"], kinds, strict=True)
    ]
    axes.set_yticks(first["place"], labels=names, fontsize=8)
    axes.set_ylim(len(first) - 0.45, -0.55)
    axes.set_xlim(0, float(data["n_samples"].max()) * 1.13 + 1)
    axes.set_xlabel("Samples")
    axes.tick_params(axis="y", length=0)
    faint_grid(axes, "x")


def _hits(axes: Axes, data: pd.DataFrame) -> None:
    known = data.dropna(subset="chance_of_hit")
    for arm, colour, shift in ARMS:
        mine = known[known["arm"] == arm]
        points = axes.scatter(100 * mine["chance_of_hit"], mine["place"] + shift, s=34, c=colour)
        tip(
            points,
            [
                f"{one['series']}, {arm} arm, {one['n_pairs']:,} pairs: {_percent(one)} of "
                "unrelated feature-gene pairs are hits"
                for one in mine.to_dict("records")
            ],
        )
        for one in mine.to_dict("records"):
            at = (100 * one["chance_of_hit"], one["place"] + shift)
            axes.annotate(
                _percent(one), at, (6, 0), textcoords="offset points", va="center", fontsize=7.5
            )
    axes.set_xlim(0, max(6.5, 130 * float(known["chance_of_hit"].max() if len(known) else 0)))
    axes.set_xlabel("Hits by chance in one pairing (%)")
    axes.tick_params(axis="y", length=0)
    faint_grid(axes, "x")


def _percent(row: Mapping[Any, Any]) -> str:
    return f"{number(100 * row['chance_of_hit'], 1)} %"


def _caption(data: pd.DataFrame, n_all: int, rule: HitRule, profile: Profile) -> str:
    n, total = data["series"].nunique(), int(data["n_samples"].sum())
    which = f"The first {n} of {n_all} series" if n < n_all else counted(n, "series", "series")
    return (
        f"{which.capitalize()}, {total:,} labelled samples. Right: the share of feature-gene pairs "
        f"that one random pairing calls a hit (p < {rule.alpha:g} and |R| > {rule.min_abs_r:g}) "
        "when the two have nothing to do with each other, normal values. The larger the arm, "
        "the harder the second demand binds, so genes look specific to the smaller arm by chance "
        f"alone. Series without random pairing have no point. Profile: {profile.name}."
    )


def _alt(data: pd.DataFrame) -> str:
    told = []
    for name, mine in data.groupby("series", sort=False):
        positive, negative = (int(n) for n in mine["n_samples"])
        told.append(f"{name} {positive} positive and {negative} negative samples")
    return f"Bars of arm sizes: {'; '.join(told)}."
