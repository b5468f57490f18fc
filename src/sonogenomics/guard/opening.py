"""The quoted score must be one that the record of openings knows."""

import pandas as pd

from sonogenomics.diagnosis.locked import auc_digits, patients_print
from sonogenomics.guard.evidence import Evidence
from sonogenomics.guard.finding import Finding

ROUNDING = 2e-6  # a card keeps six significant digits, the record six decimals
RULE, ASKS = "opening", "The record shows when the held-out patients were opened."


def opening_finding(evidence: Evidence, record: pd.DataFrame) -> Finding:
    """Look the quoted score up in the record.

    Parameters
    ----------
    evidence : Evidence
        The tables behind the model.
    record : DataFrame
        `catalog.Openings`.

    Returns
    -------
    Finding
        With a fault where no line tells of these patients and this score.
    """
    mine = record[record["patients"] == held_out_print(evidence)]
    quoted = auc_digits(float(evidence.card["held_out"]["auc"]))
    if any(abs(quoted - float(noted)) < ROUNDING for noted in mine["served_auc"].dropna()):
        return Finding(RULE, ASKS)
    return Finding(RULE, ASKS, (_missing(quoted, len(mine)),))


def held_out_print(evidence: Evidence) -> str:
    """Fingerprint of the patients who are held out now."""
    measured = evidence.measured
    return patients_print(measured[measured["split"] == "test"])


def _missing(quoted: float, n: int) -> str:
    others = f"tells of {n} other results" if n else "never saw them opened"
    return (
        f"The card quotes an AUC of {quoted:.3f} in held-out patients, but the record of openings "
        f"(data/locked/openings.csv) {others}: `dvc repro -f validation` puts this one on it."
    )
