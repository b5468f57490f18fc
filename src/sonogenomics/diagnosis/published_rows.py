"""The patients that the published study modelled, in the order of its own table."""

from typing import NamedTuple

import pandas as pd

from sonogenomics.errors import StudyError, listed
from sonogenomics.radiomics.table import Cells, choose_features, measured_urfs
from sonogenomics.study import Published

NAMELESS = "(no name)"
ARMS = {"positive": 1, "negative": 0}


class Modelled(NamedTuple):
    """URFs, patients x features, and outcome (1 = positive, 0 = negative) by patient."""

    urfs: pd.DataFrame
    outcome: "pd.Series[int]"


def modelled_rows(urfs: pd.DataFrame, outcome: "pd.Series[int]", rule: Published) -> Modelled:
    """Everyone with URFs, but for those that the study left out.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        In the order of the study's table; `with_nameless` makes it where one has no name.
    outcome : Series of int, by patient
        1 = positive, 0 = negative.
    rule : Published
        Its `left_out`.

    Returns
    -------
    Modelled

    Raises
    ------
    StudyError
        Someone who is left out was never in.

    Examples
    --------
    >>> urfs = pd.DataFrame({"original_glcm_Idm": [0.1, 0.2]}, index=["P1", "P2"])
    >>> outcome = pd.Series([1, 0], index=["P2", "P1"])
    >>> modelled_rows(urfs, outcome, Published(left_out=("P1",))).outcome.to_dict()
    {'P2': 1}
    """
    unknown = [name for name in rule.left_out if name not in urfs.index]
    if unknown:
        raise StudyError(
            f"{listed(unknown)} should be left out of the modelled rows, but the URF table does "
            f"not hold them: mend published.left_out in study.yaml."
        )
    kept = urfs.drop(index=list(rule.left_out))
    return Modelled(kept, outcome.loc[kept.index].rename("outcome"))


def with_nameless(
    cells: Cells, features: list[str], outcome: "pd.Series[int]", rule: Published
) -> Modelled:
    """The patients of the study and, in its place, the one whom the table does not name.

    Parameters
    ----------
    cells : Cells
        The study's table, read with `call_nameless=NAMELESS`.
    features : list of str
        Features that the study uses.
    outcome : Series of int, by patient
        1 = positive, 0 = negative; of those who have a name.
    rule : Published
        Its `nameless` says which arm the other one is counted in.

    Returns
    -------
    Modelled
        In the table's order; nobody is left out yet.

    Raises
    ------
    StudyError
        Not exactly one patient is nameless, or what `measured_urfs` finds at fault.
    """
    if cells.n_nameless != 1 or rule.nameless is None:
        raise StudyError(
            f"{cells.file} has {cells.n_nameless} patients without a name, but study.yaml says "
            f"that one is counted as {rule.nameless}: mend published.nameless."
        )
    status = pd.concat([outcome, pd.Series({NAMELESS: ARMS[rule.nameless]})])
    included = [name for name in cells.patients if name in status.index]
    choice = choose_features(cells, "all")
    urfs = measured_urfs(cells, choice, included)[features]
    return Modelled(urfs, status.loc[urfs.index])
