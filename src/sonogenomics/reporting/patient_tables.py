"""Tables of who took part, and of how the URFs differ."""

import numpy as np
import pandas as pd

from sonogenomics.cohort.baseline import baseline
from sonogenomics.figures.arms import rule, whose
from sonogenomics.figures.style import short_feature
from sonogenomics.figures.wording import counted, number, p_number
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.tables import Column, View, Words, shown

TOP = 20
STREAM = 101  # of random numbers: Fisher's random tables in Tables 1 and 2


def _whole(value: float) -> str:
    return number(float(value), 0)


def _p_or_blank(value: float) -> str:
    return "" if pd.isna(value) else p_number(value)


def _number_or_blank(value: float) -> str:
    return "" if pd.isna(value) else number(value)


def _whole_or_blank(value: float) -> str:
    return "" if pd.isna(value) else _whole(value)


def _short(test: str) -> str:
    return "Fisher, simulated" if test.startswith("Fisher (") else test


APART = Column("SMD to training", "apart_training", _number_or_blank, is_number=True)


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


def baseline_tables(run: Run) -> tuple[View | str, ...]:
    """Tables 1 and 2: clinical variables by arm, of training and of held-out patients."""
    parts = {"train": ("Table 1", "training"), "test": ("Table 2", "held-out")}
    return tuple(_baseline(run, split, *words) for split, words in parts.items())


def _baseline(run: Run, split: str, name: str, who: str) -> View | str:
    outcome, mine = run.study.outcome, run.patients[run.patients["split"] == split]
    rng = np.random.default_rng([run.seed, STREAM, len(mine)])
    frame = baseline(run.patients, run.study.patients.variables, split, rng)
    n = [int((mine["outcome"] == arm).sum()) for arm in (1, 0)]
    n_variables = frame["variable"].nunique()
    if len(frame):
        frame = frame.assign(variable=frame["variable"].where(~frame.duplicated("variable"), ""))
    columns = [
        Column("Variable", "variable"),
        Column("", "category"),
        Column(f"{outcome.positive}, n = {n[0]}", "positive", is_number=True),
        Column(f"{outcome.negative}, n = {n[1]}", "negative", is_number=True),
        Column("p, ranks", "p_rank", _p_or_blank, is_number=True),
        Column("p, categories", "p_category", _p_or_blank, is_number=True),
        Column("Test", "test", _short),
        Column("SMD of arms", "apart_arms", _number_or_blank, is_number=True),
        *([APART] if split == "test" else []),
        Column("Missing", "n_missing", _whole_or_blank, is_number=True),
    ]
    note = (
        "Ranks ask whether one arm lies higher (Wilcoxon), categories whether the arms are "
        "composed differently (chi-square, or Fisher where an expected count is below five; "
        "simulated: over random tables of the same margins). SMD: "
        "standardised mean difference, which does not shrink with the number of patients; below "
        f"0.1 is negligible. No correction: of {counted(n_variables, 'variable')} one in twenty is "
        "below 0.05 by chance alone."
    )
    absent = f"This study gives no clinical variables of {who} patients, so no arms are compared."
    title = f"{name}. Characteristics of {who} patients"
    words = Words(f"characteristics-{split}", title, note, absent, grouped=True)
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
