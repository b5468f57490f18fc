"""The same held-out patients for both models, and none that either has learned from."""

from dataclasses import dataclass

import pandas as pd

from sonogenomics.errors import StudyError
from sonogenomics.promotion.patients import Met


@dataclass(frozen=True)
class Pairs:
    """Held-out patients on whom models are compared.

    Attributes
    ----------
    table : DataFrame
        One row a patient: outcome, challenger and (unless it is the first) champion, the
        probabilities that each gave.
    n_learned : int
        Patients left out because one of the models learned from them.
    n_alone : int
        Patients left out because only one of the models met them.
    """

    table: pd.DataFrame
    n_learned: int
    n_alone: int

    @property
    def n_positive(self) -> int:
        """Patients of the positive arm."""
        return int(self.table["outcome"].sum())

    @property
    def n_negative(self) -> int:
        """Patients of the negative arm."""
        return len(self.table) - self.n_positive

    @property
    def is_paired(self) -> bool:
        """Whether there is a champion to compare with."""
        return "champion" in self.table


def pair(challenger: Met, champion: Met | None, fewest_an_arm: int) -> Pairs:
    """Find the patients whom both models met and neither learned from.

    Parameters
    ----------
    challenger : Met
        Of the model that wants to be served.
    champion : Met or None
        Of the model that is served; None where there is none yet.
    fewest_an_arm : int
        Patients of each arm below which nothing is compared.

    Returns
    -------
    Pairs

    Raises
    ------
    StudyError
        No patient in common, too few of an arm, or two outcomes for one patient.
    """
    table = challenger.scores.rename(columns={"probability": "challenger"})
    learned, alone = set(challenger.learned), 0
    if champion is not None:
        names = {"probability": "champion", "outcome": "outcome_before"}
        other = champion.scores.rename(columns=names)
        both = table.join(other, how="inner")
        alone = len(table) + len(other) - 2 * len(both)
        _same_outcome(both)
        table, learned = both.drop(columns="outcome_before"), learned | champion.learned
    left_out = table.index.isin(list(learned))
    pairs = Pairs(table[~left_out], int(left_out.sum()), alone)
    _enough(pairs, fewest_an_arm)
    return pairs


def _same_outcome(both: pd.DataFrame) -> None:
    if both.empty:
        raise StudyError(
            "Challenger and champion have no held-out patient in common, so that they cannot be "
            "compared: publish the challenger from a study that holds out the champion's patients, "
            "or score the champion on yours (its features must be in this project's URF table)."
        )
    differing = int((both["outcome"] != both["outcome_before"]).sum())
    if differing:
        raise StudyError(
            f"{differing} of {len(both)} held-out patients have one outcome for the challenger and "
            "another for the champion: find out which is right in the list of patients, and "
            "publish again."
        )


def _enough(pairs: Pairs, fewest: int) -> None:
    if min(pairs.n_positive, pairs.n_negative) >= fewest:
        return
    left = f", after {pairs.n_learned} that a model learned from" if pairs.n_learned else ""
    raise StudyError(
        f"Too few held-out patients to compare: {pairs.n_positive} positive and {pairs.n_negative} "
        f"negative{left}, and {fewest} of each are asked for (promotion.fewest_an_arm in "
        "params.yaml): hold out more patients."
    )
