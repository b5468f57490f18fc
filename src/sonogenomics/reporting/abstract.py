"""What this very run found, in words and numbers, each beside its chance level."""

import numpy as np

from sonogenomics.figures.arms import rule, whose
from sonogenomics.figures.functions import ROLE_WORDS
from sonogenomics.figures.style import classifier_look, set_look
from sonogenomics.figures.wording import counted, interval, number
from sonogenomics.linking.modules import linking_role
from sonogenomics.reporting.findings import champion_met
from sonogenomics.reporting.imaging_sections import imaging_sentences
from sonogenomics.reporting.proof_sentences import proof_sentences
from sonogenomics.reporting.run import Run

CHANCE = 0.5
FEW = 2  # below it, singular


def results(run: Run) -> list[list[str]]:
    """The sentences of the abstract's results: people and images, features and genes, prediction.

    Parameters
    ----------
    run : Run
        What it lacks is left out.

    Returns
    -------
    list of list of str
        One list a paragraph; the last, on planted truth, of a simulated study alone.
    """
    groups = [
        [_patients(run), *imaging_sentences(run)],
        [_urfs(run), _linked(run), _module(run)],
        [_model(run), *proof_sentences(run.proof)],
        [_truth(run)],
    ]
    told = [[sentence for sentence in group if sentence] for group in groups]
    return [group for group in told if group]


def _patients(run: Run) -> str:
    if run.patients.empty:
        return "No patient is in the study."
    outcome, positive = run.study.outcome, int((run.patients["outcome"] == 1).sum())
    out = int((run.patients["split"] == "test").sum())
    return (
        f"{len(run.patients):,} patients, {positive:,} {outcome.positive} and "
        f"{len(run.patients) - positive:,} {outcome.negative}, of whom {out:,} were held out."
    )


def _urfs(run: Run) -> str:
    if run.differential.empty:
        return "The study has no ultrasound radiomic features (URFs), so nothing could be tested."
    n, alpha = len(run.differential), run.rules.differential.alpha
    n_selected = len(run.selected())
    return (
        f"Of {n} ultrasound radiomic features (URFs) {n_selected or 'none'} "
        f"{'differs' if n_selected < FEW else 'differ'} between the arms "
        f"({rule(run.profile, alpha)}; {whose(run.profile)}); at raw p < {alpha:g} it is "
        f"{int((run.differential['p'] < alpha).sum())}, where chance alone gives {alpha * n:.1f}."
    )


def _linked(run: Run) -> str:
    rows = run.counts[run.counts["role"] == "discovery"] if len(run.counts) else run.counts
    if rows.empty:
        return ""
    seen = float(rows["positive_specific"].median())
    chance = float(rows["expected_positive_specific"].median())
    ratio = f" (ratio {seen / chance:.2f})" if chance > 0 else ""
    return (
        f"By random pairing a URF has a median of {number(seen, 0)} positive-specific genes, where "
        f"chance alone gives {number(chance, 0)}{ratio}."
    )


def _module(run: Run) -> str:
    if run.modules.empty:
        return "No URF is differential, so there is no module."
    if run.similarity.empty:
        n = counted(len(run.modules), "differential feature")
        return f"The URF module is the {n} alone: none joins by shared function."
    kinds = run.modules["kind"].value_counts()
    n_auxiliary = int(kinds.get("auxiliary", 0))
    return (
        f"The URF module has {counted(len(run.modules), 'feature')}: "
        f"{int(kinds.get('differential', 0))} differential, {n_auxiliary} auxiliary by shared "
        f"function; gene lists from {ROLE_WORDS[linking_role(run.similarity, run.profile)]}."
    )


def _model(run: Run) -> str:
    best = run.champion()
    if best is None:
        return "No classifier could be fitted."
    name, which = classifier_look(str(best["classifier"]))[0], set_look(str(best["feature_set"]))[0]
    n = run.performance["resampling"].nunique() if len(run.performance) else 0
    limits = interval(float(best["auc_low"]), float(best["auc_high"]))
    return (
        f"The model chosen is {name} ({which}): mean AUC {number(float(best['auc_mean']))} over "
        f"{n or 'the'} random splits (95 % of them {limits}; the luckiest "
        f"{number(float(best['auc_best']))}).{_then(run)}"
    )


def _then(run: Run) -> str:
    row = champion_met(run)
    if row is None:
        return ""
    limits = interval(float(row["auc_low"]), float(row["auc_high"]))
    n = int(row["n_positive"] + row["n_negative"])
    return (
        f" In the {n:,} held-out patients its AUC is {number(float(row['auc']))} "
        f"(95 % interval {limits}); chance is 0.50."
    )


def _truth(run: Run) -> str:
    if run.recovered.empty:
        return ""
    told = [f"{row.found:,} of {row.planted:,} {row.kind}" for row in run.recovered.itertuples()]
    return f"The study is simulated; of its planted truth the run found {', '.join(told)}."


def verdict(run: Run) -> str:
    """What a reader may conclude about the outcome, in one or two plain sentences."""
    row, told = champion_met(run), f"{run.study.outcome.positive} from {run.study.outcome.negative}"
    if row is None or not np.isfinite(row["auc_low"]):
        return "No verdict: no model met held-out patients of both arms."
    if run.profile.resample == "everyone":
        return (
            "No verdict on new patients: this profile repeats the published procedure, in which "
            "the held-out patients took part in choosing features and models. Run the honest "
            "profile for an answer that can be believed."
        )
    if row["auc_low"] > CHANCE:
        return (
            f"These ultrasound features tell {told} better than chance in held-out patients; "
            f"how well is uncertain between an AUC of {number(float(row['auc_low']))} and "
            f"{number(float(row['auc_high']))}. That is no test for clinical use."
        )
    if row["auc_high"] < CHANCE:
        return (
            "In held-out patients the model is worse than chance: what it learned in training does "
            "not hold."
        )
    return (
        f"These held-out patients do not show that the features tell {told} better than "
        "chance: the interval of the AUC holds 0.50."
    )
