"""How far each feature survives another outline and another view."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import (
    GREY,
    INK,
    VERMILLION,
    canvas,
    faint_grid,
    family_of,
    short_feature,
    styled,
)
from sonogenomics.figures.wording import counted, number
from sonogenomics.profiles import Profile

NAME, TITLE = "reliability", "How far each feature can be trusted"
KINDS = {"icc_masks": "Small changes of the outline", "icc_views": "Views of a patient"}
GOOD = 0.75  # Koo & Li 2016: good above it, moderate above 0.5
FLOOR = -0.1  # below it an ICC says no more
MOST_NAMED = 8  # names below the panel that can still be read


@styled
def reliability(table: pd.DataFrame, selected: list[str], profile: Profile) -> Figure | Missing:
    """Draw every feature's intraclass correlation with its interval, family by family.

    Parameters
    ----------
    table : DataFrame
        `catalog.Reliability`.
    selected : list of str
        Differential features, named and coloured.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    kinds = [kind for kind in KINDS if len(table) and bool(table[kind].notna().any())]
    if not kinds:
        reason = "No feature was measured twice, so none has a reliability."
        return Missing(NAME, TITLE, reason)
    rows = in_order(table).assign(selected=lambda frame: frame.index.isin(selected))
    drawing = canvas(7.2, 0.9 + 1.75 * len(kinds) + 0.75)
    panels = drawing.subplots(len(kinds), 1, sharex=True, squeeze=False)[:, 0]
    for axes, kind in zip(panels, kinds, strict=True):
        _panel(axes, rows, kind)
    _families(panels[0], rows)
    _names(panels[-1], rows)
    _legend(panels[0], rows)
    data = rows.drop(columns="family").reset_index()
    caption = _caption(rows, kinds, profile)
    return Figure(NAME, TITLE, caption, _alt(rows, kinds), drawing, data)


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Features by family, within it the least reliable last."""
    families = [family_of(name) for name in table.index]
    low = table[["icc_masks", "icc_views"]].min(axis=1).fillna(-np.inf)
    rows = table.assign(family=families, low=low, name=table.index.astype(str))
    rows = rows.sort_values(["family", "low", "name"], ascending=[True, False, True])
    return rows.drop(columns=["low", "name"])


def _panel(axes: Axes, rows: pd.DataFrame, kind: str) -> None:
    places = np.arange(len(rows))
    icc = rows[kind].to_numpy(dtype=float)
    low = np.clip(rows[f"{kind}_low"].to_numpy(dtype=float), FLOOR, 1)
    high = np.clip(rows[f"{kind}_high"].to_numpy(dtype=float), FLOOR, 1)
    chosen, barred = rows["selected"].to_numpy(bool), rows["barred"].to_numpy(bool)
    colours = np.where(chosen, VERMILLION, GREY)
    axes.vlines(places, low, high, colors=list(colours), linewidth=1.2, alpha=0.6)
    shown = np.clip(icc, FLOOR, 1)
    for mask, marker in ((~barred, "o"), (barred, "x")):
        axes.scatter(
            places[mask], shown[mask], c=list(colours[mask]), marker=marker, s=16, zorder=3
        )
    axes.axhline(GOOD, color=INK, linestyle="--", linewidth=0.9)
    axes.set_ylim(FLOOR - 0.03, 1.03)
    axes.set_xlim(-1, len(rows))
    axes.set_ylabel("ICC")
    axes.set_title(KINDS[kind], pad=14 if kind == "icc_masks" else 6)
    faint_grid(axes, "y")


def _families(axes: Axes, rows: pd.DataFrame) -> None:
    """Name the families above the panels and part them by lines through all of them."""
    names = rows["family"].tolist()
    starts = [i for i, name in enumerate(names) if i == 0 or names[i - 1] != name]
    for start, end in zip(starts, [*starts[1:], len(names)], strict=True):
        for panel in axes.figure.axes:
            if start:
                panel.axvline(start - 0.5, color=INK, linewidth=0.7, alpha=0.35)
        middle = (start + end - 1) / 2
        at = axes.get_xaxis_transform()
        axes.text(middle, 1.02, names[start], ha="center", va="bottom", fontsize=8, transform=at)


def _names(axes: Axes, rows: pd.DataFrame) -> None:
    places = [i for i, yes in enumerate(rows["selected"]) if yes]
    if len(places) > MOST_NAMED:
        axes.set_xticks([])
        axes.set_xlabel("Features, by family; each is named in the table below")
        return
    labels = [short_feature(rows.index[i], 30) for i in places]
    axes.set_xticks(places, labels=labels, rotation=40, ha="right", fontsize=7.5)
    axes.tick_params(axis="x", length=2)
    if not places:
        axes.set_xlabel("Features, by family; none is differential")


def _legend(axes: Axes, rows: pd.DataFrame) -> None:
    keys = [
        Line2D([], [], color=VERMILLION, marker="o", ls="", ms=4, label="differential"),
        Line2D([], [], color=GREY, marker="o", ls="", ms=4, label="other"),
        Line2D([], [], color=INK, ls="--", lw=0.9, label=f"{GOOD:g}: good"),
    ]
    if rows["barred"].any():
        keys.insert(2, Line2D([], [], color=GREY, marker="x", ls="", ms=4, label="barred"))
    axes.figure.legend(handles=keys, loc="outside upper right", ncols=4, columnspacing=1.2)


def _caption(rows: pd.DataFrame, kinds: list[str], profile: Profile) -> str:
    told = []
    for kind in kinds:
        known = rows[rows[kind].notna()]
        chosen = known[known["selected"]]
        among = (
            f" (differential ones: {int((chosen[kind] >= GOOD).sum())} of {len(chosen)})"
            if len(chosen)
            else ""
        )
        told.append(
            f"{KINDS[kind].lower()}: median {number(float(known[kind].median()))}, "
            f"{int((known[kind] >= GOOD).sum())} of {len(known)} reach {GOOD:g}{among}"
        )
    n_barred = int(rows["barred"].sum())
    barred = (
        f"{counted(n_barred, 'feature')} below the threshold of params.yaml "
        f"{'is' if n_barred == 1 else 'are'} barred from what follows (crosses)"
        if n_barred
        else "no feature is barred"
    )
    return (
        f"Intraclass correlation of each of {len(rows)} features with its 95 % interval, on "
        "training patients: ICC(2,1) over outlines, ICC(1,1) over views, which have no order; "
        f"{'; '.join(told)}. One of 0 is what chance alone would give, 1 is no change at all; "
        "0.75 is usually called good. Values below −0.1 are drawn there. "
        f"{barred.capitalize()}. Profile: {profile.name}."
    )


def _alt(rows: pd.DataFrame, kinds: list[str]) -> str:
    told = "; ".join(f"{KINDS[kind]}: median {rows[kind].median():.2f}" for kind in kinds)
    named = ", ".join(short_feature(name) for name in rows.index[rows["selected"]]) or "none"
    return f"Points with intervals for {len(rows)} features. {told}. Differential: {named}."
