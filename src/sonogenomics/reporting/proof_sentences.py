"""The abstract's sentences on the quoted split beside luck, and on the honest answer."""

import pandas as pd

from sonogenomics.diagnosis.quoted import quoted
from sonogenomics.figures.candidates import label
from sonogenomics.figures.style import classifier_look, set_look
from sonogenomics.figures.wording import interval, number
from sonogenomics.reporting.proof_run import QUOTED, Proof

FIRST = ("module", "differential")  # the feature set told first


def proof_sentences(proof: Proof) -> list[str]:
    """What the paper would quote beside its null, and what holds when nothing is chosen outside.

    Parameters
    ----------
    proof : Proof
        Empty tables leave their sentence out.

    Returns
    -------
    list of str
        None, one or two sentences.
    """
    return [text for text in (_as_quoted(proof), _honestly(proof)) if text]


def _as_quoted(proof: Proof) -> str:
    table = quoted(proof.replication)
    table = table[table["classifier"] == QUOTED]
    named = [name for name in FIRST if name in set(table["feature_set"])]
    if not named:
        return ""
    row = table.set_index("feature_set").T[named[0]]
    what = f"{classifier_look(QUOTED)[0]} ({set_look(named[0])[0]})"
    return (
        f"As the paper quotes it, the best of {int(row['n_splits']):,} random splits gives {what} "
        f"an AUC of {number(float(row['quoted']))}, where the median split gives "
        f"{number(float(row['median']))}{_luck(proof, named[0])}."
    )


def _luck(proof: Proof, which: str) -> str:
    table = proof.best_by_chance()
    mine = table[(table["classifier"] == QUOTED) & (table["feature_set"] == which)]
    if mine.empty:
        return ""
    row = mine.iloc[0]
    limits = interval(float(row["null_low"]), float(row["null_high"]))
    return (
        f"; the best of {int(row['best_of']):,} gives {number(float(row['seen']))}, and "
        f"{number(float(row['null_mean']))} (95 % {limits}) with permuted outcomes"
    )


def _honestly(proof: Proof) -> str:
    honest, reference = proof.role("chosen"), proof.role("reference")
    if honest is None:
        return ""
    first = f"With everything inside the training folds {_who(honest)} has an AUC of {_auc(honest)}"
    if reference is None or reference["candidate"] == honest["candidate"]:
        return f"{first}; chance is 0.50."
    return f"{first}, the reference ({_who(reference)}) {_auc(reference)}; chance is 0.50."


def _who(row: pd.Series) -> str:
    chosen = row["candidate"] == "chosen"
    return "the procedure that they choose" if chosen else label(row["candidate"]).lower()


def _auc(row: pd.Series) -> str:
    limits = interval(float(row["auc_low"]), float(row["auc_high"]))
    return f"{number(float(row['auc']))} (95 % interval {limits})"
