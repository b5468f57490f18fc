"""Answers on models: how they were made, tested and compared."""

from importlib.metadata import metadata

from sonogenomics.figures.style import classifier_look, set_look
from sonogenomics.figures.wording import counted
from sonogenomics.reporting.evidence.seen import (
    Found,
    Seen,
    beside_the_point,
    left_open,
    no,
    yes,
)

PATIENTS_A_FEATURE = 10  # the usual rule of thumb


def checklists_filled(seen: Seen) -> Found:
    """A checklist for radiomics or machine learning was followed."""
    if seen.run.patients.empty:
        return no("There is no patient to ask about.")
    return yes("CLEAR, METRICS and TRIPOD+AI are answered here item by item.", "checklists")


def feature_scaling(seen: Seen) -> Found:
    """How predictors were handled: scale and form."""
    if seen.run.performance.empty:
        return no("No classifier was fitted.")
    if seen.run.profile.standardise:
        return yes("Standardised for SVM and network, learnt on training patients.", "rules")
    return yes("As the settings of each classifier say.", "rules")


def feature_reduction(seen: Seen) -> Found:
    """How the number of features was reduced."""
    ranking = seen.run.ranking
    if ranking.empty:
        return no("No model was made.")
    sizes = ranking.groupby("feature_set")["n_features"].max()
    told = ", ".join(f"{set_look(str(name))[0]} {n}" for name, n in sizes.items())
    return yes(f"From {seen.run.urfs.shape[1]}: {told}.", "table-ranking")


def redundant_removed(seen: Seen) -> Found:
    """Redundant features are removed."""
    if seen.run.proof.candidates.empty:
        return no("Features that say the same are not removed.")
    names = set(seen.run.proof.candidates["candidate"])
    if any("components" in name or "ridge" in name for name in names):
        return no(
            "None is removed; penalised models and components, which bear it, stand beside.",
            "table-candidates",
        )
    return no("Features that say the same are not removed.", "table-candidates")


def dimensionality(seen: Seen) -> Found:
    """The number of features suits the number of patients."""
    champion, patients = seen.run.champion(), seen.run.patients
    if champion is None:
        return no("No model was made.")
    train = patients[patients["split"] == "train"]["outcome"].value_counts()
    fewest, n = int(train.min()), int(champion["n_features"])
    told = f"{n} features in the champion, {fewest} training patients in the smaller arm."
    enough = fewest >= PATIENTS_A_FEATURE * n
    return yes(told, "table-ranking") if enough else no(told, "table-ranking")


def end_to_end(seen: Seen) -> Found:  # noqa: ARG001 - a rule like the others
    """End-to-end deep learning is checked for robustness."""
    return beside_the_point("No model is learnt end to end; the network only outlines lesions.")


def algorithms(seen: Seen) -> Found:
    """Which algorithms."""
    names = list(dict.fromkeys(seen.run.ranking["classifier"])) if len(seen.run.ranking) else []
    if not names:
        return no("No classifier was fitted.")
    told = ", ".join(classifier_look(str(name))[0] for name in names)
    return yes(f"{told}.", "table-ranking")


def tuning(seen: Seen) -> Found:
    """Type of model, its building, tuning and internal validation."""
    candidates = seen.run.proof.candidates
    if len(candidates):
        n = counted(len(candidates), "candidate")
        return yes(f"{n}, tuned and chosen inside each training fold.", "honest")
    if seen.run.performance.empty:
        return no("No classifier was fitted.")
    told = "tuned inside each training fold" if seen.run.profile.tune else "settings as published"
    return yes(f"{told[:1].upper()}{told[1:]}.", "rules")


def model_choice(seen: Seen) -> Found:
    """How the final model was chosen."""
    champion = seen.run.champion()
    if champion is None:
        return no("No model was chosen.")
    name = classifier_look(str(champion["classifier"]))[0]
    return yes(f"{name}: highest mean AUC over the random splits.", "table-ranking")


def partition(seen: Seen) -> Found:
    """How data were used for development and evaluation."""
    run = seen.run
    if run.patients.empty:
        return no("There is no patient to part.")
    findings = run.imaging.findings
    crossing = int((findings["scope"] == "across_splits").sum()) if len(findings) else 0
    if run.profile.resample == "everyone" or run.profile.select_on == "everyone":
        return no("In this profile held-out patients take part in choosing.", "rules")
    if crossing:
        told = f"By patient; but {counted(crossing, 'image')} also stand in the other part."
        return no(told, "images")
    return yes("By patient; every choice is made on training patients.", "rules")


def confounders(seen: Seen) -> Found:
    """Confounding factors are handled."""
    table = seen.run.proof.confounders
    if table.empty:
        return no("No clinical variable was held against the score.")
    return yes(f"{len(table)} variables held against the score.", "table-confounders")


def code_shared(seen: Seen) -> Found:  # noqa: ARG001 - a rule like the others
    """Availability of code."""
    about = metadata("sonogenomics")
    told = f"sonogenomics {about['Version']}, {about['License-Expression'] or about['License']}"
    return left_open(f"{told}; where this study's copy lies, a person must say.")
