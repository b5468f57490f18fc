"""A report asked for before its stages ran is refused, with what to run."""

from collections.abc import Iterable
from pathlib import Path

from sonogenomics.errors import StudyError, listed

# The first table of each stage whose absence means that the stage has not run; where a study lacks
# the part, the stage leaves an empty table.
NEEDED = {
    "cohort": "data/cohort/patients.parquet",
    "urfs": "data/radiomics/urfs.parquet",
    "differential": "data/radiomics/differential.parquet",
    "expression": "data/genomics/series.parquet",
    "association": "data/linking/association_counts.parquet",
    "enrichment": "data/linking/enrichment.parquet",
    "modules": "data/linking/modules.parquet",
    "classifiers": "data/diagnosis/performance",
    "champion": "data/diagnosis/ranking.parquet",
    "nested": "data/nested/candidates.parquet",
    "validation": "data/diagnosis/validation.parquet",
    "replication": "data/replication/splits.parquet",
    "chance": "data/chance/chance.parquet",
    "ledger": "data/ledger/ledger.parquet",
}


def refuse_before(stages: Iterable[str] = NEEDED, root: Path = Path()) -> None:
    """Refuse to write a page of which most would be missing.

    Parameters
    ----------
    stages : iterable of str
        Stages that must have run.
    root : Path
        Of the project.

    Raises
    ------
    StudyError
        Which stages have left nothing, and what to run.
    """
    missing = [name for name in stages if not (root / NEEDED[name]).exists()]
    if missing:
        raise StudyError(
            f"The report is written when its stages have run; nothing was left by "
            f"{listed(missing, len(NEEDED))}. Run `sonogenomics repro`, which runs what is missing "
            "and then the report; nothing was changed."
        )
