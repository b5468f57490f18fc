"""The numbers by which one run is compared with another, each with what chance gives beside it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

AUC_DIGITS = 3  # what an interval of a few hundred patients can bear
BEST = "published.classifier.auc_best.module"
WHOLE_CHAIN = "honest.classifier.auc_mean.module"
GENES = ("association.positive_specific.discovery", "association.links.paired")
Found = Mapping[str, Mapping[str, Any]]  # stage -> what it left in its metrics.json


def headline(found: Found, chance: pd.DataFrame) -> dict[str, float]:
    """A run in a dozen numbers; what the study lacks is left out.

    Parameters
    ----------
    found : mapping of str to mapping
        Metrics of the stages `nested`, `validation`, `modules` and `masks`.
    chance : DataFrame
        `catalog.Chance`.

    Returns
    -------
    dict of str to float
        Keys of `meaning.MEANING`, in its order; AUC and Dice to three digits.
    """
    honest = _at(found, "nested", "candidates", str(_at(found, "nested", "honest")))
    ends = honest if isinstance(honest, Mapping) else {}
    best, genes = _claim(chance, (BEST,)), _claim(chance, GENES)
    numbers = {
        **{name: ends.get(name) for name in ("auc", "auc_low", "auc_high")},
        "auc_null": _claim(chance, (WHOLE_CHAIN,)).get("null_mean"),
        "held_out": _at(found, "validation", "champion", "auc"),
        "best": best.get("observed"),
        "best_null": best.get("null_mean"),
        "genes": genes.get("observed"),
        "genes_null": genes.get("null_mean"),
        "module": _at(found, "modules", "n_module"),
        "dice": _at(found, "masks", "held_out", "dice", "patient_mean"),
    }
    return {name: _rounded(name, value) for name, value in numbers.items() if _is_number(value)}


def _at(found: Any, *keys: str) -> Any:
    """A value deep in a nest; None where any of the keys is absent."""
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _claim(chance: pd.DataFrame, names: tuple[str, ...]) -> dict[str, Any]:
    """The row of the first of the claims that was asked of chance; empty where none was."""
    for name in names:
        rows = chance[chance["claim"].str.endswith(name)]
        if not rows.empty:
            return {str(column): value for column, value in rows.iloc[0].items()}
    return {}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not pd.isna(value)


def _rounded(name: str, value: float) -> float:
    if isinstance(value, int):
        return value
    return round(float(value), 1 if name.startswith("genes") else AUC_DIGITS)
