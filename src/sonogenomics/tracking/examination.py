"""The guard, asked about the model that is packaged in this folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sonogenomics.catalog.evidence import read_evidence
from sonogenomics.diagnosis.locked import standing, times_opened
from sonogenomics.guard.evidence import Evidence
from sonogenomics.guard.finding import Finding
from sonogenomics.guard.opening import held_out_print, opening_finding
from sonogenomics.guard.rules import examine
from sonogenomics.tracking import openings


@dataclass(frozen=True)
class Examined:
    """What the guard found, and how often the held-out patients were opened.

    Attributes
    ----------
    findings : tuple of Finding
        One a rule; a fault in any of them forbids publishing.
    times_opened : int
        More than once is told wherever the score is, and forbids nothing.
    evidence : Evidence
        The tables that were looked at.
    """

    findings: tuple[Finding, ...]
    times_opened: int
    evidence: Evidence

    @property
    def standing(self) -> str:
        """What the number of openings means, as a clause."""
        return f"held-out patients {standing(self.times_opened)}"

    @property
    def held_out(self) -> str:
        """Fingerprint of the held-out patients, as the record of openings has it."""
        return held_out_print(self.evidence)


def examine_packaged(card: Mapping[str, Any]) -> Examined:
    """Hold every rule against the tables as they stand now, whatever the model's card says.

    Parameters
    ----------
    card : mapping
        Of the model in models/servable.

    Returns
    -------
    Examined

    Raises
    ------
    StudyError
        A table or the record of openings that breaks its promise.
    """
    evidence, record = read_evidence(card), openings.read()
    findings = (*examine(evidence), opening_finding(evidence, record))
    return Examined(findings, times_opened(record, held_out_print(evidence)), evidence)
