"""Made-up tables for figures of genes, functions and curves, hostile names among them."""

import numpy as np
import pandas as pd

from sonogenomics.catalog import FOREMOST, NESTED, REPLICATED_SCORES
from sonogenomics.catalog.chance import Chance
from sonogenomics.figures.expression_heatmap import Expressed
from tests.reporting.fake_run import AUXILIARY, FEATURES, HOSTILE, SELECTED

LONG = "x" * 200
GENES = [HOSTILE, LONG, "HLA-A", "$x$", *(f"GENE{i}" for i in range(8))]
PERMUTED = [
    ("enrichment.n_enriched.paired", 50, 12.0),
    ("enrichment.n_enriched.discovery", 50, 48.0),
    ("enrichment.agreement", 0.1, 0.08),
    *((f"enrichment.n_enriched.paired.{name}", 9, 2.0) for name in SELECTED),
]


def foremost() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    pairs = [(r, f, g) for r in ("discovery", "validation") for g in GENES for f in FEATURES]
    frame = pd.DataFrame(pairs, columns=["role", "feature", "gene"])
    place = frame["gene"].map({gene: i for i, gene in enumerate(GENES)})
    frame["n_features"] = len(GENES) - place
    frame["hits_positive"] = rng.integers(0, 12, len(frame))
    frame["hits_negative"] = rng.integers(0, 3, len(frame))
    frame["positive_specific"] = frame["hits_positive"] >= 6
    frame["r_positive"] = rng.normal(0, 0.05, len(frame)).round(4)
    frame["r_negative"] = np.nan
    return FOREMOST.schema.validate(frame)


def expressed(n_samples: int = 30) -> tuple[Expressed, ...]:
    rng = np.random.default_rng(2)
    parts = []
    for name, role in (("GSE1", "discovery"), (HOSTILE, "validation")):
        samples = [f"{role}{i}" for i in range(n_samples)]
        outcome = pd.Series(np.arange(n_samples) % 3 == 0, samples).astype(int)
        levels = pd.DataFrame(rng.normal(size=(len(GENES), n_samples)), GENES, samples)
        levels.loc["HLA-A"] += 3 * outcome.to_numpy()
        parts.append(Expressed(name, role, levels, outcome, 1500, 0.1))
    return tuple(parts)


def lists() -> pd.DataFrame:
    pairs = [(feature, gene) for feature in [*SELECTED, *AUXILIARY] for gene in GENES[:6]]
    return pd.DataFrame(pairs, columns=["feature", "gene"])


def sets() -> pd.DataFrame:
    rows = [("GO_made_up", HOSTILE, gene) for gene in GENES[:4]]
    rows += [
        ("GO_made_up", f"function number {j} of some length (GO:000{j})", gene)
        for j in range(1, 9)
        for gene in GENES[j % 4 : 4 + j % 3]
    ]
    return pd.DataFrame(rows, columns=["library", "term", "gene"])


def chance(profile: str = "honest") -> pd.DataFrame:
    rows = [
        {
            "claim": f"{profile}.{quantity}",
            "step": "enrichment",
            "profile": profile,
            "quantity": quantity,
            "what": HOSTILE,
            "permuted": "Pairing",
            "observed": float(seen),
            "null_mean": mean,
            "null_low": mean / 2,
            "null_high": mean * 2,
            "n_permutations": 20,
            "p": 0.0476,
            "analytic": np.nan,
            "normal_theory": np.nan,
            "note": "",
        }
        for quantity, seen, mean in PERMUTED
    ]
    return Chance.validate(pd.DataFrame(rows))


def best_splits() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    parts = []
    for which in ("differential", "module"):
        for name in ("logistic", "svm", "tree"):
            outcome = np.arange(40) % 2
            score = rng.normal(outcome, 1.0)
            frame = pd.DataFrame({"patient_id": [f"P{i}" for i in range(40)], "outcome": outcome})
            frame = frame.assign(score=score, called=score > 0.5, split=7)
            parts.append(frame.assign(classifier=name, feature_set=which))
    return REPLICATED_SCORES.schema.validate(pd.concat(parts, ignore_index=True))


def nested() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    parts = []
    for candidate in ("study-module", "study-differential"):
        for repeat in range(2):
            for fold in range(3):
                outcome = np.arange(20) % 2
                frame = pd.DataFrame({"patient_id": [f"P{fold}-{i}" for i in range(20)]})
                frame = frame.assign(outcome=outcome, score=rng.uniform(size=20) / 2 + outcome / 4)
                frame = frame.assign(repeat=repeat, fold=fold, cut_off=0.5)
                parts.append(frame.assign(candidate=candidate))
    table = pd.concat(parts, ignore_index=True)
    return NESTED.schema.validate(table[list(NESTED.schema.to_schema().columns)])


def candidates() -> pd.DataFrame:
    rows = [("study-module", 0.64, 0.57, 0.70), ("study-differential", 0.59, 0.53, 0.65)]
    return pd.DataFrame(rows, columns=["candidate", "auc", "auc_low", "auc_high"])
