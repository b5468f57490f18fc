"""From everyone who was asked to the patients of the study."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sonogenomics.cohort.characteristics import clinical_values
from sonogenomics.cohort.flow import PatientFlow
from sonogenomics.cohort.outcome import n_unrecorded, outcome_status
from sonogenomics.cohort.patients import clinical_columns, columns_named, refuse_missing_columns
from sonogenomics.cohort.split import held_out_by_draw, held_out_by_origin, refuse_missing_arm
from sonogenomics.errors import StudyError, listed
from sonogenomics.study import PatientList

GIVEN = ("outcome", "split")  # columns of the patients' table that are filled in here


@dataclass(frozen=True)
class Asked:
    """Everyone the study begins with.

    Attributes
    ----------
    file : str
        Where they are listed, for messages.
    patients : DataFrame of str, one row per patient
        Index `patient_id`.
    n_nameless : int
        Further entries of the URF table without a patient's name.
    measured : collection of str, optional
        Patients with URFs; None where having them is no condition.
    """

    file: str
    patients: pd.DataFrame
    n_nameless: int = 0
    measured: Collection[str] | None = None


@dataclass(frozen=True)
class Inclusion:
    """Who stayed, and how the others left.

    Attributes
    ----------
    patients : DataFrame of str, one row per included patient
        The columns of the patient list.
    outcome : Series of int, by patient
        1 = positive, 0 = negative.
    flow : DataFrame
        One row per step.
    n_outcome_blank : int
        Patients who left because no outcome was recorded.
    n_outcome_neither : int
        Patients who left because what was recorded is neither positive nor negative.
    """

    patients: pd.DataFrame
    outcome: pd.Series
    flow: pd.DataFrame
    n_outcome_blank: int
    n_outcome_neither: int


def unlisted_patients(ids: Sequence[str], file: str) -> pd.DataFrame:
    """Patients of whom nothing is known but their entry in the URF table.

    Parameters
    ----------
    ids : sequence of str
        Their names, in the table's order.
    file : str
        The table, for the message.

    Returns
    -------
    DataFrame without columns, one row per patient

    Raises
    ------
    StudyError
        A patient named twice.
    """
    index = pd.Index(list(ids), dtype="str", name="patient_id")
    if index.has_duplicates:
        doubled = listed(index[index.duplicated()].unique())
        raise StudyError(f"{file} has more than one entry for patient {doubled}: keep one.")
    return pd.DataFrame(index=index)


def include(asked: Asked, rules: PatientList, name: str) -> Inclusion:
    """Keep the patients the study is about: its exclusions, then the outcome, then URFs.

    Parameters
    ----------
    asked : Asked
        Everyone the study begins with.
    rules : PatientList
        As study.yaml declares them.
    name : str
        What is predicted, for the patient flow.

    Returns
    -------
    Inclusion

    Raises
    ------
    StudyError
        A column or a label that does not exist, or a clinical column with a taken name.
    """
    _refuse_taken_names(rules)
    refuse_missing_columns(asked.patients, columns_named(rules), asked.file)
    flow = PatientFlow.start(asked.patients, asked.n_nameless).exclude(rules.exclusions)
    status = outcome_status(flow.patients, rules.outcome)
    unknown = flow.patients[status.isna()]
    flow = flow.keep(f"{name} status is definite", status.notna())
    if asked.measured is not None:
        flow = flow.keep("URFs are measured", flow.holding(asked.measured))
    n_blank = n_unrecorded(unknown, rules.outcome)
    outcome = status[flow.patients.index].astype(int)
    return Inclusion(flow.patients, outcome, flow.table(), n_blank, len(unknown) - n_blank)


def _refuse_taken_names(rules: PatientList) -> None:
    taken = [variable.column for variable in rules.variables if variable.column in GIVEN]
    if taken:
        raise StudyError(
            f"A clinical variable of study.yaml is called {listed(taken)}, as a column this "
            "software fills in: rename it in the patient list and in patients.variables."
        )


def patient_table(
    included: Inclusion, rules: PatientList, test_fraction: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Give every included patient a part, training or held out, and their clinical values.

    Parameters
    ----------
    included : Inclusion
        Who is in the study.
    rules : PatientList
        Its `held_out` rule comes before the draw.
    test_fraction : float
        Share of each arm that is drawn where there is no such rule.
    rng : numpy.random.Generator
        Source of the draw.

    Returns
    -------
    DataFrame, one row per patient
        Index `patient_id`, in the order of the study's own table; `outcome`, `split`, then the
        columns of Tables 1 and 2 and of the held-out rule.

    Raises
    ------
    StudyError
        An arm is missing among training or held-out patients.
    """
    if rules.held_out:
        split = held_out_by_origin(included.patients, rules.held_out)
    else:
        split = held_out_by_draw(included.outcome, test_fraction, rng)
    refuse_missing_arm(included.outcome, split)
    own = [name for name in clinical_columns(rules) if name not in GIVEN]
    values = clinical_values(included.patients, rules.variables)[own]
    return pd.concat([included.outcome, split, values], axis=1)
