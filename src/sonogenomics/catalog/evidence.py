"""The tables behind the packaged model, read in one go for the guard."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sonogenomics import catalog
from sonogenomics.catalog.store import Table
from sonogenomics.guard.evidence import Evidence

TABLES = {
    "patients": catalog.PATIENTS,
    "urfs": catalog.URFS,
    "images": catalog.IMAGES,
    "lesions": catalog.LESION_FEATURES,
    "differential": catalog.DIFFERENTIAL,
    "modules": catalog.MODULES,
    "counts": catalog.ASSOCIATION_COUNTS,
    "chance": catalog.CHANCE,
    "ranking": catalog.RANKING,
    "validation": catalog.VALIDATION,
    "candidates": catalog.CANDIDATES,
    "nested": catalog.NESTED,
}


def read_evidence(card: Mapping[str, Any]) -> Evidence:
    """Read what the guard looks at, as it stands in the current folder now.

    Parameters
    ----------
    card : mapping
        What the packaged model says of itself.

    Returns
    -------
    Evidence
        With an empty table for a step that has not run.

    Raises
    ------
    StudyError
        A table that breaks its promise, with every fault.
    """
    frames = {name: _read(table) for name, table in TABLES.items()}
    resampled = _read(catalog.SCORES.at(str(card["classifier"])))[["patient_id"]]
    return Evidence(card, **frames, resampled=resampled.drop_duplicates())


def _read(table: Table) -> pd.DataFrame:
    return table.read() if Path(table.path).is_file() else table.schema.empty()
