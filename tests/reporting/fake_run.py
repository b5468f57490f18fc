"""A small run with every table, made up but shaped as the catalog promises."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from sonogenomics import catalog
from sonogenomics.catalog.models import Performance, Ranking, Validation
from sonogenomics.catalog.store import Table
from sonogenomics.params.features import Differential, Radiomics, Robustness, Urfs
from sonogenomics.params.genes import Association, Enrichment, Modules
from sonogenomics.profiles import PROFILES
from sonogenomics.reporting.abstract import results
from sonogenomics.reporting.evaluated import Evaluated, once, over_folds, over_resamplings
from sonogenomics.reporting.run import Rules, Run
from sonogenomics.study import Study
from tests.outcomes import HER2

RULES = Rules(
    Differential(alpha=0.05),
    Association(
        alpha=0.05,
        min_abs_r=0.3,
        min_hits=6,
        min_hits_validation=2,
        fdr=0.05,
        transform="normal_scores",
        covariates=(),
        permutations=100,
    ),
    Enrichment(alpha=0.05, min_size=10, max_size=500),
    Modules(min_overlap=0.6),
)
RADIOMICS = Radiomics(bin_width=25.0)
ROBUSTNESS = Robustness(lesions=60, changes=4, radius_px=3)
AVERAGED = Urfs(
    feature_set="all", aggregate="mean", min_icc_masks=0, min_icc_views=0, harmonise="none"
)
SETTINGS = {"radiomics": RADIOMICS, "robustness": ROBUSTNESS, "urfs": AVERAGED}
FAMILIES = {"firstorder": 5, "glcm": 6, "gldm": 4, "glrlm": 4, "glszm": 5}
FEATURES = [f"original_{f}_Made{f.upper()}Up{i}" for f, n in FAMILIES.items() for i in range(n)]
SELECTED = FEATURES[-3:]
AUXILIARY = FEATURES[:4]
HOSTILE = "<script>alert(1)</script> $\\frac{ & \"quoted\" 'term' \x07"


def study(**changes: object) -> Study:
    source = {"origin": {"url": "https://example.org/urfs.csv"}, "file": "urfs.csv"}
    content: dict[str, object] = {
        "name": "made-up",
        "title": "A made-up study",
        "citation": "Nobody et al.",
        "outcome": HER2,
        "sources": {
            "urfs": {**source, "licence": "CC0-1.0", "citation": HOSTILE},
            "truth": {**source, "file": "truth.json", "licence": "CC0-1.0", "citation": "none"},
        },
        "truth": "truth",
        "patients": {
            "outcome": {"positive_id": "^p", "negative_id": "^n"},
            "variables": [
                {"column": "age", "label": "Age", "kind": "number"},
                {"column": "stage", "label": "Stage", "kind": "ordered"},
                {"column": "site", "label": HOSTILE, "kind": "category"},
            ],
        },
        "images": {"absent": "no image is public"},
        "masks": {"absent": "no image is public"},
        "urfs": {"source": "urfs"},
        "expression": {"absent": "left out"},
        "gene_sets": {"absent": "left out"},
    }
    return Study.model_validate(content | changes)


def patients(n: int = 80) -> pd.DataFrame:
    index = pd.Index([f"P{i:03}" for i in range(n)], name="patient_id")
    split = np.where(np.arange(n) % 10 < 7, "train", "test")
    frame = pd.DataFrame({"outcome": np.arange(n) % 2, "split": split}, index=index)
    stage = np.where(np.arange(n) % 3, "I", "II")
    frame = frame.assign(age=40.0 + np.arange(n) % 17, stage=stage, site="A")
    frame = frame.astype({"stage": "str", "site": "str"})
    frame.loc[frame.index[:4], ["age"]] = np.nan
    return frame


def urfs(rng: np.random.Generator) -> pd.DataFrame:
    who = patients()
    common = rng.normal(size=(len(who), 1))
    values = 0.7 * common + rng.normal(size=(len(who), len(FEATURES)))
    frame = pd.DataFrame(values, index=who.index, columns=FEATURES)
    frame[SELECTED] += 1.1 * who[["outcome"]].to_numpy()
    return frame


def differential() -> pd.DataFrame:
    p = np.linspace(0.9, 0.00004, len(FEATURES)) ** 2
    frame = pd.DataFrame(
        {
            "u": np.full(len(p), 400.0),
            "p": p,
            "p_bh": np.minimum(1.0, p * 3),
            "rank_biserial": np.where(np.arange(len(p)) % 3, 1, -1) * 0.3 * (1 - p),
            "fold_change": 1.02,
            "n_positive": 28,
            "n_negative": 28,
        },
        index=pd.Index(FEATURES, name="feature"),
    )
    return frame.assign(selected=frame.index.isin(SELECTED))


def counts() -> pd.DataFrame:
    rows = [
        {
            "role": role,
            "feature": feature,
            "n_genes": 1500,
            "positive": 40 + i,
            "negative": 12,
            "positive_specific": base + 2 * i,
            "expected_positive_specific": base + 8.5,
        }
        for role, base in (("discovery", 30), ("validation", 6))
        for i, feature in enumerate(FEATURES)
    ]
    return pd.DataFrame(rows)


def enrichment() -> pd.DataFrame:
    rows = []
    for role in ("discovery", "paired"):
        for i, feature in enumerate([*SELECTED, *AUXILIARY]):
            for j in range(9):
                term = HOSTILE if j == 0 else f"function number {j} of some length (GO:000{j})"
                p = 10.0 ** -(8 - j + 0.3 * i)
                row: dict[str, object] = {
                    "role": role,
                    "library": "GO_made_up",
                    "feature": feature,
                    "term": term,
                }
                row |= {"n_overlap": 3 + j, "n_list": 60, "n_set": 40, "n_universe": 1500}
                rows.append(row | {"p": min(p, 1.0), "p_bh": min(10 * p, 1.0)})
    frame = pd.DataFrame(rows)
    return frame.assign(enriched=frame["p_bh"] < 0.05)


def similarity() -> pd.DataFrame:
    pairs = list(combinations(sorted([*SELECTED, *AUXILIARY]), 2))
    rows = [
        {"role": role, "feature_a": a, "feature_b": b, "n_shared": 3, "overlap": (i % 11) / 10}
        for role in ("discovery", "paired")
        for i, (a, b) in enumerate(pairs)
    ]
    return pd.DataFrame(rows)


def modules() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "feature": [*SELECTED, *AUXILIARY],
            "kind": ["differential"] * 3 + ["auxiliary"] * 4,
            "joined_to": [None] * 3 + [SELECTED[0]] * 4,
            "overlap": [np.nan] * 3 + [0.9, 0.8, 0.7, 0.6],
            "n_terms": [5, 4, 0, 3, 2, 6, 1],
        }
    ).astype({"joined_to": "str"})


def performance(rng: np.random.Generator) -> pd.DataFrame:
    parts = []
    for i, name in enumerate(("logistic", "forest", "a new one")):
        for which in ("differential", "module", "all"):
            auc = np.clip(rng.normal(0.6 + 0.02 * i, 0.06, 25), 0, 1)
            frame = pd.DataFrame({"resampling": range(25), "auc": auc})
            frame = frame.assign(classifier=name, feature_set=which)
            parts.append(frame.assign(sensitivity=0.6, specificity=0.55, accuracy=0.58))
    order = list(Performance.to_schema().columns)
    return pd.concat(parts, ignore_index=True)[order]


def ranking(scores: pd.DataFrame) -> pd.DataFrame:
    grouped = scores.groupby(["classifier", "feature_set"])["auc"]
    frame = pd.DataFrame(
        {
            "auc_mean": grouped.mean(),
            "auc_low": grouped.quantile(0.025),
            "auc_high": grouped.quantile(0.975),
            "auc_best": grouped.max(),
        }
    ).sort_values("auc_mean", ascending=False)
    frame = frame.reset_index().assign(n_features=7, sensitivity_mean=0.6, specificity_mean=0.55)
    frame = frame.assign(accuracy_mean=0.58, champion=[True] + [False] * (len(frame) - 1))
    return frame[list(Ranking.to_schema().columns)]


def validation(rng: np.random.Generator, scores: pd.DataFrame) -> pd.DataFrame:
    who = patients().query("split == 'test'")
    parts = []
    for name, which in sorted(set(zip(scores["classifier"], scores["feature_set"], strict=True))):
        score = np.clip(rng.normal(0.42 + 0.16 * who["outcome"].to_numpy(), 0.2), 0, 1)
        frame = pd.DataFrame({"patient_id": who.index, "outcome": who["outcome"].to_numpy()})
        frame = frame.assign(classifier=name, feature_set=which, score=score)
        parts.append(frame)
    order = list(Validation.to_schema().columns)
    return pd.concat(parts, ignore_index=True)[order]


def flow() -> pd.DataFrame:
    rows = [("Patients in the list", 0, 100), (HOSTILE, 15, 85), ("HER2 settled by FISH", 5, 80)]
    return pd.DataFrame(rows, columns=["step", "n_excluded", "n_left"])


def series() -> pd.DataFrame:
    row: dict[str, object] = {
        "series": "GSE1",
        "role": "discovery",
        "paired": False,
        "platform": "GPL570",
    }
    row |= {"scale": "log2", "perturbations": 25, "n_positive": 30, "n_negative": 70}
    row |= {"n_unlabelled": 3, "n_probes": 2000, "n_without_gene": 100, "n_incomplete": 4}
    return pd.DataFrame([row | {"n_genes": 1500}])


def recovered() -> pd.DataFrame:
    rows = [
        ("differential features", 8, 6, 2, 1, 2.3, 0),
        ("feature-gene links", 440, 300, 140, 22, 4.1, 17),
        ("feature functions", 60, 40, 20, 3, 0.4, 0),
        ("module members", 18, 12, 6, 0, 3.8, 0),
    ]
    columns = ["kind", "planted", "found", "missed", "false", "found_by_chance", "undecided"]
    return pd.DataFrame(rows, columns=columns)


def evaluated(rng: np.random.Generator, met: pd.DataFrame) -> Evaluated:
    """Table S1 of made-up scores: ten resamplings, two candidates on two repeats of five folds."""
    who = patients().query("split == 'train'").reset_index()
    shared = {"patient_id": who["patient_id"], "outcome": who["outcome"]}
    splits, nested, folds = [], [], []
    for i in range(10):
        score = np.clip(rng.normal(0.4 + 0.2 * who["outcome"], 0.2), 0, 1)
        frame = pd.DataFrame({**shared, "score": score, "feature_set": "module", "resampling": i})
        splits.append(frame)
        for name in ("chosen", "ridge"):
            fold = {"candidate": name, "repeat": i // 5, "fold": i % 5}
            mine = frame[np.arange(len(frame)) % 5 == i % 5]
            nested.append(mine.assign(**fold, cut_off=0.5))
            folds.append({**fold, "n_train": 45, "n_test": 11, "auc": 0.6})
    scores, aucs = pd.concat(splits), pd.DataFrame({"resampling": range(10), "auc": 0.6})
    return Evaluated(
        quoted=once(met[met["feature_set"] != "all"], rng),
        resampled=over_resamplings("logistic", scores, aucs.assign(feature_set="module")),
        nested=over_folds(pd.concat(nested), pd.DataFrame(folds)),
        held_out=once(met, rng),
    )


def sentences(run: Run) -> list[str]:
    """The results of the abstract, sentence by sentence."""
    return [sentence for group in results(run) for sentence in group]


def full_run(profile: str = "honest", **changes: object) -> Run:
    rng = np.random.default_rng(20230121)
    scores = performance(rng)
    parts: dict[str, object] = {
        "study": study(),
        "profile": PROFILES[profile],
        "rules": RULES,
        "patients": patients(),
        "flow": flow(),
        "urfs": urfs(rng),
        "differential": differential(),
        "series": series(),
        "counts": counts(),
        "paired": pd.DataFrame(columns=["feature", "gene"]),
        "enrichment": enrichment(),
        "similarity": similarity(),
        "modules": modules(),
        "performance": scores,
        "ranking": ranking(scores),
        "validation": validation(rng, scores),
        "recovered": recovered(),
        "settings": SETTINGS,
    }
    parts["evaluated"] = evaluated(rng, parts["validation"])  # type: ignore[arg-type]
    return Run(**(parts | changes))  # type: ignore[arg-type]


TABLES = {
    "patients": catalog.PATIENTS,
    "flow": catalog.FLOW,
    "urfs": catalog.URFS,
    "differential": catalog.DIFFERENTIAL,
    "series": catalog.EXPRESSION_SERIES,
    "counts": catalog.ASSOCIATION_COUNTS,
    "enrichment": catalog.ENRICHMENT,
    "similarity": catalog.SIMILARITY,
    "modules": catalog.MODULES,
    "ranking": catalog.RANKING,
    "validation": catalog.VALIDATION,
}


def write_tables(run: Run, folder: Path) -> None:
    """Write a run's tables as the pipeline would, below `folder`."""
    for name, table in TABLES.items():
        Table(str(folder / table.path), table.schema).write(getattr(run, name))
    for classifier, mine in run.performance.groupby("classifier"):
        path = folder / catalog.PERFORMANCE.path.format(str(classifier).replace(" ", "-"))
        Table(str(path), Performance).write(mine.reset_index(drop=True))
