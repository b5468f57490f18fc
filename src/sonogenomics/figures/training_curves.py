"""How the network learnt."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    canvas,
    faint_grid,
    readable,
    styled,
)
from sonogenomics.figures.wording import number
from sonogenomics.profiles import Profile

NAME, TITLE = "training-curves", "How the network learnt"
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION, GREY)
STYLES = ("-", "--", ":", "-.", (0, (1, 1)))
TOTALS = ("train_loss", "loss")


@styled
def training_curves(curves: pd.DataFrame, weights: str, profile: Profile) -> Figure | Missing:
    """Draw losses and validation Dice by epoch, every fold.

    Parameters
    ----------
    curves : DataFrame
        Columns fold and epoch, any number of losses (names that hold `loss`), and
        `validation_dice` where patients were set aside to watch the training.
    weights : str
        From which weights the network was trained, in words.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    losses, dice = loss_columns(curves), "validation_dice"
    if curves.empty or not losses:
        return Missing(NAME, TITLE, "No network was trained in this run.")
    watched = dice in curves and bool(curves[dice].notna().any())
    folds = sorted(curves["fold"].unique(), key=lambda fold: (len(str(fold)), str(fold)))
    drawing = canvas(7.2, 3.3)
    panels = drawing.subplots(1, 2 if watched else 1, squeeze=False)[0]
    for style, fold in zip((STYLES * len(folds))[: len(folds)], folds, strict=True):
        mine = curves[curves["fold"] == fold].sort_values("epoch", kind="stable")
        _losses(panels[0], mine, losses, style)
        if watched:
            _dice(panels[1], mine.dropna(subset=[dice]), (style, str(fold)))
    _dress(panels[0], "Loss", [*losses])
    if watched:
        panels[1].set_ylim(0, 1)
        _dress(panels[1], "Dice, patients set aside for it", [])
    shown = ["fold", "epoch", *losses, *([dice] if watched else [])]
    caption = _caption(curves, folds, weights, profile)
    return Figure(NAME, TITLE, caption, _alt(curves, watched), drawing, curves[shown])


def loss_columns(curves: pd.DataFrame) -> list[str]:
    """Losses of training, the total first; those of validation are another matter.

    Examples
    --------
    >>> loss_columns(pd.DataFrame(columns=["epoch", "loss_mask", "train_loss", "validation_dice"]))
    ['train_loss', 'loss_mask']
    """
    names = [str(name) for name in curves.columns if "loss" in str(name)]
    names = [name for name in names if not name.startswith("validation")]
    return sorted(names, key=lambda name: (name not in TOTALS, name))[: len(COLOURS)]


def _losses(axes: Axes, rows: pd.DataFrame, losses: list[str], style: object) -> None:
    for colour, name in zip(COLOURS, losses, strict=False):
        total = name in TOTALS or len(losses) == 1
        axes.plot(
            rows["epoch"],
            rows[name],
            color=INK if total else colour,
            linestyle=style,
            linewidth=1.8 if total else 1.1,
            marker="o" if len(rows) == 1 else None,
            markersize=3,
        )


def _dice(axes: Axes, rows: pd.DataFrame, look: tuple[object, str]) -> None:
    style, fold = look
    axes.plot(
        rows["epoch"],
        rows["validation_dice"],
        color=BLUE,
        linestyle=style,
        linewidth=1.6,
        marker="o",
        markersize=3,
        label=f"fold {fold}",
    )
    if len(rows):
        epoch, dice = _best(rows)
        axes.plot(epoch, dice, "D", color=VERMILLION, ms=6)


def _best(rows: pd.DataFrame) -> tuple[int, float]:
    """Epoch and Dice of the best; the first of several."""
    place = int(rows["validation_dice"].to_numpy(dtype=float).argmax())
    return int(rows["epoch"].iloc[place]), float(rows["validation_dice"].iloc[place])


def _dress(axes: Axes, label: str, losses: list[str]) -> None:
    axes.set_xlabel("Epoch")
    axes.set_ylabel(label)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    if losses:
        if _spans(axes):
            axes.set_yscale("log")
            axes.yaxis.set_major_formatter("{x:g}")
        for colour, name in zip(COLOURS, losses, strict=False):
            total = name in TOTALS or len(losses) == 1
            axes.plot([], [], color=INK if total else colour, label=_words(name))
    axes.legend(loc="best", handlelength=1.6)
    faint_grid(axes)


def _spans(axes: Axes) -> bool:
    drawn = np.concatenate([np.asarray(line.get_ydata(), dtype=float) for line in axes.lines])
    drawn = drawn[np.isfinite(drawn)]
    return bool(len(drawn)) and bool(drawn.min() > 0) and bool(drawn.max() > 20 * drawn.min())


def _words(name: str) -> str:
    if name in TOTALS:
        return "total"
    return readable(name.replace("train_", "").replace("loss_", "").replace("_", " "), 22)


def _caption(curves: pd.DataFrame, folds: list[object], weights: str, profile: Profile) -> str:
    told = []
    for fold in folds:
        mine = curves[curves["fold"] == fold]
        n = int(mine["epoch"].nunique())
        best = ""
        if "validation_dice" in mine and mine["validation_dice"].notna().any():
            epoch, dice = _best(mine.dropna(subset=["validation_dice"]))
            best = f", best validation Dice {number(dice)} at epoch {epoch}"
        told.append(f"fold {fold}: {n} epochs{best}")
    return (
        f"Network {weights}; {'; '.join(told)}. The highest (diamond) was found on the very "
        "patients who were set aside to watch the training, so it flatters; the figure of Dice by "
        f"patient is the judge. Profile: {profile.name}."
    )


def _alt(curves: pd.DataFrame, watched: bool) -> str:
    n = int(curves["epoch"].max())
    return f"Line plots of the training losses{' and validation Dice' if watched else ''}, to {n}."
