"""Stage ledger: every claim of the paper beside what was found, chance and the honest answer."""

from pathlib import Path

import pandas as pd

from sonogenomics import catalog
from sonogenomics.catalog import LEDGER
from sonogenomics.catalog.store import Table
from sonogenomics.errors import StudyError, listed
from sonogenomics.ledger.claims import Claim, read_claims
from sonogenomics.ledger.ledger import Setting, counted, ledger
from sonogenomics.ledger.tables import Tables
from sonogenomics.output import whole_file
from sonogenomics.profiles import Profile
from sonogenomics.stages import Metrics
from sonogenomics.study import CLAIMS, Study

READABLE = "reports/ledger/ledger.csv"  # a change of verdict is seen in git
TABLES = {
    "patients": catalog.PATIENTS,
    "flow": catalog.FLOW,
    "characteristics": catalog.CHARACTERISTICS,
    "agreement": catalog.AGREEMENT,
    "urfs": catalog.URFS,
    "series": catalog.EXPRESSION_SERIES,
    "association": catalog.ASSOCIATION,
    "counts": catalog.ASSOCIATION_COUNTS,
    "enrichment": catalog.ENRICHMENT,
    "modules": catalog.MODULES,
    "replication": catalog.REPLICATION,
    "replicated_scores": catalog.REPLICATED_SCORES,
    "replicated_features": catalog.REPLICATED_FEATURES,
    "replicated_edges": catalog.REPLICATED_EDGES,
    "chance": catalog.CHANCE,
    "candidates": catalog.CANDIDATES,
    "nested_folds": catalog.NESTED_FOLDS,
    "validation": catalog.VALIDATION,
}
READS = (str(CLAIMS), *TABLES.values())
WRITES = (LEDGER, READABLE)


def main(study: Study, profile: Profile) -> Metrics:
    """Judge each claim that the study brings; without claims the ledger is empty."""
    claims = _claims(study)
    if not claims:
        told = f"{study.name} names no claims, so the ledger is empty."
        _write(LEDGER.schema.empty())
        return {"n_claims": 0, "told": told}
    frames = {name: _read(table) for name, table in TABLES.items()}
    tables = Tables(profile, study.published, **frames)
    table = ledger(claims, tables, Setting(study.name, study.absences()))
    _write(table)
    whole = counted(table.assign(section="all"))
    return {"n_claims": len(table), **whole, "by_section": counted(table)}


def _claims(study: Study) -> list[Claim]:
    if study.claims is None:
        return []
    path = CLAIMS / f"{study.claims}.csv"
    if not path.is_file():
        known = sorted(file.stem for file in CLAIMS.glob("*.csv"))
        raise StudyError(
            f"Study {study.name} brings the claims {study.claims!r}, but there is no {path}: write "
            f"it as claims/README.md says, or name one of {listed(known) or 'none that exist'}."
        )
    return read_claims(path.read_text(encoding="utf-8-sig"), str(path))


def _read(table: Table) -> pd.DataFrame:
    """A table, or an empty one where the study has no such part."""
    return table.read() if Path(table.path).is_file() else table.schema.empty()


def _write(table: pd.DataFrame) -> None:
    LEDGER.write(table)
    with whole_file(READABLE) as partial:
        table.to_csv(partial, index=False, lineterminator="\n")
