"""What ultrasound pictures bring along and features should not: each found, counted and shown."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from sonogenomics.imaging.duplicates import HASH_BITS, Pairs, exact_pairs, near_pairs
from sonogenomics.imaging.traits import Traits

BLANK_RANGE = 16  # grey levels between the 1st and the 99th percentile
MAX_CLIPPED_BLACK = 0.5  # cysts, shadows and the margin are rightly black
MAX_CLIPPED_WHITE = 0.02  # white is where the receiver gain ran out
COLUMNS = {
    "image": "str",
    "patient_id": "str",
    "finding": "str",
    "scope": "str",
    "partner": "str",
    "value": "float64",
    "limit": "float64",
}
FINDINGS = {
    "exact_duplicate": "Its pixels equal those of the partner.",
    "near_duplicate": "It looks like the partner: saved, scaled or annotated again.",
    "strokes_outside": "Callipers or text outside the lesion (strokes).",
    "strokes_inside": "Callipers or text on the lesion (pixels of it).",
    "spacing_missing": "How many mm a pixel is, the file does not say.",
    "regions_misfit": "Its ultrasound regions reach beyond it: scaled or cropped after the scan.",
    "blank": "Nearly one grey level.",
    "clipped_black": "Share of pixels at 0.",
    "clipped_white": "Share of pixels at 255.",
}


def single(one: Traits) -> Iterator[tuple[str, float, float]]:
    """Finding, value and limit of what an image shows by itself."""
    if one.strokes.outside:
        yield "strokes_outside", one.strokes.outside, 0
    if one.strokes.inside:
        yield "strokes_inside", one.strokes.inside_px, 0
    if not one.spacing_known:
        yield "spacing_missing", np.nan, np.nan
    if one.regions_misfit:
        yield "regions_misfit", np.nan, np.nan
    if one.grey_range < BLANK_RANGE:
        yield "blank", one.grey_range, BLANK_RANGE
    if one.black > MAX_CLIPPED_BLACK:
        yield "clipped_black", one.black, MAX_CLIPPED_BLACK
    if one.white > MAX_CLIPPED_WHITE:
        yield "clipped_white", one.white, MAX_CLIPPED_WHITE


def _scope(one: Traits, other: Traits) -> str:
    if one.patient_id == other.patient_id:
        return "same_patient"
    known = one.split is not None and other.split is not None
    return "across_splits" if known and one.split != other.split else "across_patients"


def _bits_apart(one: Traits, other: Traits) -> int:
    return int((one.fingerprint != other.fingerprint).sum())


def _paired(images: Sequence[Traits], pairs: Pairs, finding: str) -> Iterator[dict[str, object]]:
    """One row an image of each pair, so that either image shows it."""
    for first, second in pairs:
        for one, other in ((images[first], images[second]), (images[second], images[first])):
            yield {
                "image": one.image,
                "patient_id": one.patient_id,
                "finding": finding,
                "scope": _scope(one, other),
                "partner": other.image,
                "value": _bits_apart(one, other),
                "limit": np.nan,
            }


def _duplicates(images: Sequence[Traits]) -> Iterator[dict[str, object]]:
    if not images:
        return
    exact = exact_pairs([one.pixel_sha256 for one in images])
    yield from _paired(images, exact, "exact_duplicate")
    copies = set(exact[:, 1].tolist())  # a copy looks like whatever its first one looks like
    different = [
        one
        for number, one in enumerate(images)
        if number not in copies and one.grey_range >= BLANK_RANGE
    ]
    looks = np.array([one.fingerprint for one in different], bool).reshape(-1, 2 * HASH_BITS)
    yield from _paired(different, near_pairs(looks), "near_duplicate")


def findings(images: Sequence[Traits]) -> pd.DataFrame:
    """Lay out all findings, one row per image and finding.

    Duplicates give one row for each image of a pair, with its partner and the scope
    (same_patient, across_patients, across_splits); blank frames, all alike, are not compared. Of
    images with equal pixels only the first is compared with what looks alike.

    Parameters
    ----------
    images : sequence of Traits

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, sorted by image, finding and partner. `value` is bits apart for
        duplicates, strokes outside, pixels inside, grey levels or shares; `limit` is the value
        beyond which there is a finding.
    """
    rows: list[dict[str, object]] = list(_duplicates(images))
    for one in images:
        rows += [
            {
                "image": one.image,
                "patient_id": one.patient_id,
                "finding": finding,
                "scope": "",
                "partner": "",
                "value": value,
                "limit": limit,
            }
            for finding, value, limit in single(one)
        ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame = frame.astype(COLUMNS)
    return frame.sort_values(["image", "finding", "partner"], ignore_index=True)


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Count images and patients of each finding and scope.

    Parameters
    ----------
    found : DataFrame
        Of `findings`.

    Returns
    -------
    DataFrame
        Columns finding, scope, images, patients, meaning; findings in the order of `FINDINGS`,
        those without an image with a count of 0.

    Examples
    --------
    >>> summary(findings([]))["images"].sum()
    np.int64(0)
    """
    counts = found.groupby(["finding", "scope"])[["image", "patient_id"]].nunique()
    counts = counts.rename(columns={"image": "images", "patient_id": "patients"}).reset_index()
    everything = pd.DataFrame({"finding": list(FINDINGS), "meaning": list(FINDINGS.values())})
    table = everything.merge(counts, on="finding", how="left")
    table["scope"] = table["scope"].fillna("")
    numbers = ["images", "patients"]
    table[numbers] = table[numbers].fillna(0).astype(int)
    return table[["finding", "scope", *numbers, "meaning"]]
