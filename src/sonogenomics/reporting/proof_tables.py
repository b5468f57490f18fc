"""Tables of what was repeated as published, and of what chance alone gives."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from sonogenomics.diagnosis.published_differences import DIFFERENCES
from sonogenomics.diagnosis.quoted import quoted
from sonogenomics.figures.null_panels import of_feature
from sonogenomics.figures.style import classifier_look, readable, set_look, short_feature
from sonogenomics.figures.wording import interval, measured, number, p_number
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.tables import Column, View, Words, shown

MOST_CLAIMS = 60
MOST_FEATURES = 20


def _whole(value: float) -> str:
    return number(float(value), 0)


def _span(frame: pd.DataFrame, low: str, high: str) -> list[str]:
    """Both ends of an interval as one cell; a dash where there is none."""
    ends = zip(frame[low], frame[high], strict=True)
    return [
        f"{measured(a)} to {measured(b)}" if np.isfinite(a) and np.isfinite(b) else "–"
        for a, b in ends
    ]


def quoted_table(run: Run) -> View | str:
    """Each classifier's quoted split beside all splits, and beside luck."""
    frame = quoted(run.proof.replication)
    if len(frame):
        frame = frame.merge(run.proof.best_by_chance(), "left", on=["classifier", "feature_set"])
        spread = [interval(a, b) for a, b in zip(frame["q025"], frame["q975"], strict=True)]
        luck = [_lucky(row) for row in frame.to_dict("records")]
        frame = frame.assign(spread=spread, luck=luck, poor=100 * frame["share_of_chance"])
    columns = [
        Column("Classifier", "classifier", lambda name: classifier_look(str(name))[0]),
        Column("URFs", "feature_set", lambda name: set_look(str(name))[0]),
        Column("Quoted: best split", "quoted", lambda auc: number(float(auc), 3), is_number=True),
        Column("Median split", "median", lambda auc: number(float(auc), 3), is_number=True),
        Column("95 % of splits", "spread", is_number=True),
        Column("Splits at 0.50 or below", "poor", lambda x: f"{number(x, 1)} %", is_number=True),
        Column("Splits", "n_splits", _whole, is_number=True),
        Column("Best of fewer: seen, by chance (95 %)", "luck", is_number=True),
    ]
    note = (
        "As the study quotes: on the split best by hard calls, the AUC of scores for tree, "
        "logistic regression and network, of hard calls for the others. Last "
        "column: the best of the splits of stage chance, with the true outcome, and permuted "
        "through the whole chain; a best split grows with their number."
    )
    absent = "The published splits were not run in this study."
    return shown(frame, columns, Words("quoted", "Best splits, as published", note, absent))


def _lucky(row: dict[Hashable, Any]) -> str:
    if not np.isfinite(row["null_mean"]):
        return "–"
    limits = interval(row["null_low"], row["null_high"])
    n = int(row["best_of"])
    return f"of {n:,}: {number(row['seen'])}, {number(row['null_mean'])} ({limits})"


def differences_table() -> View | str:
    """How each classifier of the replication differs from the R function that the study called."""
    columns = [
        Column("Classifier", "classifier", lambda name: classifier_look(str(name))[0]),
        Column("In R", "r_function"),
        Column("What differs", "differs"),
    ]
    note = "Why a figure can lie beside the paper's although rows and splits are the same."
    words = Words("differences-from-r", "Beside the study's R", note, "")
    return shown(pd.DataFrame(DIFFERENCES), columns, words)


def features_table(run: Run) -> View | str:
    """The features that the published protocol selects, and those the study modelled."""
    frame = run.proof.replicated_features
    named = ["differential", "module", "used_differential", "used_module"]
    if len(frame):
        frame = frame[frame[named].astype(bool).any(axis=1)]
        joins = run.proof.replicated_edges.groupby("other")["overlap"].max()
        frame = frame.assign(joins=frame["feature"].map(joins).astype(float))
        frame = frame.sort_values(["used_differential", "p"], ascending=[False, True])
    columns = [
        Column("Feature", "feature", short_feature),
        Column("p, raw", "p", p_number, is_number=True),
        Column("Differential", "differential", _yes),
        Column("… in the paper", "used_differential", _yes),
        Column("Module", "module", _yes),
        Column("… in the paper", "used_module", _yes),
        Column("Highest overlap", "joins", number, is_number=True),
        Column("Genes", "positive_specific", _whole, is_number=True),
        Column("Terms", "n_terms", _whole, is_number=True),
    ]
    note = (
        "Selected here by the published rules on everyone, beside what the paper modelled. "
        "Overlap: of enriched terms with a differential feature. Dashes: no gene series was linked."
    )
    absent = "The published protocol was not run in this study."
    words = Words("replicated-features", "Features, as published", note, absent)
    return shown(frame, columns, words)


def _yes(value: object) -> str:
    return "yes" if bool(value) else "–"


def chance_table(run: Run) -> View | str:
    """Every claim beside its null."""
    frame = run.proof.chance
    n = len(frame)
    if n:
        frame = frame[~of_feature(frame)].head(MOST_CLAIMS)
        frame = frame.assign(spread=_span(frame, "null_low", "null_high"))
    columns = [
        Column("What", "what", lambda text: readable(text, 90)),
        Column("Profile", "profile"),
        Column("Seen", "observed", measured, is_number=True),
        Column("By chance, mean", "null_mean", measured, is_number=True),
        Column("95 % of chance", "spread", is_number=True),
        Column("By theory", "analytic", measured, is_number=True),
        Column("p", "p", p_number, is_number=True),
        Column("Permuted", "permuted", lambda text: readable(text, 160)),
        Column("Times", "n_permutations", _whole, is_number=True),
        Column("Note", "note", lambda text: readable(text, 160)),
    ]
    cut = f" {n - len(frame):,} more, of single URFs, are in data/chance." if n > len(frame) else ""
    note = (
        "p: (1 + permutations at least as large) / (1 + permutations). By theory: the mean that "
        f"chance must have; where it is given, the permuted mean has to agree.{cut}"
    )
    absent = "Nothing was permuted in this run."
    words = Words("chance", "What was seen, beside chance", note, absent)
    return shown(frame, columns, words, frame["p"] <= 0.05 if n else ())  # noqa: PLR2004


def family_wise_table(run: Run) -> View | str:
    """p-values of the selected and the top features, one by one and among all."""
    frame, chosen = run.proof.family_wise, set(run.selected())
    if len(frame):
        frame = frame.sort_values(["p", "feature"], kind="stable")
        top = frame.head(MOST_FEATURES)["feature"]
        frame = frame[frame["feature"].isin(chosen | set(top))].head(2 * MOST_FEATURES)
    columns = [
        Column("Feature", "feature", short_feature),
        Column("p, raw", "p", p_number, is_number=True),
        Column("p, permuted", "p_permutation", p_number, is_number=True),
        Column("p among all", "p_family", p_number, is_number=True),
        Column("False share", "fdr", number, is_number=True),
    ]
    note = (
        "Labels permuted: p of the feature alone, p among all features (Westfall-Young step-down "
        "maxT), and the share expected to be false if it and all above it were believed. Marked: "
        "differential features of this run."
    )
    absent = "The labels were not permuted in this run."
    words = Words("family-wise", "Differential features among all that were tested", note, absent)
    return shown(frame, columns, words, frame["feature"].isin(chosen) if len(frame) else ())
