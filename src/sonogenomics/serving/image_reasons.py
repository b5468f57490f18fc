"""Why the image model may not apply to a patient, and what was found on an image, in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sonogenomics.imaging.hygiene import FINDINGS, single
from sonogenomics.serving.familiarity import Familiar
from sonogenomics.serving.image_recipe import Recipe
from sonogenomics.serving.one_image import Looked

MOST_COLOUR = 0.05  # share of clearly coloured pixels: scanners mark a few in colour, no more
MOST_NAMED = 3  # values of one kind that a sentence names
FLAGGED = ("strokes_inside", "blank", "clipped_black", "clipped_white", "regions_misfit")
WORDS = {
    "rows": "height in px",
    "columns": "width in px",
    "aspect": "width by height",
    "mean_level": "mean grey level",
    "sd_level": "spread of grey levels",
    "n_levels": "number of grey levels",
    "black": "share of black",
    "white": "share of white",
    "sharpness_down": "sharpness from row to row",
    "sharpness_across": "sharpness along a row",
    "grain_down": "height of the grain",
    "grain_across": "width of the grain",
    "speckle": "speckle contrast",
    "strokes": "number of callipers and letters",
}


def findings_of(one: Looked) -> list[str]:
    """What hygiene finds on one image, whether it matters to the model or not."""
    if one.traits is None:
        return []
    told = []
    for finding, value, _ in single(one.traits):
        number = "" if np.isnan(value) else f": {value:.3g}"
        told.append(f"{FINDINGS[finding].rstrip('.')}{number}.")
    return told


def reasons_of(one: Looked, seen: Familiar, recipe: Recipe) -> Iterator[str]:
    """Why one image is not like those the model was trained on, one sentence a reason.

    Parameters
    ----------
    one : Looked
    seen : Familiar
        Appearance of training images.
    recipe : Recipe
        From which quality on a mask is believed.
    """
    if one.fault is not None:
        yield f"Left out: {_lower(one.fault)}"
        return
    yield from _of_pixels(one)
    yield from _of_appearance(one, seen)
    yield from _of_lesions(one, recipe)


def _of_pixels(one: Looked) -> Iterator[str]:
    if one.coloured > MOST_COLOUR:
        yield (
            f"{one.name} is coloured ({one.coloured:.0%} of its pixels): a photograph, a screen "
            "or Doppler, while the model knows grey B-mode."
        )
    if one.traits is None:
        return
    for finding, value, limit in single(one.traits):
        if finding in FLAGGED:
            told = "" if np.isnan(value) else f" ({value:.3g}; {limit:.3g} is the limit)"
            yield f"{one.name}: {FINDINGS[finding].rstrip('.').lower()}{told}."


def _of_appearance(one: Looked, seen: Familiar) -> Iterator[str]:
    values = np.array([[one.appearance[name] for name in seen.names]])
    outside = np.flatnonzero(seen.outside(values)[0])
    if len(outside):
        told = [
            f"{WORDS[seen.names[at]]} {values[0, at]:.3g} ({max(seen.low[at], 0):.3g} to "
            f"{seen.high[at]:.3g} seen)"
            for at in outside[:MOST_NAMED]
        ]
        more = f" and {len(outside) - MOST_NAMED} more" if len(outside) > MOST_NAMED else ""
        yield f"{one.name} does not look like the training images: {', '.join(told)}{more}."
    distance = float(seen.strangeness(values)[0])
    if distance > 1 and not len(outside):
        yield (
            f"{one.name} does not look like the training images: taken together, its size, grey "
            f"levels and grain lie {distance:.1f} times as far from them as 99 % of them do."
        )


def _of_lesions(one: Looked, recipe: Recipe) -> Iterator[str]:
    outlined = one.outlined
    if outlined is None:
        return
    n_taken = len(outlined.lesions)
    if not n_taken:
        how = "found no lesion" if not outlined.n_seen else "takes none of several lesions"
        yield f"The network {how} on {_lower(one.name)}: give a mask, or another image."
    elif outlined.n_seen > n_taken:
        yield f"{outlined.n_seen} lesions are seen on {_lower(one.name)}; {n_taken} was taken."
    elif n_taken > 1:
        yield f"{n_taken} lesions are outlined on {_lower(one.name)}; their URFs were averaged."
    if n_taken and outlined.quality < recipe.least_quality:
        yield (
            f"The mask of {_lower(one.name)} has a predicted quality of {outlined.quality:.2f}, "
            f"below {recipe.least_quality:.2f}: look at its outline."
        )
    for lesion in one.measured:
        if lesion.at_edge:
            yield f"The lesion of {_lower(one.name)} touches the edge: part of it may not be seen."
    yield from one.unmeasured


def reasons_of_urfs(outside: Sequence[str], distance: float, card: Mapping[str, Any]) -> list[str]:
    """Why a patient's URFs are not like those of training patients."""
    ranges = {feature["name"]: feature for feature in card["features"]}
    told = []
    if outside:
        named = [
            f"{name} ({ranges[name]['low']:.3g} to {ranges[name]['high']:.3g})"
            for name in outside[:MOST_NAMED]
        ]
        more = f" and {len(outside) - MOST_NAMED} more" if len(outside) > MOST_NAMED else ""
        told.append(f"URFs beyond their range in training patients: {', '.join(named)}{more}.")
    if distance > 1:
        told.append(
            f"Taken together the URFs lie {distance:.1f} times as far from the training patients "
            "as 99 % of them do."
        )
    return told


def _lower(name: str) -> str:
    return f"{name[:1].lower()}{name[1:]}"
