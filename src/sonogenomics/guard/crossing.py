"""No patient may be on both sides of a split, under this name or another."""

from collections.abc import Iterator

import pandas as pd

from sonogenomics.errors import listed
from sonogenomics.guard.evidence import Evidence

ENOUGH = 5  # features that agree in every digit: below, two women may do so by chance
REMEDY = "Mend the patient list, then run the pipeline from stage cohort on."


def crossing_faults(evidence: Evidence) -> Iterator[str]:
    """Every sign that a patient is in training and among those who judge the model.

    Parameters
    ----------
    evidence : Evidence
        The tables behind the model.

    Yields
    ------
    str
        A sentence.
    """
    yield from _named_twice(evidence.patients)
    yield from _judged_in_training(evidence)
    yield from _rows_of_images(evidence)
    yield from _measured_twice(evidence)
    yield from _in_two_folds(evidence.nested)
    nested_too = evidence.ids("test") & set(evidence.nested["patient_id"])
    if nested_too:
        yield (
            f"{len(nested_too)} held-out patients ({listed(sorted(nested_too))}) are in the nested "
            "cross-validation too, where procedures are compared: run the stage nested."
        )


def _named_twice(patients: pd.DataFrame) -> Iterator[str]:
    """One name, but for capitals and blanks, in both parts."""
    names = pd.Series(patients.index.astype(str), patients.index).str.strip().str.casefold()
    sides = patients["split"].groupby(names.to_numpy()).nunique()
    both = sorted(sides.index[sides > 1])
    if both:
        yield (
            f"{listed(both)} is a training and a held-out patient (capitals and blanks aside). "
            f"{REMEDY}"
        )


def _judged_in_training(evidence: Evidence) -> Iterator[str]:
    """Held-out scores of patients who are not held out."""
    inside = set(evidence.validation["patient_id"]) - evidence.ids("test")
    if inside:
        yield (
            f"{len(inside)} patients whose scores judge the model ({listed(sorted(inside))}) are "
            "not held out: they may be those it learned from. Run the stage validation."
        )


def _rows_of_images(evidence: Evidence) -> Iterator[str]:
    """A patient's image, or the very same picture, on the other side."""
    images, split = evidence.images, evidence.patients["split"]
    own = images["patient_id"].map(split[~split.index.duplicated()])
    moved = images.index[own.notna() & (own != images["split"])]
    if len(moved):
        yield (
            f"{len(moved)} images ({listed(moved)}) stand on the other side than their patients: "
            "run the pipeline from stage images on."
        )
    sides = images.groupby("pixel_sha256")["split"].nunique()
    twins = images.index[images["pixel_sha256"].isin(sides.index[sides > 1])]
    if len(twins):
        yield (
            f"The same picture is in training and held out ({listed(twins)}): decide whose it is, "
            "or add exact_duplicate to images.leave_out in params.yaml."
        )
    owner = evidence.lesions["image"].map(images["patient_id"])
    strays = evidence.lesions[owner.notna() & (owner != evidence.lesions["patient_id"])]
    if len(strays):
        yield (
            f"Features of {listed(strays['image'].unique())} are counted to another patient than "
            "the image is: run the pipeline from stage lesions on."
        )


def _measured_twice(evidence: Evidence) -> Iterator[str]:
    """Two patients of different parts with the very same values: one woman under two names."""
    urfs = evidence.urfs.loc[evidence.measured.index]
    if urfs.shape[1] < ENOUGH:
        return
    alike = urfs[urfs.duplicated(keep=False)]
    for _, twins in alike.groupby(list(alike.columns), sort=False):
        sides = set(evidence.measured.loc[twins.index, "split"])
        if len(sides) > 1:
            yield (
                f"{listed(twins.index)} have the very same {urfs.shape[1]} features, in training "
                f"and held out: they are one patient, or a row was copied. {REMEDY}"
            )


def _in_two_folds(nested: pd.DataFrame) -> Iterator[str]:
    """A patient who is tested in two folds of one repeat has been learned from as well."""
    folds = nested.groupby(["candidate", "repeat", "patient_id"])["fold"].nunique()
    both = folds.index[folds > 1].get_level_values("patient_id")
    if len(both):
        yield (
            f"{listed(sorted(set(both)))} is tested in two folds of one repeat of the nested "
            "cross-validation, so learned from and tested at once: run the stage nested."
        )
