"""The network's outlines beside the expert's: the best, the middling, the worst."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from PIL import Image

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import ORANGE, SKY, canvas, readable, styled
from sonogenomics.figures.wording import counted, number
from sonogenomics.profiles import Profile

NAME, TITLE = "lesion-gallery", "Outlines of the network beside the expert's"
MOST, COLUMNS = 8, 4
SIDE_PX = 160  # of a picture as embedded: enough to judge an outline, small enough to mail
MARGIN = 0.35  # of the lesion's larger side, shown around it
LEVELS = 64  # grey levels kept: more are not seen, and cost bytes
HALF = 0.5

Grey = NDArray[np.uint8]


@dataclass(frozen=True)
class Example:
    """One picture of the gallery, cut out around its lesions.

    Attributes
    ----------
    image, place, arm : str
        Id; `best`, `median` or `worst`; the patient's arm, or empty.
    dice : float
        Agreement.
    held_out : bool
        Whether the patient was held out.
    grey : uint8 array, side x side
    expert, predicted : float array, side x side
        Share of each pixel inside the outline.
    """

    image: str
    place: str
    arm: str
    dice: float
    held_out: bool
    grey: Grey
    expert: NDArray[np.float64]
    predicted: NDArray[np.float64]


def chosen(agreement: pd.DataFrame, arms: "pd.Series[str]", most: int = MOST) -> pd.DataFrame:
    """Choose images of unseen patients by Dice: best, middling and worst, the arms in turn.

    No draw: equal tables give equal pictures. Each patient is shown once.

    Parameters
    ----------
    agreement : DataFrame
        `catalog.Agreement`.
    arms : Series of str
        Arm of each patient, by patient_id.
    most : int
        How many pictures.

    Returns
    -------
    DataFrame
        Columns image, patient_id, place, arm, dice, held_out; best first.
    """
    rows = agreement[~agreement["seen"].astype(bool)].reset_index()
    rows = rows.assign(arm=rows["patient_id"].map(arms).fillna("").astype(str))
    rows = rows.sort_values(["dice", "image"], ascending=[False, True], ignore_index=True)
    taken: dict[int, str] = {}
    wanted = _wanted(most)
    names = sorted(set(rows["arm"]), reverse=True)
    for turn, place in enumerate(wanted):
        _take(rows, taken, place, names[turn % len(names)] if names else "")
    columns = ["image", "patient_id", "arm", "dice"]
    shown = rows.loc[sorted(taken), columns]
    shown = shown.assign(
        place=[taken[i] for i in sorted(taken)],
        held_out=(rows.loc[sorted(taken), "split"] == "test").to_numpy(bool),
    )
    return shown.reset_index(drop=True)


def _wanted(most: int) -> list[str]:
    """Two of each three, the middle taking what is over."""
    ends = max(1, most // 4)
    return ["best"] * ends + ["worst"] * ends + ["median"] * (most - 2 * ends)


def _take(rows: pd.DataFrame, taken: dict[int, str], place: str, arm: str) -> None:
    """Take the next image of that place, of that arm if it has one, of a patient not yet shown."""
    shown = set(rows.loc[list(taken), "patient_id"])
    free = rows[~rows["patient_id"].isin(shown)]
    if free.empty:
        return
    middle = (len(rows) - 1) / 2
    ranks = free.index.to_numpy(dtype=float)
    away = {"best": ranks, "worst": -ranks, "median": np.abs(ranks - middle)}[place]
    order = free.index[np.argsort(away, kind="stable")]
    near = order[: max(4, len(rows) // 10)]  # of the other arm, but not from another place
    mine = [i for i in near if rows.loc[i, "arm"] == arm]
    taken[int(mine[0] if mine else order[0])] = place


def cut_out(
    row: pd.Series, frame: Grey, expert: Grey, predicted: Grey, side: int = SIDE_PX
) -> Example:
    """Cut a square around the lesions out of a frame and both masks, and make it small.

    Parameters
    ----------
    row : Series
        A row of `chosen`.
    frame : uint8 array, rows x columns
        Grey image.
    expert, predicted : uint8 array, rows x columns
        Label masks; above 0 is inside.
    side : int
        Pixels of the result.

    Returns
    -------
    Example
    """
    box = _square((expert > 0) | (predicted > 0))
    step = 256 // LEVELS
    grey = np.asarray(_small(frame, box, side)).astype(np.uint8) // step * step
    inside = [
        np.asarray(_small((mask > 0).astype(np.uint8) * 255, box, side), dtype=float) / 255
        for mask in (expert, predicted)
    ]
    return Example(
        str(row["image"]),
        str(row["place"]),
        str(row["arm"]),
        float(str(row["dice"])),
        bool(row["held_out"]),
        grey,
        inside[0],
        inside[1],
    )


def _square(inside: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Left, upper, right, lower of a square around all that is marked; the frame if nothing is."""
    if not inside.any():
        return 0, 0, inside.shape[1], inside.shape[0]
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    extent = max(np.ptp(rows), np.ptp(columns)) + 1
    half = int(np.ceil(extent * (HALF + MARGIN)))
    y, x = (rows[0] + rows[-1] + 1) // 2, (columns[0] + columns[-1] + 1) // 2
    return int(x - half), int(y - half), int(x + half), int(y + half)


def _small(levels: Grey, box: tuple[int, int, int, int], side: int) -> Image.Image:
    """Crop (black beyond the frame) and scale; averages where pixels are merged."""
    cut = Image.fromarray(levels).crop(box)
    return cut.resize((side, side), Image.Resampling.BILINEAR)


@styled
def lesion_gallery(examples: list[Example], profile: Profile) -> Figure | Missing:
    """Draw up to eight lesions with the expert's outline and the network's.

    Parameters
    ----------
    examples : list of Example
        Best first.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    if not examples:
        reason = "No image of an unseen patient was outlined by both an expert and the network."
        return Missing(NAME, TITLE, reason)
    n_rows = -(-len(examples) // COLUMNS)
    drawing = canvas(7.2, 0.45 + 2.0 * n_rows)
    panels = drawing.subplots(n_rows, COLUMNS, squeeze=False).ravel()
    for axes in panels:
        axes.set_axis_off()
    for axes, example in zip(panels, examples, strict=False):
        _picture(axes, example)
    keys = [
        Line2D([], [], color=ORANGE, lw=2, label="expert"),
        Line2D([], [], color=SKY, lw=2, label="network"),
    ]
    drawing.legend(handles=keys, loc="outside upper center", ncols=2)
    columns = ["image", "place", "arm", "held_out", "dice"]
    data = pd.DataFrame([{name: getattr(one, name) for name in columns} for one in examples])
    return Figure(NAME, TITLE, _caption(examples, profile), _alt(examples), drawing, data)


def _picture(axes: Axes, one: Example) -> None:
    axes.imshow(one.grey, cmap="gray", vmin=0, vmax=255, interpolation="none")
    for inside, colour, width in ((one.expert, ORANGE, 1.6), (one.predicted, SKY, 1.3)):
        if inside.max() > HALF > inside.min():
            axes.contour(inside, levels=[HALF], colors=[colour], linewidths=width)
    arm = f", {readable(one.arm, 16)}" if one.arm else ""
    axes.set_title(
        f"Dice {one.dice:.2f} ({one.place}{arm})", fontsize=8, fontweight="normal", loc="center"
    )


def _caption(examples: list[Example], profile: Profile) -> str:
    held = sum(one.held_out for one in examples)
    dice = [one.dice for one in examples]
    return (
        f"{counted(len(examples), 'patient').capitalize()} whom the network had not seen "
        f"({held or 'none'} held out), chosen by Dice alone: the best, the middle and the worst, "
        f"from {number(max(dice))} to {number(min(dice))}. Cut out around the lesion and scaled; "
        "so the pictures do not show lesions in proportion, nor how often each kind occurs: the "
        f"figure of Dice by patient does. Profile: {profile.name}."
    )


def _alt(examples: list[Example]) -> str:
    told = "; ".join(f"{one.place}: Dice {one.dice:.2f}" for one in examples)
    return f"Ultrasound lesions with the expert's and the network's outline. {told}."
