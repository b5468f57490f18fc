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
MOST = 15  # panels that can be read at once
ACROSS = 3
RUG = 60  # up to so many permutations each is a stroke of its own
WHOLE = 24  # whole numbers over a range so short have a bar each
TITLE_WIDTH = 34  # letters a line
TITLE_LINES = 4
FEW = 2  # whole numbers so close together need room, or no tick is whole


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
        At most fifteen claims, from every step in turn; those of single URFs only where there is
        nothing else.
    """
    known = chance[chance["claim"].isin(nulls["claim"])] if len(chance) else chance
    if known.empty:
        return Missing(NAME, TITLE, "Nothing was permuted in this run.")
    rows = _told_first(known)
    n_down = -(-len(rows) // ACROSS)
    drawing = canvas(7.4, 0.55 + 1.95 * n_down)
    panels = drawing.subplots(n_down, ACROSS, squeeze=False).ravel()
    both = len(set(rows["profile"])) > 1
    for axes, (_, row) in zip(panels, rows.iterrows(), strict=False):
        values = nulls.loc[nulls["claim"] == row["claim"], "value"].to_numpy(dtype=float)
        _panel(axes, values, row)
        axes.set_title(_title(row, both), fontsize=7.5)
    for axes in panels[len(rows) :]:
        axes.set_axis_off()
    drawing.legend(handles=_keys(rows), loc="outside upper center", ncols=3)
    return Figure(NAME, TITLE, _caption(rows, len(known)), _alt(rows), drawing, _numbers(rows))


def of_feature(chance: pd.DataFrame) -> "pd.Series[bool]":
    """Whether a claim is one of many like it, feature by feature.

    Examples
    --------
    >>> chance = pd.DataFrame({"quantity": ["genes.of.a_b", "genes.of"], "what": ["G: a_b", "G"]})
    >>> of_feature(chance).tolist()
    [True, False]
    """
    ends = chance["what"].str.rpartition(": ")[2]
    pairs = zip(chance["quantity"], ends, strict=True)
    return pd.Series([str(whole).endswith(f".{end}") for whole, end in pairs], chance.index)


def _told_first(chance: pd.DataFrame) -> pd.DataFrame:
    """From every step in turn, and within it from every quantity, in the order of the table."""
    whole = chance[~of_feature(chance)]
    rows = (whole if len(whole) else chance).drop_duplicates(["profile", "what"])
    rows = rows.reset_index(drop=True)
    family = rows["profile"] + "." + rows["quantity"].str.split(".").str[:2].str.join(".")
    lesser = ~rows["quantity"].str.endswith("module")  # of the feature sets, the module is claimed
    steps = [
        _in_turns(
            [
                sorted(mine, key=lesser.to_list().__getitem__)
                for mine in step.groupby(family, sort=False).groups.values()
            ]
        )
        for _, step in rows.groupby("step", sort=False)
    ]
    return rows.loc[sorted(_in_turns(steps)[:MOST])].reset_index(drop=True)


def _in_turns(groups: list[list[int]]) -> list[int]:
    turns = zip_longest(*groups)
    return [place for turn in turns for place in turn if place is not None]


def _panel(axes: Axes, values: np.ndarray, row: pd.Series) -> None:
    # a null far narrower than its distance from what was seen stays a line that can be seen
    axes.hist(values, bins=list(_bins(values)), color=SKY, alpha=0.65, ec=SKY, lw=1)
    if len(values) <= RUG:
        axes.plot(values, np.zeros(len(values)), "|", color=INK, ms=7, mew=0.8, clip_on=False)
    if np.isfinite(row["analytic"]):
        axes.axvline(row["analytic"], color=INK, linestyle=":", linewidth=1.6)
    if np.isfinite(row["observed"]):
        axes.axvline(row["observed"], color=VERMILLION, linewidth=2.2)
    whole = bool((values == np.round(values)).all())
    low, high = axes.get_xlim()
    margin = max(0.04 * (high - low), 0.5 if whole and high - low < FEW else 0.0)
    axes.set_xlim(low - margin, high + margin)
    axes.set_xlabel(f"seen {measured(row['observed'])}, p {p_text(row['p'])}", fontsize=8.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=whole))
    axes.tick_params(axis="x", labelsize=7.5)


def _title(row: pd.Series, with_profile: bool) -> str:
    end = f" ({row['profile']})" if with_profile else ""
    text = readable(row["what"], (TITLE_LINES - 1) * TITLE_WIDTH) + end
    return "\n".join(textwrap.wrap(text, TITLE_WIDTH)[:TITLE_LINES])


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
