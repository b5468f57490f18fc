"""Which images hygiene bars from the study: those nobody can place, and those the study asks to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from sonogenomics.errors import StudyError, listed
from sonogenomics.imaging.duplicates import exact_pairs
from sonogenomics.imaging.hygiene import BLANK_RANGE, FINDINGS, findings
from sonogenomics.imaging.image_faults import Fault, fault_table
from sonogenomics.imaging.intake import Taken
from sonogenomics.imaging.traits import Traits

TWO_PATIENTS = "two_patients"
REPEATED = "repeated"


@dataclass(frozen=True)
class Sorted:
    """What came of all images together.

    Attributes
    ----------
    used : list of Taken
    barred : dict of str to Fault
        Images that were read and are not used.
    findings : DataFrame
        Of `hygiene.findings`, over all images that were read.
    faults : DataFrame
        Of `fault_table`: files, images, masks and barred images.
    """

    used: list[Taken]
    barred: dict[str, Fault]
    findings: pd.DataFrame
    faults: pd.DataFrame


def sort_out(taken: Sequence[Taken], before: Sequence[Fault], rules: Sequence[str]) -> Sorted:
    """Look at all images together, and part those that are used from those that are not.

    Parameters
    ----------
    taken : sequence of Taken
        Sorted by id.
    before : sequence of Fault
        What was lost before images were read.
    rules : sequence of str
        Findings whose images are not used.

    Returns
    -------
    Sorted

    Raises
    ------
    StudyError
        Not one image is left; with the count of each reason, and one sentence as an example.
    """
    seen = [one.traits for one in taken if one.traits is not None]
    found = findings(seen)
    barred = left_out(seen, found, rules)
    used = [one for one in taken if one.traits is not None and one.whose.image not in barred]
    lost = [fault for one in taken for fault in one.faults]
    faults = fault_table([*before, *lost, *barred.values()])
    if not used:
        raise StudyError(_none_left(faults))
    return Sorted(used, barred, found, faults)


def _none_left(faults: pd.DataFrame) -> str:
    lost = faults[(faults["part"] == "image") & (faults["patient_id"] != "")]
    reasons = lost["reason"].value_counts().sort_index()
    counted = ", ".join(f"{reason} {n}" for reason, n in reasons.items())
    return (
        f"Not one of {len(lost)} images of included patients can be used ({counted}). The first: "
        f"{lost['fault'].iloc[0]}"
    )


def left_out(
    images: Sequence[Traits], found: pd.DataFrame, rules: Sequence[str]
) -> dict[str, Fault]:
    """Name the images that may not be used, each with one reason.

    Of equal pixels under two patients both images go: nobody can tell whose they are. Of equal
    pixels twice under one patient the first image stays (by id). Blank frames are alike without
    being copies, so where `rules` name ``blank`` that is their reason.

    Parameters
    ----------
    images : sequence of Traits
        All that were read, sorted by id.
    found : DataFrame
        Of `hygiene.findings` over them.
    rules : sequence of str
        Findings whose images are not used, the first one that applies being told.

    Returns
    -------
    dict of str to Fault
        By image.
    """
    barred = {finding: dict(_by_finding(found, finding)) for finding in rules}
    first = barred.pop("blank", {})
    everything = [first, dict(_copies(images)), *barred.values()]
    return {image: fault for part in reversed(everything) for image, fault in part.items()}


def _by_finding(found: pd.DataFrame, finding: str) -> Iterator[tuple[str, Fault]]:
    for row in found[found["finding"] == finding].drop_duplicates("image").itertuples():
        image, patient = str(row.image), str(row.patient_id)
        told = (
            f"{image} of patient {patient} is left out because params.yaml, images.leave_out, "
            f"names {finding}: {FINDINGS[finding]}"
        )
        yield image, Fault(image, patient, "image", finding, told)


def _copies(images: Sequence[Traits]) -> Iterator[tuple[str, Fault]]:
    groups: dict[int, list[Traits]] = {}
    for first, later in exact_pairs([one.pixel_sha256 for one in images]):
        groups.setdefault(int(first), [images[first]]).append(images[later])
    for same in groups.values():
        if same[0].grey_range < BLANK_RANGE:
            continue
        several = len({one.patient_id for one in same}) > 1
        for one in same if several else same[1:]:
            yield one.image, _copy(one, same, several)


def _copy(one: Traits, same: Sequence[Traits], several: bool) -> Fault:
    if not several:
        told = (
            f"{one.image} of patient {one.patient_id} equals {same[0].image} pixel by pixel: only "
            "that one is used; take the copy off the list."
        )
        return Fault(one.image, one.patient_id, "image", REPEATED, told)
    others = [f"{two.image} of {two.patient_id}" for two in same if two is not one]
    told = (
        f"{one.image} of patient {one.patient_id} equals {listed(others)} pixel by pixel, so "
        "nobody can tell whose it is: find out, and keep the right one on the list."
    )
    return Fault(one.image, one.patient_id, "image", TWO_PATIENTS, told)
