"""The patient flow: nobody leaves the study uncounted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from sonogenomics.cohort.patients import holds
from sonogenomics.study import Exclusion

START = "Patients of the study's table"
NAMED = "URF column names its patient"


@dataclass(frozen=True)
class PatientFlow:
    """Patients still in the study, and the steps that led here.

    Attributes
    ----------
    patients : DataFrame, one row per patient
        Those left.
    steps : tuple of (str, int, int)
        What was asked, how many left the study at it, how many remained.

    Examples
    --------
    >>> patients = pd.DataFrame({"prior": ["no", "yes"]}, index=["P1", "P2"])
    >>> flow = PatientFlow.start(patients)
    >>> flow.keep("No prior treatment", patients["prior"] == "no").table()["n_left"].tolist()
    [2, 1]
    """

    patients: pd.DataFrame
    steps: tuple[tuple[str, int, int], ...]

    @classmethod
    def start(cls, patients: pd.DataFrame, n_nameless: int = 0) -> "PatientFlow":
        """Begin with everyone; those without a name leave at once.

        Parameters
        ----------
        patients : DataFrame
            One row per patient that has a name.
        n_nameless : int
            Entries that name no patient: they cannot be told apart, or looked up.
        """
        flow = cls(patients, ((START, 0, len(patients) + n_nameless),))
        if not n_nameless:
            return flow
        return cls(patients, (*flow.steps, (NAMED, n_nameless, len(patients))))

    def keep(self, step: str, kept: pd.Series) -> "PatientFlow":
        """Ask one thing of every patient left; those for whom it is not true leave here.

        Parameters
        ----------
        step : str
            What is asked.
        kept : Series of bool, by patient
            One value for each patient left.
        """
        stays = kept.reindex(self.patients.index).to_numpy(dtype=bool)
        counted = (step, int((~stays).sum()), int(stays.sum()))
        return PatientFlow(self.patients[stays], (*self.steps, counted))

    def holding(self, names: Collection[str]) -> pd.Series:
        """Whether each patient left is one of those named."""
        index = self.patients.index
        return pd.Series(index.isin(list(names)), index=index)

    def exclude(self, rules: Iterable[Exclusion]) -> "PatientFlow":
        """Apply the study's exclusions in their order.

        Parameters
        ----------
        rules : iterable of Exclusion
            Each keeps the patients whose column holds one of its values; a blank is not one.
        """
        flow = self
        for rule in rules:
            flow = flow.keep(rule.step, holds(flow.patients[rule.column], rule.keep))
        return flow

    def table(self) -> pd.DataFrame:
        """One row per step, in order."""
        return pd.DataFrame(self.steps, columns=["step", "n_excluded", "n_left"])
