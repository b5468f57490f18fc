"""Tables 1 and 2: the arms among training and among held-out patients."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sonogenomics.cohort.characteristics import characteristics
from sonogenomics.cohort.standardised import standardised_difference
from sonogenomics.study import Variable

ADDED = ["n_missing", "apart_arms", "apart_training"]
COLUMNS = ["variable", "category", "positive", "negative", "p_rank", "p_category", "test", *ADDED]


def baseline(
    patients: pd.DataFrame, variables: Sequence[Variable], split: str, rng: np.random.Generator
) -> pd.DataFrame:
    """Describe the arms of one part of the patients, and how far it is from the training part.

    Parameters
    ----------
    patients : DataFrame, one row per patient
        With outcome, split and a column per variable; NaN where unknown.
    variables : sequence of Variable
        What is described, in this order; those without a column are left out.
    split : {'train', 'test'}
        Which part.
    rng : numpy.random.Generator
        Draws the random tables of Fisher's test.

    Returns
    -------
    DataFrame, one row per variable and category
        As `characteristics`, and in the variable's first row: n_missing, patients in whom it is not
        known; apart_arms, standardised difference of the arms; apart_training, of this part from
        the training patients. Empty where the part or the variables are.
    """
    mine, training = patients[patients["split"] == split], patients[patients["split"] == "train"]
    known = [variable for variable in variables if variable.column in patients]
    if mine.empty or not known:
        return pd.DataFrame(columns=COLUMNS)
    table = characteristics(mine, known, rng)
    first = ~table.duplicated("variable")
    added = {variable.label: _added(variable, mine, training) for variable in known}
    for place, name in enumerate(ADDED):
        values = table["variable"].map({label: row[place] for label, row in added.items()})
        table[name] = values.where(first).astype(float)
    return table


def _added(
    variable: Variable, mine: pd.DataFrame, training: pd.DataFrame
) -> tuple[float, float, float]:
    is_number = variable.kind == "number"
    values, others = mine[variable.column], training[variable.column].dropna()
    known = values.dropna()
    arms = [known[mine.loc[known.index, "outcome"] == arm] for arm in (1, 0)]
    return (
        float(values.isna().sum()),
        standardised_difference(arms[0], arms[1], is_number),
        standardised_difference(known, others, is_number),
    )
