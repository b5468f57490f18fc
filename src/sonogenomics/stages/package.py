"""Stage package: the logistic model becomes one servable folder."""

import json
from pathlib import Path

import pandas as pd

from sonogenomics.catalog import PATIENTS, SCORES, SERVABLE, URFS, VALIDATION, evidence
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.diagnosis.classifiers import CUT_OFF
from sonogenomics.diagnosis.external import evaluate, final_model
from sonogenomics.diagnosis.ranking import Candidate
from sonogenomics.diagnosis.tuning import recipe_for
from sonogenomics.guard.nested import nested_score
from sonogenomics.guard.rules import as_card, examine
from sonogenomics.output import rounded, whole_folder
from sonogenomics.params.models import Classifiers, Tuning
from sonogenomics.profiles import Profile
from sonogenomics.serving.bundle import explain, feature_table, write_bundle
from sonogenomics.stages import Metrics
from sonogenomics.study import Study

CHAMPION = "data/diagnosis/champion.json"
READS = (CHAMPION, SCORES, *evidence.TABLES.values())
WRITES = (SERVABLE,)


def main(
    study: Study, seed: int, profile: Profile, tuning: Tuning, classifiers: Classifiers
) -> Metrics:
    """Train the validated logistic model once more and pack it with its card."""
    served = json.loads(Path(CHAMPION).read_text(encoding="utf-8"))["served"]
    if served is None:
        return _without_model(study)
    one, urfs = Candidate(**served), URFS.read()
    patients = with_urfs(PATIENTS.read(), urfs)
    learned = patients[patients["split"] == "train"]
    x = urfs.loc[learned.index, one.features]
    recipe = recipe_for(one.classifier, classifiers, tuning, profile)
    model = final_model(recipe, x, learned["outcome"], seed)
    cohort, figures = _trained(learned), _held_out(one)
    card = {
        "study": study.name,
        "citation": study.citation,
        "profile": profile.name,
        "selected_on_everyone": profile.resample == "everyone",
        "classifier": one.classifier,
        "feature_set": one.feature_set,
        "cut_off": CUT_OFF,
        "training": rounded(cohort),
        "held_out": rounded(figures),
        "features": feature_table(model, x),
    }
    seen = evidence.read_evidence(card)
    findings = examine(seen)
    nested = rounded(nested_score(one.classifier, one.feature_set, seen.candidates))
    with whole_folder(SERVABLE.path) as folder:
        whole = {**card, "nested": nested, "guard": as_card(findings)}
        write_bundle(folder, model, whole, study.outcome)
    return {
        "packaged": True,
        "may_be_published": {finding.rule: finding.holds for finding in findings},
        "n_features": len(one.features),
        "auc": figures["auc"],
        **cohort,
    }


def _without_model(study: Study) -> Metrics:
    with whole_folder(SERVABLE.path) as folder:
        why = f"No model: the study {study.name} has no URFs to learn from."
        explain(folder, study.outcome, why)
    return {"packaged": False}


def _trained(learned: pd.DataFrame) -> dict[str, float]:
    return {
        "n": len(learned),
        "n_positive": int(learned["outcome"].sum()),
        "prevalence": float(learned["outcome"].mean()),
    }


def _held_out(one: Candidate) -> dict[str, float]:
    table = VALIDATION.read()
    mine = table[table["classifier"] == one.classifier]
    return {"n": len(mine), **evaluate(mine["outcome"], mine["score"])}
