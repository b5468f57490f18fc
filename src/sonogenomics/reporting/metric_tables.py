"""Table S1: all measures of all classifiers and feature sets, as published and honestly."""

import pandas as pd

from sonogenomics.figures.candidates import label, roles
from sonogenomics.figures.style import classifier_look, readable, set_look
from sonogenomics.figures.wording import interval, number
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.section import Section, Shown
from sonogenomics.reporting.tables import Column, Words, shown

HEADS = {
    "auc": "AUC",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "accuracy": "Accuracy",
    "balanced": "Balanced accuracy",
    "ppv": "PPV",
    "npv": "NPV",
    "f1": "F1",
    "mcc": "MCC",
    "brier": "Brier",
}
CLASSIFIER = Column("Classifier", "classifier", lambda name: classifier_look(str(name))[0])
FEATURES = Column("URFs", "feature_set", lambda name: set_look(str(name))[0])
CHANCE = (
    "By chance: AUC and balanced accuracy 0.50, MCC 0; accuracy, PPV and NPV follow from the "
    "shares of the arms; the Brier score of the share alone is share × (1 − share)."
)


def metric_section(run: Run) -> Section:
    """Table S1 as a part of the page."""
    return Section(
        "all-metrics",
        "Table S1: every measure",
        "Each classifier on each feature set, wherever patients were judged: as published, over "
        "this run's splits, with everything inside the folds, and in held-out patients.",
        (),
        metric_tables(run),
    )


def metric_tables(run: Run) -> tuple[Shown, ...]:
    """The four parts of Table S1."""
    return (_nested(run), _held_out(run), _resampled(run), _quoted(run))


def _nested(run: Run) -> Shown:
    frame = run.evaluated.nested
    if len(frame):
        told = {str(row["candidate"]): roles(row) for _, row in run.proof.candidates.iterrows()}
        names = [_candidate(str(name), told.get(str(name), "")) for name in frame["candidate"]]
        frame = frame.assign(named=names)
    note = (
        "Patients of folds left out, at each fold's own cut-off. Mean over folds and repeats, 95 % "
        f"interval after Nadeau and Bengio. {CHANCE}"
    )
    words = Words(
        "s1-nested",
        "Table S1a. Everything inside the folds (honest)",
        note,
        "Nothing was learnt inside folds in this run.",
    )
    return shown(_cells(frame), [Column("Candidate", "named"), *_columns("Patients a fold")], words)


def _candidate(name: str, role: str) -> str:
    return f"{label(name)} ({role})" if role else label(name)


def _held_out(run: Run) -> Shown:
    seen = (
        "Met once, after every choice."
        if run.profile.resample == "train"
        else "This profile chose features and models on these patients too: flattered values."
    )
    note = (
        f"{seen} Calls at 0.50. AUC: DeLong; shares of patients: Wilson; the rest: patients drawn "
        f"again 1,000 times. {CHANCE}"
    )
    words = Words(
        "s1-held-out",
        "Table S1b. Held-out patients",
        note,
        "No model met held-out patients of both arms.",
    )
    return _models(run.evaluated.held_out, "Patients", words)


def _resampled(run: Run) -> Shown:
    who = "training patients only" if run.profile.resample == "train" else "all patients"
    note = (
        f"Random splits of {who}, calls at 0.50: mean (2.5 to 97.5 % of splits). Features were "
        f"chosen on the same patients, so chance lies above an AUC of 0.50 here. {CHANCE}"
    )
    title = f"Table S1c. Random splits of this run ({run.profile.name})"
    words = Words("s1-resampled", title, note, "No classifier was resampled.")
    return _models(run.evaluated.resampled, "Patients a split", words)


def _quoted(run: Run) -> Shown:
    note = (
        "The one split of each classifier that the published rule would quote: the best of all by "
        "hard calls. Chosen on its own test patients, so its intervals hold too little; beside it "
        "stands what chance gives, in “Best splits, as published”. Brier only where the score is a "
        f"probability. {CHANCE}"
    )
    words = Words(
        "s1-quoted",
        "Table S1d. The quoted split (published)",
        note,
        "The published splits were not run in this study.",
    )
    return _models(run.evaluated.quoted, "Patients", words)


def _models(frame: pd.DataFrame, patients: str, words: Words) -> Shown:
    return shown(_cells(frame), [CLASSIFIER, FEATURES, *_columns(patients)], words)


def _columns(patients: str) -> list[Column]:
    counted = Column(patients, "n", lambda n: number(float(n), 0), is_number=True)
    return [
        counted,
        *(Column(head, f"{name}_told", is_number=True) for name, head in HEADS.items()),
    ]


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    told = {f"{name}_told": _spans(frame, name) for name in HEADS} if len(frame) else {}
    return frame.assign(**told)


def _spans(frame: pd.DataFrame, name: str) -> list[str]:
    ends = zip(frame[name], frame[f"{name}_low"], frame[f"{name}_high"], strict=True)
    return [
        "–"
        if pd.isna(value)
        else readable(f"{number(value)} ({interval(low, high)})")
        if pd.notna(low)
        else number(value)
        for value, low, high in ends
    ]
