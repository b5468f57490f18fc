"""What the pictures bring along that features should not."""

import pandas as pd
from matplotlib.axes import Axes

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import GREY, VERMILLION, canvas, faint_grid, readable, styled
from sonogenomics.figures.wording import counted
from sonogenomics.imaging.hygiene import FINDINGS
from sonogenomics.profiles import Profile

NAME, TITLE = "hygiene-counts", "Hygiene of the images"
SERIOUS = {"across_patients", "across_splits"}  # what lets one patient answer for another
WORDS = {"same_patient": "within a patient", "across_patients": "across patients"}
WORDS |= {"across_splits": "across training and held out"}


@styled
def hygiene_counts(found: pd.DataFrame, images: pd.DataFrame, profile: Profile) -> Figure | Missing:
    """Draw how many images and patients each finding concerns.

    Parameters
    ----------
    found : DataFrame
        `catalog.Findings`.
    images : DataFrame
        `catalog.Images`: those that were searched and kept.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    if found.empty:
        reason = "No image was searched." if images.empty else "Nothing was found on any image."
        return Missing(NAME, TITLE, reason)
    counts = counted_findings(found)
    drawing = canvas(7.2, 0.95 + 0.34 * len(counts))
    _bars(drawing.add_subplot(), counts)
    caption = _caption(counts, found, images, profile)
    return Figure(NAME, TITLE, caption, _alt(counts), drawing, counts)


def counted_findings(found: pd.DataFrame) -> pd.DataFrame:
    """Images and patients of each finding and scope, in the order in which hygiene names them.

    Parameters
    ----------
    found : DataFrame
        `catalog.Findings`.

    Returns
    -------
    DataFrame
        Columns finding, scope, images, patients.
    """
    order = {name: place for place, name in enumerate(FINDINGS)}
    counts = found.groupby(["finding", "scope"], as_index=False).agg(
        images=("image", "nunique"), patients=("patient_id", "nunique")
    )
    place = counts["finding"].map(order).fillna(len(order))
    counts = counts.assign(place=place).sort_values(["place", "finding", "scope"])
    return counts.drop(columns="place").reset_index(drop=True)


def label(finding: object, scope: object) -> str:
    """A finding in words.

    Examples
    --------
    >>> label("near_duplicate", "across_splits")
    'Near duplicate, across training and held out'
    >>> label("blank", "")
    'Blank'
    """
    name = readable(finding).replace("_", " ").capitalize()
    return f"{name}, {WORDS.get(str(scope), readable(scope))}" if scope else name


def _bars(axes: Axes, counts: pd.DataFrame) -> None:
    labels = [label(a, b) for a, b in zip(counts["finding"], counts["scope"], strict=True)]
    colours = [VERMILLION if scope in SERIOUS else GREY for scope in counts["scope"]]
    places = range(len(counts))
    axes.barh(places, counts["images"], color=colours, height=0.62)
    most = float(counts["images"].max())
    for place, row in enumerate(counts.itertuples()):
        text = f"{counted(int(str(row.images)), 'image')}, "
        text += counted(int(str(row.patients)), "patient")
        axes.text(float(str(row.images)) + most * 0.015, place, text, va="center", fontsize=8)
    axes.set_yticks(places, labels=labels)
    axes.set_ylim(len(counts) - 0.5, -0.5)
    axes.set_xlim(0, most * 1.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("Images")
    faint_grid(axes, "x")


def _caption(
    counts: pd.DataFrame, found: pd.DataFrame, images: pd.DataFrame, profile: Profile
) -> str:
    serious = found[found["scope"].isin(SERIOUS)]
    told = (
        f"{counted(int(serious['image'].nunique()), 'image')} of "
        f"{counted(int(serious['patient_id'].nunique()), 'patient')} (coloured) also stand under "
        "another patient: such a pair lets a model recognise instead of judge"
        if len(serious)
        else "No image stands under two patients"
    )
    return (
        f"Images and patients that each of {counted(len(counts), 'finding')} concerns, of "
        f"{counted(len(images), 'image')} in use; one image may have several. {told}. "
        "A finding is a reason to look, by rules that no person confirmed. "
        f"Profile: {profile.name}."
    )


def _alt(counts: pd.DataFrame) -> str:
    told = "; ".join(
        f"{label(row.finding, row.scope)}: {row.images} images" for row in counts.itertuples()
    )
    return f"Bar chart of findings. {told}."
