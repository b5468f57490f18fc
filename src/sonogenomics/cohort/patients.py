"""The study's patient list: texts as they were written, and their one way of being compared."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from sonogenomics.errors import StudyError, listed
from sonogenomics.study import ByAssay, ByValue, PatientList


def canonical(text: str) -> str:
    """Write a label so that equal meanings are equal texts: "1.0" is "1", " Pos " is "pos".

    Examples
    --------
    >>> canonical("1.0"), canonical(" Positive "), canonical("3+"), canonical("007")
    ('1', 'positive', '3+', '7')
    """
    text = text.strip().casefold()
    whole, dot, decimals = text.partition(".")
    if dot and whole.isdecimal() and not decimals.strip("0"):
        text = whole
    return text.lstrip("0") or "0" if text.isdecimal() else text


def holds(column: pd.Series, accepted: Iterable[str]) -> pd.Series:
    """Whether each cell holds one of the accepted labels; a blank cell holds none.

    Parameters
    ----------
    column : Series of str
        Texts; NaN where blank.
    accepted : iterable of str
        Labels, compared by `canonical`.

    Returns
    -------
    Series of bool
    """
    labels = {canonical(label) for label in accepted}
    return column.map(canonical, na_action="ignore").isin(labels)


def read_patients(path: Path, id_column: str) -> pd.DataFrame:
    r"""Read a patient list: one row per patient, every cell a text.

    Parameters
    ----------
    path : Path
        Comma-separated, UTF-8 with or without byte-order mark, any line ends.
    id_column : str
        Column that names the patient.

    Returns
    -------
    DataFrame of str
        Index `patient_id`, in the file's order; NaN where a cell is blank.

    Raises
    ------
    StudyError
        Not a table, no such column or two of a name, a patient without a name or named twice.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "patients.csv")
    ...     _ = path.write_text("id,ihc\nP1,3+\nP2,\n")
    ...     read_patients(path, "id")["ihc"].isna().tolist()
    [False, True]
    """
    texts = read_rows(path, id_column)
    doubled = texts.index[texts.index.duplicated()].unique()
    if len(doubled):
        raise StudyError(
            f"{path.name} has more than one line of patient {listed(doubled)}: keep one, or say "
            "`rows: image` under `patients` in study.yaml if its rows are images."
        )
    return texts


def read_rows(path: Path, id_column: str) -> pd.DataFrame:
    """Read a list in which a patient may have several rows; otherwise as `read_patients`."""
    grid = _grid(path)
    names = grid.iloc[0].fillna("").str.strip()
    texts = grid.iloc[1:].set_axis(names, axis=1).rename_axis(columns=None)
    refuse_missing_columns(texts, [id_column], path.name)
    doubled = names[names.duplicated() & (names != "")]
    if len(doubled):
        raise StudyError(f"{path.name} has more than one column {listed(doubled)}: keep one.")
    texts = pd.DataFrame({name: _trimmed(texts[name]) for name in names if name})
    _refuse_nameless(texts[id_column], path.name)
    return texts.set_index(id_column).rename_axis("patient_id")


def _grid(path: Path) -> pd.DataFrame:
    try:
        grid = pd.read_csv(
            path, dtype="str", header=None, encoding="utf-8-sig", skip_blank_lines=False
        )
    except UnicodeDecodeError:
        raise StudyError(f"{path.name} is not UTF-8 text: save it as such.") from None
    except FileNotFoundError:
        raise StudyError(f"{path} is missing: run the stage sources first.") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise StudyError(
            f"{path.name} is not a comma-separated table ({str(error).strip()}): check the file."
        ) from None
    grid = grid.dropna(how="all")  # lines without content; the others keep their numbers
    if grid.empty:
        raise StudyError(f"{path.name} is empty: fill in the patient list.")
    return grid


def _trimmed(column: pd.Series) -> pd.Series:
    texts = column.str.strip()
    return texts.mask(texts == "")


def _refuse_nameless(ids: pd.Series, file: str) -> None:
    nameless = ids.index[ids.isna()] + 1  # lines of the file begin at 1
    if len(nameless):
        raise StudyError(
            f"{file} does not name the patient in line {listed(nameless)}: "
            f"fill in {ids.name}, or remove the line."
        )


def refuse_missing_columns(frame: pd.DataFrame, wanted: Iterable[str], file: str) -> None:
    """Stop where the study names columns that the patient list lacks.

    Raises
    ------
    StudyError
        Naming every missing column, and those there are.
    """
    missing = [name for name in dict.fromkeys(wanted) if name not in frame.columns]
    if missing:
        there = f"it has {listed(frame.columns, 12)}" if len(frame.columns) else "it has none"
        raise StudyError(
            f"{file} has no column {listed(missing)} ({there}): "
            "correct the name in study.yaml, or add the column."
        )


def columns_named(rules: PatientList) -> list[str]:
    """Columns of the patient list that the study's rules speak of, once each."""
    outcome = rules.outcome
    names: list[str | None] = [rule.column for rule in rules.exclusions]
    if isinstance(outcome, ByValue):
        names.append(outcome.column)
    if isinstance(outcome, ByAssay):
        names += [outcome.ihc, outcome.fish, outcome.fish_ratio, outcome.fish_copies]
    names += clinical_columns(rules)
    return list(dict.fromkeys(name for name in names if name is not None))


def clinical_columns(rules: PatientList) -> list[str]:
    """Columns that stay with the patients: those of Tables 1 and 2, and of the held-out rule."""
    names = [variable.column for variable in rules.variables]
    if rules.held_out:
        names.append(rules.held_out.column)
    return list(dict.fromkeys(names))
