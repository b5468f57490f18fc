"""Patients: double, nameless or missing between tables, odd outcomes, arms too small for folds."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from sonogenomics.checking.fault import Fault
from sonogenomics.checking.places import Where
from sonogenomics.cohort.image_rows import listed_patients
from sonogenomics.cohort.outcome import outcome_status
from sonogenomics.cohort.patients import canonical, columns_named
from sonogenomics.drafting.sheets import Sheet, read_sheet
from sonogenomics.errors import StudyError, listed
from sonogenomics.params import Params
from sonogenomics.radiomics.names import is_feature
from sonogenomics.radiomics.table import NOTES, read_cells
from sonogenomics.study import Absent, ByPattern, ByValue, PatientList, Study

SAVE = "save it as `CSV UTF-8 (comma delimited)`, decimals with a point"


@dataclass
class People:
    """What is known of the patients once their tables were looked through.

    Attributes
    ----------
    ids : list of str
        Patients of the list, or of the URF table; empty where neither could be read.
    outcome : Series of float
        1 positive, 0 negative, NaN neither; by patient.
    """

    ids: list[str] = field(default_factory=list)
    outcome: "pd.Series[float]" = field(default_factory=lambda: pd.Series(dtype=float))


def people_faults(study: Study, where: Where, people: People, params: Params | None) -> list[Fault]:
    """Everything wrong with the patients and their outcomes.

    Parameters
    ----------
    study : Study
        Its rules.
    where : dict of str to Path
        The sources that are at hand.
    people : People
        Filled in, for those who look at images.
    params : Params or None
        How many folds are asked for.

    Returns
    -------
    list of Fault
    """
    rules = study.patients
    found: list[Fault] = []
    if rules.source in where:
        found += _list_faults(rules, where, people)
    if not isinstance(study.urfs, Absent) and study.urfs.source in where:
        found += _urf_faults(study, where, people)
    if params is not None and len(people.outcome):
        found += _arm_faults(study, people.outcome, params)
    return found


def _list_faults(rules: PatientList, where: Where, people: People) -> Iterator[Fault]:
    path = where[str(rules.source)]
    try:
        sheet = read_sheet(path)
    except StudyError as error:
        yield Fault("patients", str(error))
        return
    yield from (Fault("patients", f"{path.name}: {said}", SAVE) for said in sheet.faults())
    for name in sheet.padded:
        yield Fault("patients", f"{path.name}: {name!r} has blanks around it", "none", grave=False)
    missing = [
        name for name in [rules.id_column, *columns_named(rules)] if name not in sheet.columns
    ]
    if missing:
        said = f"{path.name} has no column {listed(missing)} (it has {listed(sheet.columns, 12)})"
        yield Fault("patients", said, "correct the name in study.yaml, or add the column")
    if rules.id_column in sheet.columns:
        yield from _id_faults(sheet, rules)
        people.ids = [cell for cell in dict.fromkeys(sheet.columns[rules.id_column]) if cell]
    if not missing:
        yield from _outcome_faults(sheet, rules)
    if not missing and not sheet.faults():
        yield from _read(rules, where, people)


def _id_faults(sheet: Sheet, rules: PatientList) -> Iterator[Fault]:
    ids, file = sheet.columns[rules.id_column], sheet.path.name
    rows = [row for row, cell in enumerate(ids, 2) if not cell]
    if rows:
        yield Fault("patients", f"{file} names no patient in row {listed(rows)}", "fill it in")
    if rules.rows == "patient":
        for name, n in Counter(filter(None, ids)).items():
            if n > 1:
                at = listed([row for row, cell in enumerate(ids, 2) if cell == name])
                remedy = "keep one row, or say `rows: image` if its rows are images"
                yield Fault("patients", f"{file}: patient {name} stands in rows {at}", remedy)
    alike = Counter(canonical(one) for one in dict.fromkeys(filter(None, ids)))
    for name in [one for one in dict.fromkeys(ids) if one and alike[canonical(one)] > 1]:
        said = f"{file}: {name!r} differs from another patient only in case, blanks or zeros"
        yield Fault("patients", said, "write each patient in one way", grave=False)


def _outcome_faults(sheet: Sheet, rules: PatientList) -> Iterator[Fault]:
    if not isinstance(rules.outcome, ByValue):
        return
    cells = sheet.columns[rules.outcome.column]
    seen = {canonical(cell): cell for cell in cells if cell}
    known = {canonical(one) for one in (*rules.outcome.positive, *rules.outcome.negative)}
    column = f"{sheet.path.name}, column {rules.outcome.column}"
    for key, level in seen.items():
        if key not in known:
            n = sum(canonical(cell) == key for cell in cells if cell)
            said = f"{column}: {level!r} ({n} rows) is neither positive nor negative"
            yield Fault("patients", said, "name it in patients.outcome, or they leave", grave=False)
    for label in (*rules.outcome.positive, *rules.outcome.negative):
        if canonical(label) not in seen:
            yield Fault("patients", f"{column} never holds {label!r}", "correct patients.outcome")
    if blank := sum(not cell for cell in cells):
        yield Fault("patients", f"{column} is blank in {blank} rows", "they leave", grave=False)


def _read(rules: PatientList, where: Where, people: People) -> Iterator[Fault]:
    """The list as the pipeline reads it: what is told there is told here."""
    try:
        patients = listed_patients(where[str(rules.source)], rules)
        people.outcome = outcome_status(patients, rules.outcome)
    except StudyError as error:
        if "more than one line of patient" not in str(error):  # told already, row by row
            yield from (Fault("patients", line.strip()) for line in str(error).splitlines())
        return
    for step in rules.exclusions:
        kept = {canonical(one) for one in step.keep}
        stays = patients[step.column].map(canonical, na_action="ignore").isin(kept)
        if not stays.any():
            said = f"nobody passes the step {step.step!r}: {step.column} never holds what it keeps"
            yield Fault("patients", said, "correct `keep` in study.yaml")
        people.outcome = people.outcome.where(stays.reindex(people.outcome.index, fill_value=False))


def _urf_faults(study: Study, where: Where, people: People) -> Iterator[Fault]:
    layout = study.urfs
    if isinstance(layout, Absent):
        return
    path = where[layout.source]
    try:
        cells = read_cells(path, layout)
    except StudyError as error:
        yield Fault("urfs", str(error))
        return
    ids, names = cells.patients, [str(name) for name in cells.texts.columns]
    if cells.n_nameless:
        said = f"{path.name}: {cells.n_nameless} patient(s) without a name"
        yield Fault("urfs", said, "they are left out", grave=False)
    yield from _urf_columns(path.name, names)
    numbers = cells.texts.apply(pd.to_numeric, errors="coerce")
    odd = int((numbers.isna() & cells.texts.notna()).to_numpy().sum())
    if odd:
        remedy = f"write numbers with a point; {layout.separator} parts the cells"
        yield Fault("urfs", f"{path.name}: {odd} cells are no numbers", remedy)
    for name, n in Counter(ids).items():
        if n > 1:
            yield Fault("urfs", f"{path.name}: patient {name} stands {n} times", "keep one")
    if people.ids:
        yield from _between(path.name, ids, people.ids)
    else:
        people.ids = ids
        if isinstance(study.patients.outcome, ByPattern):
            people.outcome = outcome_status(pd.DataFrame(index=ids), study.patients.outcome)


def _urf_columns(file: str, names: list[str]) -> Iterator[Fault]:
    strange = [name for name in names if not is_feature(name) and not name.startswith(NOTES)]
    if strange:
        remedy = "keep the patient's id as first column and PyRadiomics' original_* columns"
        yield Fault("urfs", f"{file}: {listed(strange)} is no feature of PyRadiomics", remedy)


def _between(file: str, ids: Iterable[str], listed_ids: Iterable[str]) -> Iterator[Fault]:
    there, known = set(ids), set(listed_ids)
    if more := sorted(there - known):
        said = f"{len(more)} patients of {file} are not in the patient list ({listed(more)})"
        yield Fault("patients", said, "add them, or write their ids alike")
    if less := sorted(known - there):
        said = f"{len(less)} patients of the list have no URFs in {file} ({listed(less)})"
        yield Fault("patients", said, "they leave the study", grave=False)


def _arm_faults(study: Study, outcome: "pd.Series[float]", params: Params) -> Iterator[Fault]:
    """Whether every fold can hold patients of both arms."""
    names = {1.0: study.outcome.positive, 0.0: study.outcome.negative}
    folds, inner = params.nested.folds, params.nested.inner_folds
    lower = "lower nested.folds or nested.inner_folds in params.yaml"
    for value, name in names.items():
        n = int((outcome == value).sum())
        train = int(n * (1 - params.cohort.test_fraction))
        about = f"{n} patients are {name}, about {train} for training"
        if n == 0:
            yield Fault("patients", f"nobody is {name}", "check patients.outcome in study.yaml")
        elif train < max(folds, inner + 1):
            yield Fault("patients", f"{about}: too few for {folds} folds", lower)
        elif train < folds * inner:
            said = f"{about}: some of {folds} x {inner} folds will hold none or one"
            yield Fault("patients", said, lower, grave=False)
