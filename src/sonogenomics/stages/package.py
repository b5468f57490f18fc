"""Stage package: the logistic model, and the whole way from an image to it, become two folders."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from sonogenomics.catalog import (
    DETECTIONS,
    FRAMES,
    IMAGES,
    LESION_FEATURES,
    OUTLINES,
    PATIENTS,
    RELIABILITY,
    SCORES,
    SEGMENTER,
    SERVABLE,
    SERVABLE_IMAGE,
    URFS,
    VALIDATION,
    evidence,
)
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.diagnosis.classifiers import CUT_OFF
from sonogenomics.diagnosis.external import evaluate, final_model
from sonogenomics.diagnosis.ranking import Candidate
from sonogenomics.diagnosis.tuning import Recipe, recipe_for
from sonogenomics.guard.nested import nested_score
from sonogenomics.guard.rules import as_card, examine
from sonogenomics.output import rounded, whole_folder
from sonogenomics.params.features import Radiomics, Robustness, Urfs
from sonogenomics.params.models import Classifiers, Tuning
from sonogenomics.params.pixels import Lesions, Masks, Segmenter
from sonogenomics.profiles import Profile
from sonogenomics.radiomics.aggregation import patient_rows, usable
from sonogenomics.radiomics.scanners import scanner_of_patients
from sonogenomics.segmentation.networks import trained_folds, why_none
from sonogenomics.serving.bundle import explain, feature_table, learned, write_bundle
from sonogenomics.serving.image_bundle import explain_absence
from sonogenomics.serving.image_packaging import Given, Raw, package_images
from sonogenomics.serving.image_recipe import recipe_of
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study

STREAM, OF_IMAGES = 31, 33  # of random numbers, this stage's own
CHAMPION = "data/diagnosis/champion.json"
NETWORKS = Path(SEGMENTER.path).parent
READS = (
    CHAMPION,
    SCORES,
    FRAMES,
    OUTLINES,
    DETECTIONS,
    RELIABILITY,
    str(NETWORKS),
    *evidence.TABLES.values(),
)
WRITES = (SERVABLE, SERVABLE_IMAGE)


def main(
    study: Study,
    seed: int,
    profile: Profile,
    segmenter: Segmenter,
    masks: Masks,
    lesions: Lesions,
    radiomics: Radiomics,
    robustness: Robustness,
    urfs: Urfs,
    tuning: Tuning,
    classifiers: Classifiers,
) -> Metrics:
    """Train the validated logistic model once more, and pack it alone and behind the network."""
    served = json.loads(Path(CHAMPION).read_text(encoding="utf-8"))["served"]
    if served is None:
        return _without_model(study)
    one = Candidate(**served)
    recipe = recipe_for(one.classifier, classifiers, tuning, profile)
    metrics = _urf_model(study, seed, profile, one, recipe)
    if why := _no_images(study, segmenter):
        with whole_folder(SERVABLE_IMAGE.path) as folder:
            explain_absence(folder, study.outcome, why)
        return {**metrics, "image_model": {"packaged": False}}
    sections = (segmenter, masks, lesions, radiomics, urfs)
    way = recipe_of(profile, sections, robustness.radius_px)
    given = _given(trained_folds(NETWORKS, segmenter)[0], urfs)
    rng = np.random.default_rng([seed, OF_IMAGES])
    with whole_folder(SERVABLE_IMAGE.path) as folder:
        found = package_images(folder, given, way, study.outcome, rng)
    return {**metrics, "image_model": {"packaged": True, **found}}


def _urf_model(
    study: Study, seed: int, profile: Profile, one: Candidate, recipe: Recipe
) -> dict[str, object]:
    urfs = URFS.read()
    patients = with_urfs(PATIENTS.read(), urfs)
    training = patients[patients["split"] == "train"]
    x = urfs.loc[training.index, one.features]
    model = final_model(recipe, x, training["outcome"], seed)
    cohort, figures = _trained(training), _held_out(one)
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
        known = learned(model, x, training["outcome"], np.random.default_rng([seed, STREAM]))
        write_bundle(folder, model, whole, study.outcome, known)
    return {
        "packaged": True,
        "may_be_published": {finding.rule: finding.holds for finding in findings},
        "n_features": len(one.features),
        "auc": figures["auc"],
        **cohort,
    }


def _no_images(study: Study, segmenter: Segmenter) -> str:
    """Why there is no model of images; empty where there is one."""
    if isinstance(study.images, Absent):
        return f"the study {study.name} has no images ({study.images.absent})"
    return "" if trained_folds(NETWORKS, segmenter) else why_none(NETWORKS, segmenter)


def _given(fold: int, rules: Urfs) -> Given:
    images = IMAGES.read()
    training = images[images["split"] == "train"]
    raw = None
    if rules.harmonise == "combat":
        patients = [str(name) for name in training["patient_id"].unique()]
        rows = patient_rows(LESION_FEATURES.read(), rules.aggregate).urfs
        reliability = RELIABILITY.read()
        barred = reliability.index[reliability["barred"]]
        measured = usable(rows, barred).urfs.reindex(patients).dropna()
        raw = Raw(measured, scanner_of_patients(images).by_patient)
    return Given(
        Path(SERVABLE.path),
        NETWORKS / str(fold),
        fold,
        images,
        DETECTIONS.read(),
        Path(FRAMES.path),
        Path(OUTLINES.path),
        raw,
    )


def _without_model(study: Study) -> Metrics:
    for place in WRITES:
        with whole_folder(place.path) as folder:
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
