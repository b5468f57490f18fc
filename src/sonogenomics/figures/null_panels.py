"""What was seen, each on the distribution that chance alone gives."""

import textwrap
from itertools import zip_longest

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import INK, SKY, VERMILLION, canvas, readable, styled
from sonogenomics.figures.wording import counted, measured, p_number, p_text

NAME, TITLE = "null-panels", "What was seen, on what chance alone gives"
MOST = 12  # panels that can be read at once
ACROSS = 3
RUG = 60  # up to so many permutations each is a stroke of its own
WHOLE = 24  # whole numbers over a range so short have a bar each
TITLE_WIDTH = 31  # letters a line


@styled
def null_panels(nulls: pd.DataFrame, chance: pd.DataFrame) -> Figure | Missing:
    """Draw each observed value as a line on the histogram of its permuted values.

    Parameters
    ----------
    nulls : DataFrame
        `catalog.Nulls`.
    chance : DataFrame
        `catalog.Chance`.

    Returns
    -------
    Figure or Missing
        At most twelve claims, of every quantity the first ones; the table beside has them all.
    """
    known = chance[chance["claim"].isin(nulls["claim"])] if len(chance) else chance
    if known.empty:
        return Missing(NAME, TITLE, "Nothing was permuted in this run.")
    rows = _told_first(known).reset_index(drop=True)
    n_down = -(-len(rows) // ACROSS)
    drawing = canvas(7.4, 0.55 + 1.75 * n_down)
    panels = drawing.subplots(n_down, ACROSS, squeeze=False).ravel()
    for axes, (_, row) in zip(panels, rows.iterrows(), strict=False):
        values = nulls.loc[nulls["claim"] == row["claim"], "value"].to_numpy(dtype=float)
        _panel(axes, values, row)
    for axes in panels[len(rows) :]:
        axes.set_axis_off()
    drawing.legend(handles=_keys(rows), loc="outside upper center", ncols=3)
    return Figure(NAME, TITLE, _caption(rows, len(known)), _alt(rows), drawing, _numbers(rows))


def _told_first(chance: pd.DataFrame) -> pd.DataFrame:
    """Of every quantity in turn, so that one with many features does not fill the figure."""
    family = chance["profile"] + "." + chance["quantity"].str.split(".").str[:2].str.join(".")
    groups = [list(index) for index in chance.groupby(family, sort=False).groups.values()]
    turns = zip_longest(*groups)
    order = [place for turn in turns for place in turn if place is not None]
    return chance.loc[sorted(order[:MOST], key=list(chance.index).index)]


def _panel(axes: Axes, values: np.ndarray, row: pd.Series) -> None:
    axes.hist(values, bins=list(_bins(values)), color=SKY, alpha=0.65)
    if len(values) <= RUG:
        axes.plot(values, np.zeros(len(values)), "|", color=INK, ms=7, mew=0.8, clip_on=False)
    if np.isfinite(row["analytic"]):
        axes.axvline(row["analytic"], color=INK, linestyle=":", linewidth=1.6)
    if np.isfinite(row["observed"]):
        axes.axvline(row["observed"], color=VERMILLION, linewidth=2.2)
    low, high = axes.get_xlim()
    axes.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
    title = textwrap.wrap(readable(row["what"], 2 * TITLE_WIDTH), TITLE_WIDTH)[:2]
    axes.set_title("\n".join(title), fontsize=8)
    axes.set_xlabel(f"seen {measured(row['observed'])}, p {p_text(row['p'])}", fontsize=8.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=bool((values == np.round(values)).all())))
    axes.tick_params(axis="x", labelsize=7.5)


def _bins(values: np.ndarray) -> np.ndarray:
    """Edges: one bar a whole number where these are few, about the root of the count elsewhere."""
    low, high = float(values.min()), float(values.max())
    if (values == np.round(values)).all() and high - low <= WHOLE:
        return np.arange(low - 0.5, high + 1.0)
    n = int(np.clip(np.sqrt(len(values)), 6, 40))
    return np.linspace(low, high, n + 1) if high > low else np.array([low - 0.5, low + 0.5])


def _keys(rows: pd.DataFrame) -> list[Line2D | Patch]:
    keys: list[Line2D | Patch] = [
        Patch(color=SKY, alpha=0.65, label="permuted"),
        Line2D([], [], color=VERMILLION, lw=2.2, label="seen"),
    ]
    if rows["analytic"].notna().any():
        keys.append(Line2D([], [], color=INK, ls=":", lw=1.6, label="mean by theory"))
    return keys


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    columns = ["claim", "what", "profile", "permuted", "observed", "null_mean", "null_low"]
    return rows[[*columns, "null_high", "analytic", "p", "n_permutations"]]


def _caption(rows: pd.DataFrame, n_known: int) -> str:
    low, high = int(rows["n_permutations"].min()), int(rows["n_permutations"].max())
    times = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    others = f" {n_known - len(rows)} more are in the table." if n_known > len(rows) else ""
    profiles = " and ".join(sorted(set(rows["profile"])))
    return (
        f"{counted(len(rows), 'claim')}, each on the values it takes when the step that carries it "
        f"is permuted ({times} permutations; strokes: single ones). A line inside the bars is what "
        "chance alone gives. p = (1 + permutations as large) / (1 + permutations), so it is never "
        f"below {p_number(1 / (1 + high))}; it is not corrected for the number of claims.{others} "
        f"Profile: {profiles}."
    )


def _alt(rows: pd.DataFrame) -> str:
    told = [
        f"{readable(row['what'], 60)}: seen {measured(row['observed'])}, chance "
        f"{measured(row['null_low'])} to {measured(row['null_high'])}, p {p_text(row['p'])}"
        for _, row in rows.iterrows()
    ]
    return f"Histograms of permuted values. {'; '.join(told)}."
