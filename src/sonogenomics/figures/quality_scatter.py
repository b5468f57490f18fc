"""Whether the network knows when it is wrong."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.stats import spearmanr

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import BLUE, INK, VERMILLION, canvas, faint_grid, styled
from sonogenomics.figures.wording import counted, interval, number
from sonogenomics.profiles import Profile
from sonogenomics.segmentation.summary import POOR, quality_check

NAME, TITLE = "quality-scatter", "Predicted quality against real Dice"
LEAST = 3  # images for a rank correlation
STREAM = 25  # fixed: equal tables, equal intervals


@styled
def quality_scatter(agreement: pd.DataFrame, profile: Profile) -> Figure | Missing:
    """Draw the agreement under flips, known without an expert, against the Dice with one.

    Parameters
    ----------
    agreement : DataFrame
        `catalog.Agreement`.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    fresh = agreement[~agreement["seen"].astype(bool)] if len(agreement) else agreement
    rows = fresh[fresh["hd95_px"].notna()] if len(fresh) else fresh
    if len(rows) < LEAST:
        reason = "Fewer than three images of unseen patients were outlined by expert and network."
        return Missing(NAME, TITLE, reason)
    if (np.ptp(rows[["quality", "dice"]].to_numpy(), axis=0) == 0).any():
        reason = "Predicted quality, or Dice, is the same on every image: nothing to correlate."
        return Missing(NAME, TITLE, reason)
    drawing = canvas(5.2, 3.9)
    _scatter(drawing.add_subplot(), rows)
    data = rows[["patient_id", "split", "fold", "quality", "dice"]].reset_index()
    return Figure(NAME, TITLE, _caption(rows, fresh, profile), _alt(rows), drawing, data)


def _scatter(axes: Axes, rows: pd.DataFrame) -> None:
    parts = (("train", "unseen training patients", BLUE), ("test", "held out", VERMILLION))
    for split, label, colour in parts:
        mine = rows[rows["split"] == split]
        if len(mine):
            faint = 0.7 if len(mine) < 200 else 0.4  # noqa: PLR2004 - many points: fainter
            axes.scatter(
                mine["quality"], mine["dice"], s=13, color=colour, alpha=faint, lw=0, label=label
            )
    axes.axline((1, 1), slope=1, color=INK, linestyle="--", linewidth=0.9)
    low = min(float(rows["quality"].min()), float(rows["dice"].min()), 0.6)
    axes.set_xlim(low - 0.03, 1.02)
    axes.set_ylim(low - 0.03, 1.02)
    axes.set_xlabel("Predicted quality (agreement under flips)")
    axes.set_ylabel("Dice with the expert")
    axes.legend(loc="upper left", markerscale=1.4)
    faint_grid(axes)


def _caption(rows: pd.DataFrame, drawn_on: pd.DataFrame, profile: Profile) -> str:
    told = quality_check(rows, np.random.default_rng(STREAM))
    poor = rows["dice"] < POOR
    n_poor = int(poor.sum())
    worst = rows["quality"].rank(method="first").to_numpy() <= max(1, round(len(rows) / 10))
    met = int((poor & worst).sum())
    found = (
        f" Of the {counted(n_poor, 'image')} below Dice {POOR:g}, {met or 'none'} "
        f"{'is' if met == 1 else 'are'} among the tenth of lowest predicted quality "
        f"(by chance: {n_poor / 10:.1f})."
        if n_poor
        else f" No image is below Dice {POOR:g}."
    )
    n_nothing = len(drawn_on) - len(rows)
    nothing = f" Nothing was drawn on {counted(n_nothing, 'further image')}." if n_nothing else ""
    return (
        f"Each point is one of {counted(len(rows), 'image')} of "
        f"{counted(int(rows['patient_id'].nunique()), 'patient')} whom the network had not seen. "
        f"Spearman's rho {number(told['spearman_rho'])} (95 % interval "
        f"{interval(told['spearman_low'], told['spearman_high'])}, bootstrap over patients; by "
        f"chance 0). Dashed: quality equal to Dice.{found} Review goes by lowest quality first."
        f"{nothing} Profile: {profile.name}."
    )


def _alt(rows: pd.DataFrame) -> str:
    rho = float(spearmanr(rows["quality"], rows["dice"]).statistic)
    return f"Scatter plot of {len(rows)} images, predicted quality against Dice; rho {rho:.2f}."
