"""From the images listed to the lesions whose features were taken, every loss counted."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import BLUE, GREY, INK, VERMILLION, canvas, readable, styled
from sonogenomics.figures.wording import counted
from sonogenomics.profiles import Profile

NAME, TITLE = "image-flow", "From images to features"
TALL, WIDE = 0.62, 3.7  # a box, in axis units
MOST_REASONS = 5  # named in the drawing; all are in its data
PARTS = 3  # boxes that stand side by side
ORIGINS = {
    "outlined": "outlined by an expert",
    "accepted": "predicted, accepted in review",
    "redrawn": "predicted, redrawn in review",
    "unreviewed": "predicted, unreviewed",
}


@dataclass(frozen=True)
class ImageTables:
    """Tables of the catalog that say what became of each image.

    Attributes
    ----------
    images, image_faults, lesions, lesion_faults, feature_faults : DataFrame
        As described in the catalog.
    """

    images: pd.DataFrame
    image_faults: pd.DataFrame
    lesions: pd.DataFrame
    lesion_faults: pd.DataFrame
    feature_faults: pd.DataFrame


@dataclass(frozen=True)
class Step:
    """What is left, and what it cost: a noun, counts, and reasons of those lost."""

    name: str
    count: str
    lost: tuple[str, ...] = ()


@styled
def image_flow(tables: ImageTables, profile: Profile) -> Figure | Missing:
    """Draw what became of every image, with the reasons of those that were lost.

    Parameters
    ----------
    tables : ImageTables
        What the stages from images to radiomics left.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    if tables.images.empty:
        return Missing(NAME, TITLE, "The study has no usable image, so there is no flow to draw.")
    steps, origins = flow_steps(tables), lesion_origins(tables.lesions)
    rows = 4 if len(origins) else 3
    drawing = canvas(7.2, 0.86 * rows + 0.1)
    axes = drawing.add_subplot()
    axes.set_axis_off()
    for place, step in enumerate(steps[:3]):
        _step(axes, -place, step)
    if len(origins):
        _origins(axes, origins, place=-3)
    axes.set_xlim(-0.1, 9.4)
    axes.set_ylim(-rows + 1 - TALL / 2 - 0.1, TALL / 2 + 0.1)
    data = pd.DataFrame(
        [{"step": s.name, "count": s.count, "lost": "; ".join(s.lost)} for s in steps]
    )
    data = pd.concat([data, origins.rename(columns={"words": "step"})[["step", "count"]]])
    data = data.fillna({"lost": ""})
    caption = _caption(steps, tables, profile)
    return Figure(NAME, TITLE, caption, _alt(steps, origins), drawing, data)


def reasons(faults: pd.DataFrame) -> tuple[str, ...]:
    """Count images by reason, the most frequent first.

    Examples
    --------
    >>> reasons(pd.DataFrame({"image": ["a", "b", "c"], "reason": ["absent", "blank", "absent"]}))
    ('absent: 2', 'blank: 1')
    """
    found = faults.groupby("reason")["image"].size().reset_index(name="n")
    found = found.sort_values(["n", "reason"], ascending=[False, True])
    return tuple(
        f"{readable(row.reason, 28).replace('_', ' ')}: {row.n}" for row in found.itertuples()
    )


def lesion_origins(lesions: pd.DataFrame) -> pd.DataFrame:
    """Lesions, images and patients by who answers for the outline.

    Parameters
    ----------
    lesions : DataFrame
        `catalog.Lesions`.

    Returns
    -------
    DataFrame
        Columns origin, words, lesions, images, patients, count; only origins that occur.
    """
    columns = ["origin", "words", "lesions", "images", "patients", "count"]
    rows = []
    for origin, words in ORIGINS.items():
        mine = lesions[lesions["origin"] == origin]
        n = (len(mine), int(mine["image"].nunique()), int(mine["patient_id"].nunique()))
        if len(mine):
            text = f"{counted(n[0], 'lesion')}, {counted(n[2], 'patient')}"
            rows.append(dict(zip(columns, (origin, words, *n, text), strict=True)))
    return pd.DataFrame(rows, columns=columns)


def flow_steps(tables: ImageTables) -> list[Step]:
    """Listed, usable, with a lesion, with features."""
    asked = tables.image_faults[tables.image_faults["part"] == "image"]
    listed = asked[asked["patient_id"] != ""]
    stray = len(asked) - len(listed)
    images, lesions = tables.images, tables.lesions
    lost = reasons(listed) + ((f"not in the list: {stray} (ignored)",) if stray else ())
    masks = int((tables.image_faults["part"] == "mask").sum())
    usable = f"{_images(images)}, {_patients(images)}"
    n_outlined = int((images["n_outlined"] > 0).sum())
    in_use = f"{counted(len(lesions), 'lesion')}, {_images(lesions)}, {_patients(lesions)}"
    spoilt = (f"outline unusable: {counted(masks, 'mask')}",) if masks else ()
    faults = tables.feature_faults
    features = f"{counted(len(lesions) - len(faults), 'lesion')}"
    return [
        Step("Listed", counted(len(images) + len(listed), "image")),
        Step(f"Usable ({n_outlined:,} outlined)", usable, lost),
        Step("With a lesion", in_use, (*spoilt, *reasons(tables.lesion_faults))),
        Step("With features", features, reasons(faults)),
    ]


def _images(frame: pd.DataFrame) -> str:
    n = frame["image"].nunique() if "image" in frame else len(frame)
    return counted(int(n), "image")


def _patients(frame: pd.DataFrame) -> str:
    return counted(int(frame["patient_id"].nunique()), "patient")


def _step(axes: Axes, y: float, step: Step) -> None:
    _box(axes, (0, y), (WIDE + 0.4, TALL), f"{step.name}\n{step.count}", BLUE)
    middle = (WIDE + 0.4) / 2
    if y:
        _arrow(axes, (middle, y + 1 - TALL / 2), (middle, y + TALL / 2))
    if step.lost:
        _arrow(axes, (middle, y + 0.5), (WIDE + 0.85, y + 0.5))
        n_more = len(step.lost) - MOST_REASONS
        more = (f"{n_more} more reasons",) if n_more > 0 else ()
        shown = (*step.lost[:MOST_REASONS], *more)
        lines = "\n".join(", ".join(shown[i : i + 2]) for i in range(0, len(shown), 2))
        axes.text(WIDE + 0.95, y + 0.5, lines, va="center", color=INK, fontsize=8, linespacing=1.3)


def _origins(axes: Axes, origins: pd.DataFrame, place: float) -> None:
    wide = (9.3 - 0.25 * (len(origins) - 1)) / max(len(origins), PARTS)
    for i, row in enumerate(origins.itertuples()):
        x = i * (wide + 0.25)
        edge = VERMILLION if row.origin == "unreviewed" else GREY
        words = str(row.words).replace(", ", ",\n") if len(origins) > PARTS else str(row.words)
        tall = TALL if words == str(row.words) else TALL + 0.16
        _box(axes, (x, place), (wide, tall), f"{words}\n{row.count}", edge)
        _arrow(axes, ((WIDE + 0.4) / 2, place + 1 - TALL / 2), (x + wide / 2, place + tall / 2))


def _box(
    axes: Axes, corner: tuple[float, float], size: tuple[float, float], text: str, edge: str
) -> None:
    (x, y), (wide, tall) = corner, size
    shape = "round,pad=0,rounding_size=0.06"
    box = FancyBboxPatch((x, y - tall / 2), wide, tall, shape, fill=False, ec=edge, lw=1.3)
    axes.add_patch(box)
    axes.text(x + wide / 2, y, text, ha="center", va="center", fontsize=8.3, linespacing=1.35)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": GREY, "lw": 1.0, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", end, start, arrowprops=style)


def _caption(steps: list[Step], tables: ImageTables, profile: Profile) -> str:
    lesions = tables.lesions
    bare = lesions[lesions["origin"] == "unreviewed"]
    n_bare = int(bare["patient_id"].nunique())
    unreviewed = (
        f"{len(bare):,} of {counted(len(lesions), 'lesion')} ({counted(n_bare, 'patient')}) "
        "carry an outline of the network that nobody has reviewed"
        if len(bare)
        else "no lesion carries an outline that nobody has reviewed"
    )
    lost = "; ".join(
        f"{step.name.split(' (')[0].lower()}: {', '.join(step.lost)}" for step in steps if step.lost
    )
    return (
        f"{steps[0].count.capitalize()} listed, {len(tables.images):,} usable, features of "
        f"{steps[3].count}; {unreviewed}."
        f"{f' Lost on the way to what is {lost}.' if lost else ' None was lost.'} "
        f"Profile: {profile.name}."
    )


def _alt(steps: list[Step], origins: pd.DataFrame) -> str:
    told = [f"{step.name}: {step.count}" for step in steps]
    told += [f"{row.words}: {row.count}" for row in origins.itertuples()]
    return f"Flow chart. {'; '.join(told)}."
