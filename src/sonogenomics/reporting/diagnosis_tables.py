"""Tables of how well the outcome is told, of the sources, and of the truth where it is known."""

import pandas as pd

from sonogenomics.figures.style import classifier_look, readable
from sonogenomics.figures.wording import interval, number
from sonogenomics.reporting.held_out import held_out
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.tables import Column, View, Words, shown

CLASSIFIER = Column("Classifier", "classifier", lambda name: classifier_look(str(name))[0])
FEATURE_SET = Column("URFs", "feature_set", readable)


def _whole(value: float) -> str:
    return number(float(value), 0)


def _with_interval(frame: pd.DataFrame) -> pd.Series:
    limits = zip(frame["auc_low"], frame["auc_high"], strict=True)
    return pd.Series([interval(low, high) for low, high in limits], index=frame.index, dtype=str)


def ranking_table(run: Run) -> View | str:
    """Every classifier and feature set by its resamplings."""
    frame = run.ranking
    frame = frame.assign(spread=_with_interval) if len(frame) else frame
    columns = [
        CLASSIFIER,
        FEATURE_SET,
        Column("n", "n_features", _whole, is_number=True),
        Column("AUC, mean", "auc_mean", number, is_number=True),
        Column("95 % of splits", "spread", is_number=True),
        Column("Luckiest split", "auc_best", number, is_number=True),
        Column("Sensitivity", "sensitivity_mean", number, is_number=True),
        Column("Specificity", "specificity_mean", number, is_number=True),
        Column("Accuracy", "accuracy_mean", number, is_number=True),
    ]
    who = "training patients only" if run.profile.resample == "train" else "all patients"
    note = (
        f"Means over the random splits of {who}; marked: the champion. Chance: AUC 0.50, "
        "and more for URFs that were chosen on the same patients (differential, module). Accuracy "
        "has to beat the share of the larger arm. The luckiest split is what the published study "
        "quoted; it grows with the number of splits."
    )
    words = Words("ranking", "Classifiers, best first", note, "No classifier was resampled.")
    return shown(frame, columns, words, frame["champion"] if len(frame) else ())


def held_out_table(run: Run) -> View | str:
    """Every model in the held-out patients."""
    frame, (positive, negative) = held_out(run.validation), run.study.outcome.shorts
    frame = frame.assign(spread=_with_interval) if len(frame) else frame
    columns = [
        CLASSIFIER,
        FEATURE_SET,
        Column(positive, "n_positive", _whole, is_number=True),
        Column(negative, "n_negative", _whole, is_number=True),
        Column("AUC", "auc", number, is_number=True),
        Column("95 % interval", "spread", is_number=True),
        Column("Sensitivity", "sensitivity", number, is_number=True),
        Column("Specificity", "specificity", number, is_number=True),
    ]
    seen = (
        "Fitted once on the training patients, met once."
        if run.profile.resample == "train"
        else "This profile used these patients in choosing features and models: flattered values."
    )
    note = (
        f"{seen} Interval: DeLong. Marked: the champion. Chance: 0.50; an interval that holds 0.50 "
        "shows nothing. Only the champion's row is a test; the best of the others is a choice made "
        "after looking."
    )
    absent = "No model met held-out patients of both arms."
    words = Words("held-out", "Held-out patients", note, absent)
    return shown(frame, columns, words, _is_champion(run, frame))


def _is_champion(run: Run, frame: pd.DataFrame) -> list[bool]:
    champion = run.champion()
    if champion is None:
        return [False] * len(frame)
    same = (frame["classifier"] == champion["classifier"]) & (
        frame["feature_set"] == champion["feature_set"]
    )
    return [bool(yes) for yes in same]


def sources_table(run: Run) -> View | str:
    """Where every file came from, its licence, and whom to cite."""
    rows = [
        {
            "file": source.file,
            "origin": _origin(run, name, source.origin.kind),
            "sha256": str(run.sources.get(name, {}).get("sha256") or source.sha256 or "–")[:12],
            "licence": source.licence,
            "citation": source.citation,
        }
        for name, source in sorted(run.study.sources.items())
    ]
    columns = [
        Column("File", "file", lambda text: readable(text, 80)),
        Column("Origin", "origin", lambda text: readable(text, 160)),
        Column("sha256", "sha256"),
        Column("Licence", "licence"),
        Column("Cite", "citation"),
    ]
    note = "The first twelve digits of each file's fingerprint; the study's file holds all of them."
    words = Words("files", "Files", note, "This study names no source.")
    return shown(pd.DataFrame(rows), columns, words)


def _origin(run: Run, name: str, kind: str) -> str:
    text = str(run.sources.get(name, {}).get("origin_text", "not fetched yet"))
    return text if kind in {"url", "geo", "mirror"} else f"{kind}: {text}"


def recovery_table(run: Run) -> View | str:
    """What was planted, found, missed and falsely found."""
    columns = [
        Column("Kind", "kind", readable),
        Column("Planted", "planted", _whole, is_number=True),
        Column("Found", "found", _whole, is_number=True),
        Column("Found blindly", "found_by_chance", lambda n: number(float(n), 1), is_number=True),
        Column("Missed", "missed", _whole, is_number=True),
        Column("False", "false", _whole, is_number=True),
        Column("Left aside", "undecided", _whole, is_number=True),
    ]
    note = (
        "The simulation knows what is true, so every finding can be judged. Blindly: as many "
        "findings drawn at random. Left aside: findings whose effect is neither nothing nor as "
        "large as what counts as planted; they are neither found nor false."
    )
    absent = "The truth of this study is not known."
    return shown(run.recovered, columns, Words("recovery", "Planted truth", note, absent))
