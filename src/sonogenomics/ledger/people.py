"""What the run says of patients, images and features: numbers to hold a claim against."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sonogenomics.ledger.tables import Tables

Fact = tuple[float, ...] | tuple[str, ...]
Facts = Mapping[str, Fact]
CLASSES = ("firstorder", "glcm", "gldm", "glrlm", "glszm")  # in the paper's order
ARMS = {"positive": 1, "negative": 0}


def people(tables: Tables) -> Facts:
    """Counts of patients and Tables 1 and 2; nothing of a part that is absent.

    Parameters
    ----------
    tables : Tables
        Of one run.

    Returns
    -------
    dict of str to tuple
        By quantity of the vocabulary.
    """
    outcome, characteristics = tables.patients["outcome"], tables.characteristics
    facts: dict[str, Fact] = {
        "cohort.n_asked": (len(outcome) + float(tables.flow["n_excluded"].sum()),),
        "cohort.n_patients": (float(len(outcome)),),
        **{f"cohort.n_{arm}": (float((outcome == code).sum()),) for arm, code in ARMS.items()},
    }
    for column in ("p_rank", "p_category"):
        p = characteristics[["variable", column]].dropna().drop_duplicates("variable")
        facts[f"characteristics.{column}"] = tuple(p[column].astype(float))
    if not tables.agreement.empty:
        accepted = 100 * float(tables.agreement["accepted"].mean())
        facts["segmentation.accepted_percent"] = (accepted,)
    return {name: fact for name, fact in facts.items() if fact}


def features(tables: Tables) -> Facts:
    """How many URFs there are, and which of them differ by the published rule.

    Parameters
    ----------
    tables : Tables
        Of one run.

    Returns
    -------
    dict of str to tuple
        By quantity of the vocabulary.
    """
    urfs = tables.urfs
    if urfs.empty:
        return {}
    names = [str(name).split("_") for name in urfs.columns]
    originals = [name[1] for name in names if name[0] == "original"]
    facts: dict[str, Fact] = {
        "features.n": (float(urfs.shape[1]),),
        "features.by_class": tuple(float(originals.count(one)) for one in CLASSES),
    }
    found = tables.replicated_features
    if found.empty:
        return facts
    differing = found[found["differential"].astype(bool)]
    return facts | {
        "differential.n": (float(len(differing)),),
        "differential.names": tuple(differing["feature"].astype(str)),
        "differential.p": tuple(differing["p"].astype(float)),
        "differential.fold_changes": _fold_changes(tables, list(differing["feature"])),
    }


def _fold_changes(tables: Tables, differing: list[str]) -> tuple[float, ...]:
    """Mean of everyone in the positive arm over that of the negative arm."""
    urfs = tables.urfs[differing]
    outcome = tables.patients["outcome"].reindex(urfs.index)
    positive, negative = (urfs[outcome == code].mean() for code in ARMS.values())
    ratio: pd.Series[float] = positive / negative
    return tuple(float(value) for value in ratio if np.isfinite(value))
