"""The numbers that tell how the table of images came about."""

import pandas as pd

from sonogenomics.imaging.folds import HELD_OUT
from sonogenomics.imaging.hygiene import FINDINGS


def image_counts(
    images: pd.DataFrame, faults: pd.DataFrame, found: pd.DataFrame
) -> dict[str, object]:
    """Count what came of the images: usable, outlined, lost and why, found and by whom.

    Parameters
    ----------
    images, faults, found : DataFrame
        The tables of images, of faults and of findings.

    Returns
    -------
    dict
        Numbers, and dicts of numbers.
    """
    outlined = images[images["n_outlined"] > 0]
    one_each = images[images["fold"] > HELD_OUT].drop_duplicates("patient_id")
    return {
        "n_usable": len(images),
        "n_outlined": len(outlined),
        "n_lesions_outlined": int(images["n_outlined"].sum()),
        "n_patients": int(images["patient_id"].nunique()),
        "n_patients_outlined": int(outlined["patient_id"].nunique()),
        "n_spacing_known": int(images["row_mm"].notna().sum()),
        "splits": _numbers(images["split"]),
        "formats": _numbers(images["format"]),
        "scanners": _numbers(images["scanner"].replace("", "not listed")),
        "patients_by_fold": _numbers("fold_" + one_each["fold"].astype("str")),
        "image_faults": _numbers(faults.loc[faults["part"] == "image", "reason"]),
        "mask_faults": _numbers(faults.loc[faults["part"] == "mask", "reason"]),
        "findings": _findings(found),
    }


def _numbers(column: "pd.Series[str]") -> dict[str, int]:
    """How often each value occurs, by a name that metrics may have."""
    names = column.astype("str").str.casefold().str.replace(r"[^a-z0-9]+", "_", regex=True)
    counts = names.str.strip("_").value_counts().sort_index()
    return {str(name): int(n) for name, n in counts.items()}


def _findings(found: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Images and patients of each finding; of duplicates also by scope."""
    counts: dict[str, dict[str, int]] = {}
    for finding in FINDINGS:
        rows = found[found["finding"] == finding]
        one = {"n_images": rows["image"].nunique(), "n_patients": rows["patient_id"].nunique()}
        scopes = rows[rows["scope"] != ""].groupby("scope")["image"].nunique()
        counts[finding] = {**one, **{f"n_{scope}": int(n) for scope, n in scopes.items()}}
    return counts
