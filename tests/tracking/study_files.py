"""The files a whole run leaves, made up: enough for the pages, without running anything."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sonogenomics import catalog
from sonogenomics.catalog.evidence import read_evidence
from sonogenomics.diagnosis.classifiers import NAMES, build
from sonogenomics.diagnosis.external import evaluate
from sonogenomics.diagnosis.locked import Meeting, patients_print
from sonogenomics.guard.nested import nested_score
from sonogenomics.guard.rules import as_card, examine
from sonogenomics.output import rounded, whole_folder, write_json, write_text
from sonogenomics.serving.bundle import feature_table, write_bundle
from sonogenomics.tracking import openings
from tests.outcomes import HER2

FEATURES = [f"original_glszm_Feature{i}" for i in range(12)]
# Ten negative, then ten positive held-out patients: 71 of 100 pairs in order, an AUC of 0.71.
HELD_OUT_SCORES = [
    *(0.20, 0.25, 0.30, 0.34, 0.38, 0.42, 0.46, 0.55, 0.60, 0.66),
    *(0.24, 0.33, 0.45, 0.48, 0.52, 0.58, 0.63, 0.70, 0.75, 0.80),
]
STAGES = [
    *("sources", "cohort", "urfs", "differential", "expression", "association"),
    *("enrichment", "modules", *(f"classifiers@{name}" for name in NAMES)),
    *("champion", "validation", "package", "report"),
]


def write(rng: np.random.Generator) -> None:
    """Write tables, metrics, dvc.lock and the report into the current folder."""
    _features(rng)
    _genes(rng)
    _diagnosis(rng)
    _reports(rng)
    Path("params.yaml").write_text(
        "study: made-up\nprofile: honest\nseed: 1\nresampling: {n: 20}\n"
        "classifiers: {forest: {trees: 500}, svm: {cost: 1.0, scaled: true}}\n"
        # Twenty held-out patients cannot show what the project's own numbers ask for.
        "promotion: {fewest_an_arm: 5, auc_above: 0.4, auc_margin: 0.05, slope: [0.8, 1.25],\n"
        "  slope_worst: [0.1, 10.0], intercept: 0.2, intercept_worst: 2.0}\n"
    )
    stages = {name: _entry(name) for name in STAGES}
    write_json("dvc.lock", {"schema": "2.0", "stages": stages})  # JSON is YAML, too


def _entry(name: str) -> dict[str, object]:
    kind, _, branch = name.partition("@")
    settings: dict[str, object] = {"seed": 1}
    if branch == "forest":
        settings["classifiers.forest"] = {"trees": 500}
    deps = [{"path": path} for path in (catalog.URFS.path, catalog.PATIENTS.path)]
    uses = kind in {"differential", "association", "classifiers", "validation", "package"}
    return {"cmd": name, "params": {"params.yaml": settings}, "deps": deps if uses else []}


def _features(rng: np.random.Generator) -> None:
    n = 80
    ids = pd.Index([f"P{i:03}" for i in range(n)], name="patient_id", dtype="str")
    outcome = np.arange(n) % 2
    split = np.where(np.arange(n) // 2 % 4 < 3, "train", "test")  # thirty of each arm learnt from
    catalog.PATIENTS.write(pd.DataFrame({"outcome": outcome, "split": split}, index=ids))
    urfs = rng.normal(size=(n, len(FEATURES))) + 0.4 * outcome[:, None]
    catalog.URFS.write(pd.DataFrame(urfs, ids, FEATURES))
    flow = {"step": ["asked", "HER2 known"], "n_excluded": [0, 3], "n_left": [83, 80]}
    catalog.FLOW.write(pd.DataFrame(flow))
    p = np.sort(rng.uniform(size=len(FEATURES))) ** 2
    differential = pd.DataFrame(
        {"u": 800.0, "p": p, "p_bh": p, "rank_biserial": 0.2, "fold_change": 1.1},
        index=pd.Index(FEATURES, name="feature", dtype="str"),
    )
    arms = differential.assign(n_positive=30, n_negative=30, selected=p < 0.05)
    catalog.DIFFERENTIAL.write(arms)


def _genes(rng: np.random.Generator) -> None:
    genes = pd.Index([f"GENE-{i}" for i in range(30)], name="gene", dtype="str")
    for series in ("GSE1", "GSE2"):
        path = catalog.EXPRESSION / f"{series}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = [f"{series}_{i}" for i in range(6)]
        pd.DataFrame(rng.normal(8, 1, (30, 6)), genes, columns).to_parquet(path)
    counts = {"role": "discovery", "feature": FEATURES, "n_genes": 30, "positive": 9, "negative": 4}
    counts |= {"positive_specific": 6, "expected_positive_specific": 5.5}
    catalog.ASSOCIATION_COUNTS.write(pd.DataFrame(counts))
    enrichment = pd.DataFrame(
        {
            "role": "discovery",
            "library": np.repeat(["GO_BP", "KEGG"], 300),
            "feature": np.tile(FEATURES, 50),
            "term": [f"term {i // 12}" for i in range(600)],
            "n_overlap": 3,
            "n_list": 9,
            "n_set": 12,
            "n_universe": 30,
            "p": rng.uniform(size=600),
        }
    )
    table = enrichment.assign(p_bh=enrichment["p"], enriched=enrichment["p"] < 0.05)
    catalog.ENRICHMENT.write(table)
    module = pd.DataFrame({"feature": FEATURES[:5], "overlap": [np.nan] * 3 + [0.7, 0.6]})
    auxiliary = module["overlap"].notna()
    joined = pd.Series(FEATURES[0], module.index, dtype="str").where(auxiliary)
    kind = np.where(auxiliary, "auxiliary", "differential")
    catalog.MODULES.write(module.assign(kind=kind, joined_to=joined, n_terms=4))


def _diagnosis(rng: np.random.Generator) -> None:
    rows = []
    for place, name in enumerate(NAMES):
        for which, n in (("differential", 3), ("module", 5), ("all", 12)):
            mean = 0.7 - 0.01 * place
            row = {"classifier": name, "feature_set": which, "n_features": n, "auc_mean": mean}
            row |= {"auc_low": mean - 0.1, "auc_high": mean + 0.1, "auc_best": mean + 0.15}
            row |= {"sensitivity_mean": 0.6, "specificity_mean": 0.7, "accuracy_mean": 0.65}
            rows.append(row | {"champion": (name, which) == ("logistic", "module")})
    catalog.RANKING.write(pd.DataFrame(rows))
    patients = catalog.PATIENTS.read()
    left, learned = (patients[patients["split"] == split] for split in ("test", "train"))
    met = left[["outcome"]].reset_index().sort_values("outcome", kind="stable")
    model = {"classifier": "logistic", "feature_set": "module"}
    catalog.VALIDATION.write(met.assign(score=HELD_OUT_SCORES, **model))
    scores = learned[["outcome"]].reset_index().assign(score=0.5, resampling=0)
    catalog.SCORES.at("logistic").write(scores.assign(feature_set="module"))
    _nested(learned)


def _nested(learned: pd.DataFrame) -> None:
    """Nested scores and what chance gives: without them nothing may be published."""
    folds = learned[["outcome"]].reset_index().assign(candidate="module", repeat=0)
    folds = folds.assign(fold=np.arange(len(folds)) % 5, score=0.5, cut_off=0.5)
    catalog.NESTED.write(folds)
    figures: dict[str, Any] = dict.fromkeys(catalog.CANDIDATES.schema.to_schema().columns, 0.5)
    figures |= {"auc": 0.64, "auc_low": 0.53, "auc_high": 0.75, "reference": False, "chosen": True}
    row = figures | {"candidate": "module", "what": "Logistic on the module"}
    catalog.CANDIDATES.write(pd.DataFrame([row]))
    claim: dict[str, Any] = dict.fromkeys(catalog.CHANCE.schema.to_schema().columns, 0.5)
    claim |= {"claim": "honest.genes", "step": "association", "profile": "honest", "note": ""}
    claim |= {"quantity": "association.positive_specific.discovery", "what": "genes"}
    claim |= {"permuted": "pairing", "observed": 6.0}
    claim |= {"null_mean": 5.5, "null_low": 3.0, "null_high": 8.0, "n_permutations": 20}
    catalog.CHANCE.write(pd.DataFrame([claim]))


def _opened(card: dict[str, Any]) -> None:
    """Put the held-out score on record."""
    left = catalog.PATIENTS.read().query("split == 'test'")
    met = Meeting(patients_print(left), "b" * 16, "c" * 16)
    figures = {"classifier": "logistic", "feature_set": "module", **card["held_out"]}
    evaluated = {"n": 20, "n_positive": 10, "champion": figures, "served": figures}
    openings.note(
        openings.as_line("made-up", "honest", met, evaluated | {"models": {"logistic": figures}})
    )


def _reports(rng: np.random.Generator) -> None:
    for name in STAGES:
        kind, _, branch = name.partition("@")
        found: dict[str, object] = {"n_patients": 80}
        if kind == "classifiers":
            sets = ("differential", "module", "all")
            found |= {which: _summary(rng) for which in sets}
        if kind == "differential":
            found |= {"n_p_below_alpha": 2, "expected_by_chance": 0.6}
        if kind == "champion":
            found |= {"classifier": "logistic", "feature_set": "module", "auc_mean": 0.7}
        write_json(Path("reports", kind, branch, "metrics.json"), found)
    write_text(catalog.REPORT, "<!doctype html><title>Report</title><h1>Report</h1>")
    picture = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><circle r='20'/></svg>"
    )
    write_text(catalog.FIGURES / "01-urf_heatmap.svg", picture)


def write_servable(rng: np.random.Generator, profile: str = "honest") -> None:
    """Write models/servable: a real logistic model of the first five features."""
    features = FEATURES[:5]
    outcome = np.arange(60) % 2
    x = pd.DataFrame(rng.normal(size=(60, 5)) + 0.8 * outcome[:, None], columns=features)
    model = build("logistic", {}, seed=1).fit(x, outcome)
    met = catalog.VALIDATION.read()
    held_out = {"n": len(met), **evaluate(met["outcome"], met["score"])}
    card = {
        "study": "made-up",
        "citation": "Nobody, nowhere.",
        "profile": profile,
        "selected_on_everyone": profile == "published",
        "classifier": "logistic",
        "feature_set": "module",
        "cut_off": 0.5,
        "training": {"n": 60, "n_positive": 30, "prevalence": 0.5},
        "held_out": rounded(held_out),
        "features": feature_table(model, x),
    }
    card["nested"] = nested_score("logistic", "module", catalog.CANDIDATES.read())
    card["guard"] = as_card(examine(read_evidence(card)))
    _opened(card)
    with whole_folder(catalog.SERVABLE.path) as folder:
        write_bundle(folder, model, card, HER2)


def _summary(rng: np.random.Generator) -> dict[str, float]:
    auc = float(rng.uniform(0.6, 0.75))
    return {
        "auc_mean": auc,
        "auc_low": auc - 0.1,
        "auc_high": auc + 0.1,
        "auc_best": auc + 0.2,
        "sensitivity_mean": float(rng.uniform(0.5, 0.7)),
        "specificity_mean": float(rng.uniform(0.6, 0.8)),
        "accuracy_mean": float(rng.uniform(0.6, 0.7)),
    }
