"""Tables of who took part, and of how the URFs differ."""

import pandas as pd

from sonogenomics.figures.arms import rule, whose
from sonogenomics.figures.style import short_feature
from sonogenomics.figures.wording import counted, number, p_number
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.tables import Column, View, Words, shown

TOP = 20


def _whole(value: float) -> str:
    return number(float(value), 0)


def _p_or_blank(value: float) -> str:
    return "" if pd.isna(value) else p_number(value)


def flow_table(run: Run) -> View | str:
    """The patient flow, step by step."""
    columns = [
        Column("Step", "step"),
        Column("Excluded", "n_excluded", _whole, is_number=True),
        Column("Left", "n_left", _whole, is_number=True),
    ]
    note = "Every patient who left is counted at the step where it happened."
    words = Words("flow", "Patient flow", note, "The cohort holds no patients.")
    return shown(run.flow, columns, words)


def characteristics_table(run: Run) -> View | str:
    """Tables 1 and 2: clinical variables by arm."""
    frame, outcome = run.characteristics, run.study.outcome
    if len(frame):
        first = ~frame.duplicated("variable")
        frame = frame.assign(variable=frame["variable"].where(first, ""))
    columns = [
        Column("Variable", "variable"),
        Column("", "category"),
        Column(outcome.positive, "positive", is_number=True),
        Column(outcome.negative, "negative", is_number=True),
        Column("p, ranks", "p_rank", _p_or_blank, is_number=True),
        Column("p, categories", "p_category", _p_or_blank, is_number=True),
        Column("Test", "test"),
    ]
    n = frame["variable"].ne("").sum() if len(frame) else 0
    note = (
        "Both tests are shown because they ask different things: ranks, whether one arm lies "
        "higher; categories, whether the arms are composed differently. No correction; of "
        f"{counted(int(n), 'variable')}, one in twenty is below 0.05 by chance alone. A variable "
        "that differs may explain a difference in images."
    )
    absent = "This study gives no clinical variables, so the arms cannot be compared on any."
    words = Words("characteristics", "Clinical characteristics by arm", note, absent)
    return shown(frame, columns, words)


def differential_table(run: Run) -> View | str:
    """The features of smallest p-value, differential ones marked."""
    ordered = run.differential.sort_values("p", kind="stable") if len(run.differential) else None
    frame = pd.DataFrame() if ordered is None else ordered.head(TOP).reset_index()
    columns = [
        Column("Feature", "feature", short_feature),
        Column("p", "p", p_number, is_number=True),
        Column("p, adjusted", "p_bh", p_number, is_number=True),
        Column("Rank-biserial", "rank_biserial", number, is_number=True),
        Column("Fold change", "fold_change", number, is_number=True),
        Column("Differential", "selected", lambda yes: "yes" if yes else "no"),
    ]
    alpha = run.rules.differential.alpha
    note = (
        f"The {len(frame)} of smallest p-value among {len(run.differential)}; marked: differential "
        f"by {rule(run.profile, alpha)}; {whose(run.profile)}. Rank-biserial above zero and fold "
        f"change above one: higher in {run.study.outcome.positive}. By chance alone "
        f"{alpha * len(run.differential):.1f} of {len(run.differential)} reach raw p < {alpha:g}."
    )
    absent = "This run has no URF table, so no feature was tested."
    words = Words("differential", "URFs of smallest p-value", note, absent)
    return shown(frame, columns, words, frame["selected"] if len(frame) else ())
