"""Tables of what holds inside the folds, and of the paper's claims."""

import pandas as pd

from sonogenomics.figures.candidates import label, roles
from sonogenomics.figures.style import readable
from sonogenomics.figures.verdict_counts import VERDICTS
from sonogenomics.figures.wording import interval, number, p_number
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.tables import Column, View, Words, shown

LONGEST = 400  # letters of a cell


def _spans(frame: pd.DataFrame, name: str, digits: int = 2) -> list[str]:
    """An estimate with its interval, as one cell; a dash where there is none."""
    columns = zip(frame[name], frame[f"{name}_low"], frame[f"{name}_high"], strict=True)
    return [
        "–" if pd.isna(value) else f"{number(value, digits)} ({interval(low, high, digits)})"
        for value, low, high in columns
    ]


def candidates_table(run: Run) -> View | str:
    """Every candidate: discrimination, calibration, and the difference to the reference."""
    frame = run.proof.candidates
    if len(frame):
        frame = frame.assign(span=_spans(frame, "auc"), over=_spans(frame, "difference", 3))
    frame = _named(frame)
    columns = [
        Column("Candidate", "named"),
        Column("What", "what", lambda text: readable(text, 200)),
        Column("AUC (95 %)", "span", is_number=True),
        Column("Over the reference (95 %)", "over", is_number=True),
        Column("p", "p", p_number, is_number=True),
        Column("p, DeLong", "p_delong", p_number, is_number=True),
    ]
    note = (
        "Patients of folds left out. AUC: mean over folds; intervals and p after Nadeau and "
        "Bengio, p of DeLong on each patient's mean score. Chance: AUC 0.50, difference 0. Marked: "
        "the procedure called honest."
    )
    absent = "Nothing was learnt inside folds in this run."
    words = Words("candidates", "All candidates", note, absent)
    return shown(frame, columns, words, frame["chosen"] if len(frame) else ())


def calls_table(run: Run) -> View | str:
    """Every candidate's calls at the training cut-off, and its scores as probabilities."""
    frame = _named(run.proof.candidates)
    columns = [
        Column("Candidate", "named"),
        Column("Sensitivity", "sensitivity", number, is_number=True),
        Column("Specificity", "specificity", number, is_number=True),
        Column("Brier", "brier", lambda x: number(float(x), 3), is_number=True),
        Column("Brier, scaled", "brier_scaled", number, is_number=True),
        Column("Slope", "slope", number, is_number=True),
        Column("Intercept", "intercept", number, is_number=True),
    ]
    note = (
        "Patients of folds left out. Sensitivity and specificity: at each fold's cut-off, fixed on "
        "its training patients; by chance they add up to 1. Scaled Brier: 1 perfect, 0 what the "
        "share of positives alone gives. Slope and intercept of calibration: perfect at 1 and 0."
    )
    absent = "Nothing was learnt inside folds in this run."
    words = Words("calls", "Calls and probabilities", note, absent)
    return shown(frame, columns, words, frame["chosen"] if len(frame) else ())


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Best first, the honest one and the reference named so."""
    frame = frame.sort_values("auc", ascending=False, kind="stable")
    names = [f"{label(row['candidate'])}{_role(row)}" for _, row in frame.iterrows()]
    return frame.assign(named=pd.Series(names, index=frame.index, dtype=object))


def _role(row: pd.Series) -> str:
    told = roles(row)
    return f" ({told})" if told else ""


def confounders_table(run: Run) -> View | str:
    """The score beside each clinical variable."""
    frame = run.proof.confounders
    if len(frame):
        spans = {f"span_{part}": _spans(_part(frame, part), "auc") for part in PARTS}
        frame = frame.assign(**spans)
    columns = [
        Column("Variable", "confounder", lambda text: readable(text, 60)),
        *(
            Column(f"AUC, {words} (95 %)", f"span_{part}", is_number=True)
            for part, words in PARTS.items()
        ),
        Column("p, score added", "p_added", p_number, is_number=True),
        Column("Known in", "n", lambda n: number(float(n), 0), is_number=True),
        Column("Not known", "n_missing", lambda n: number(float(n), 0), is_number=True),
        Column("Levels merged", "n_merged", lambda n: number(float(n), 0), is_number=True),
    ]
    note = (
        "The honest score of patients left out, a clinical variable, and both, on the same "
        "patients; p of a likelihood-ratio test: whether the score says more than the variable. "
        "Levels of fewer than ten patients were put together."
    )
    absent = "No clinical variable could be held against the score."
    return shown(frame, columns, Words("confounders", "Possible confounders", note, absent))


PARTS = {"alone": "variable alone", "score": "score alone", "both": "both"}


def _part(frame: pd.DataFrame, part: str) -> pd.DataFrame:
    names = {f"auc_{part}{end}": f"auc{end}" for end in ("", "_low", "_high")}
    return frame[list(names)].rename(columns=names)


def ledger_tables(run: Run) -> list[View | str]:
    """The paper's claims, one table a part of the study."""
    frame = run.proof.ledger
    if frame.empty:
        return ["This study is not held against a paper's claims."]
    sections = dict.fromkeys(frame["section"])
    return [_section(frame[frame["section"] == name], str(name)) for name in sections]


def _section(frame: pd.DataFrame, name: str) -> View | str:
    rows = frame.to_dict("records")
    frame = frame.assign(verdict=[verdict(row) for row in rows])
    columns = [
        Column("Claim", "text", _cell),
        Column("Verdict", "verdict", _cell),
        Column("Paper", "paper", _cell),
        Column("As published, here", "published", _cell),
        Column("By chance", "chance", _cell),
        Column("Honestly", "honest", _cell),
        Column("Where", "where", _cell),
    ]
    told = [f"{sign} {word}" for word, (sign, _, _) in VERDICTS.items()]
    note = f"{', '.join(told)}. Marked: what differs."
    anchor = "ledger-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
    words = Words(anchor, f"Claims: {readable(name, 60)}", note, "No claim.")
    return shown(frame, columns, words, [row["verdict"] == "differs" for row in rows])


def _cell(text: object) -> str:
    return readable(text, LONGEST) or "–"


def verdict(row: dict[object, object]) -> str:
    """Sign, word and reason of one claim.

    Examples
    --------
    >>> verdict({"verdict": "differs", "because": "the seed is unknown"})
    '≠ differs: the seed is unknown'
    """
    word, because = str(row["verdict"]), str(row["because"]).strip()
    return f"{VERDICTS[word][0]} {word}{': ' if because else ''}{because}"
