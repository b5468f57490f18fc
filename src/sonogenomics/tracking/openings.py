"""The file that remembers who has seen the held-out patients: lines are added, none is lost."""

import fcntl
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.errors import ParserError
from pandera.errors import SchemaErrors

from sonogenomics.catalog import OPENINGS
from sonogenomics.catalog.openings import Openings
from sonogenomics.diagnosis.locked import Meeting, auc_digits, is_new
from sonogenomics.errors import StudyError, listed
from sonogenomics.output import write_text

PATH = Path(OPENINGS)
LOCK = ".openings.lock"  # stays: git and DVC pass it over
COLUMNS = list(Openings.to_schema().columns)
FIRST_LINE = 2  # of a table below its heading


def read(path: Path = PATH) -> pd.DataFrame:
    """Read every opening on record, oldest first.

    Parameters
    ----------
    path : Path
        Where the record stands; without a file nothing was ever opened.

    Returns
    -------
    DataFrame
        `catalog.Openings`.

    Raises
    ------
    StudyError
        With every fault at once: which line, which column, what it holds.
    """
    if not path.is_file():
        return Openings.empty()
    try:
        text = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
        text.index = pd.RangeIndex(FIRST_LINE, FIRST_LINE + len(text))
        return Openings.validate(text, lazy=True).reset_index(drop=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        faults = [
            f"{_line(row.index)}{row.column or row.schema_context} is {row.failure_case!r:.40}"
            for row in cases.itertuples(index=False)
        ]
        raise StudyError(_damaged(path, listed(sorted(set(faults))))) from None
    except (ParserError, ValueError) as error:
        raise StudyError(_damaged(path, str(error).strip())) from None


def _line(index: object) -> str:
    known = isinstance(index, (int, float)) and index == index  # noqa: PLR0124 - not NaN
    return f"line {index:.0f}: " if known else ""


def _damaged(path: Path, fault: str) -> str:
    return (
        f"{path} is not the record it was ({fault}): take it from git (`git checkout {path}`); "
        "after a merge keep the lines of both sides."
    )


def note(line: dict[str, object], path: Path = PATH) -> bool:
    """Add one opening, unless the record holds it already.

    Whoever else writes, in this program or another, waits for its turn and reads anew.

    Parameters
    ----------
    line : dict
        Columns of `catalog.Openings` but for `opened`, which is now.
    path : Path
        Where the record stands.

    Returns
    -------
    bool
        Whether it was new.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = read(path)
        met = Meeting(*(str(line[part]) for part in ("patients", "measured", "models")))
        if not is_new(before, met, float(str(line["auc"]))):
            return False
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        fresh = pd.DataFrame([{"opened": now, **line}], columns=COLUMNS)
        parts = [frame for frame in (before, Openings.validate(fresh)) if not frame.empty]
        write_text(path, pd.concat(parts).to_csv(index=False, lineterminator="\n"))
        return True


def as_line(
    study: str, profile: str, met: Meeting, evaluated: Mapping[str, Any]
) -> dict[str, object]:
    """The line of one evaluation.

    Parameters
    ----------
    study, profile : str
        By name.
    met : Meeting
        Who met what.
    evaluated : mapping
        As `diagnosis.external.evaluations` gives it, with a champion.

    Returns
    -------
    dict
        Columns of `catalog.Openings` but for `opened`.
    """
    champion, served = evaluated["champion"], evaluated.get("served")
    return {
        "study": study,
        "profile": profile,
        "patients": met.patients,
        "measured": met.measured,
        "models": met.models,
        "n_patients": evaluated["n"],
        "n_positive": evaluated["n_positive"],
        "n_models": len(evaluated["models"]),
        "champion": f"{champion['classifier']} on {champion['feature_set']}",
        **{name: auc_digits(champion[name]) for name in ("auc", "auc_low", "auc_high")},
        "served_auc": None if served is None else auc_digits(served["auc"]),
    }
