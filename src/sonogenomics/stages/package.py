"""Stage package: the logistic model becomes one servable folder."""

import json
from pathlib import Path

from sonogenomics.catalog import PATIENTS, SERVABLE, URFS, VALIDATION
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.diagnosis.classifiers import CUT_OFF
from sonogenomics.diagnosis.external import evaluate, final_model
from sonogenomics.diagnosis.ranking import Candidate
from sonogenomics.diagnosis.tuning import recipe_for
from sonogenomics.output import rounded, whole_folder
from sonogenomics.params.models import Classifiers, Tuning
from sonogenomics.profiles import Profile
from sonogenomics.serving.bundle import explain, feature_table, write_bundle
from sonogenomics.stages import Metrics
from sonogenomics.study import Study

CHAMPION = "data/diagnosis/champion.json"
READS = (URFS, PATIENTS, CHAMPION, VALIDATION)
WRITES = (SERVABLE,)


def main(
    study: Study, seed: int, profile: Profile, tuning: Tuning, classifiers: Classifiers
) -> Metrics:
    """Train the validated logistic model once more and pack it with its card."""
    served = json.loads(Path(CHAMPION).read_text(encoding="utf-8"))["served"]
    if served is None:
        with whole_folder(SERVABLE.path) as folder:
            explain(
                folder,
                study.outcome,
                f"No model: the study {study.name} has no URFs to learn from.",
            )
        return {"packaged": False}
    one, urfs, held_out = Candidate(**served), URFS.read(), VALIDATION.read()
    patients = with_urfs(PATIENTS.read(), urfs)
    learned = patients[patients["split"] == "train"]
    x = urfs.loc[learned.index, one.features]
    recipe = recipe_for(one.classifier, classifiers, tuning, profile)
    model = final_model(recipe, x, learned["outcome"], seed)
    held_out = held_out[held_out["classifier"] == one.classifier]
    figures = {"n": len(held_out), **evaluate(held_out["outcome"], held_out["score"])}
    cohort = {
        "n": len(learned),
        "n_positive": int(learned["outcome"].sum()),
        "prevalence": float(learned["outcome"].mean()),
    }
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
    with whole_folder(SERVABLE.path) as folder:
        write_bundle(folder, model, card, study.outcome)
    return {"packaged": True, "n_features": len(one.features), "auc": figures["auc"], **cohort}
