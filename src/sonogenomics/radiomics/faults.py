"""What can be wrong with a table of URFs, a line for each kind of fault."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sonogenomics.errors import listed
from sonogenomics.radiomics.names import is_feature


def _doubles(names: Sequence[str]) -> list[str]:
    index = pd.Index(names)
    return [str(name) for name in index[index.duplicated()].unique()]


def patient_faults(
    names: Sequence[str], included: Sequence[str], listed_patients: Sequence[str] | None
) -> Iterator[str]:
    """Patients that are doubled, unknown to the patient list, or missing.

    Parameters
    ----------
    names : sequence of str
        Patients of the table.
    included : sequence of str
        Patients of the study.
    listed_patients : sequence of str, optional
        Everyone on the patient list, where there is one.
    """
    if doubled := _doubles(names):
        yield f"more than one entry for patient {listed(doubled)}: keep one"
    if listed_patients is not None:
        known = set(listed_patients)
        unknown = [name for name in names if name not in known]
        if unknown:
            yield (
                f"patient {listed(unknown)} is not on the patient list: "
                "add to the list, or remove from this table"
            )
    present = set(names)
    absent = [name for name in included if name not in present]
    if absent:
        yield f"no URFs for patient {listed(absent)} of the study"


def feature_faults(names: Sequence[str]) -> Iterator[str]:
    """Features that are doubled, or that PyRadiomics does not know.

    Parameters
    ----------
    names : sequence of str
        Features that are to be used.
    """
    if doubled := _doubles(names):
        yield f"more than one column of feature {listed(doubled)}: keep one"
    strange = [name or "(no name)" for name in names if not is_feature(name)]
    if strange:
        yield (
            f"{listed(strange)} is no feature of PyRadiomics "
            "(such as original_glszm_ZoneEntropy): rename or remove it"
        )


def value_faults(texts: pd.DataFrame) -> Iterator[str]:
    """Cells that hold no finite number, and features that hold nothing to compare.

    Parameters
    ----------
    texts : DataFrame of str, patients x features
        NaN where a cell is blank.
    """
    if texts.empty:
        return
    numbers = np.empty(texts.shape)
    for column in range(texts.shape[1]):
        numbers[:, column] = pd.to_numeric(texts.iloc[:, column], errors="coerce")
    missing = texts.isna().to_numpy()
    empty = missing.all(axis=0)
    constant = (numbers == numbers[:1]).all(axis=0) & (len(texts) > 1)
    strange = np.isnan(numbers) & ~missing
    for what, at in (
        ("not a number", strange),
        ("infinite", np.isinf(numbers)),
        ("missing", missing & ~empty),
    ):
        if at.any():
            yield f"{what}: {listed(_places(texts, at), 3)}"
    for what, of in (("has no value at all", empty), ("is the same in every patient", constant)):
        if of.any():
            yield f"feature {listed(np.asarray(texts.columns)[of])} {what}: remove it"


def _places(texts: pd.DataFrame, at: npt.NDArray[np.bool_]) -> list[str]:
    """Name the cells by patient and feature, with what is written there."""
    places = []
    for row, column in np.argwhere(at):
        text = texts.iloc[row, column]
        shown = f" ({text!r:.40})" if isinstance(text, str) else ""
        places.append(f"patient {texts.index[row]}, {texts.columns[column]}{shown}")
    return places
