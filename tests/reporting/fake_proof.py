"""The tables that repeat, doubt and judge a made-up study, shaped as the catalog promises."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sonogenomics import catalog
from sonogenomics.catalog.store import Table
from sonogenomics.chance.claims import Claim, chance_rows, null_rows
from sonogenomics.reporting.proof_run import Proof
from sonogenomics.reporting.run import Run
from tests.reporting import fake_run
from tests.reporting.fake_run import FEATURES, HOSTILE

CLASSIFIERS = ("svm", "forest", "tree", "logistic", "bayes", "network", "neighbours")
CANDIDATES = {
    "log-components": ("Penalised logistic on whitened components", 0.672),
    "chosen": ("Whichever does best in the inner folds", 0.667),
    "ridge": ("Penalised logistic, all URFs, Yeo-Johnson", 0.655),
    "module": ("Best of seven classifiers on the module", 0.618),
    "differential": ("Best of seven on the differential URFs", 0.561),
}


def replication(rng: np.random.Generator, n: int = 400) -> pd.DataFrame:
    parts = []
    for which, middle in (("differential", 0.57), ("module", 0.64)):
        for i, name in enumerate(CLASSIFIERS):
            scores = np.clip(rng.normal(middle + 0.004 * i, 0.05, n), 0, 1)
            calls = np.clip(scores - rng.normal(0.02, 0.02, n), 0, 1)
            frame = pd.DataFrame({"split": np.arange(1, n + 1), "seed": np.arange(n)})
            frame = frame.assign(classifier=name, feature_set=which, auc=scores, auc_calls=calls)
            parts.append(frame.assign(sensitivity=0.6, specificity=0.6, accuracy=0.6))
    columns = list(catalog.REPLICATION.schema.to_schema().columns)
    return pd.concat(parts, ignore_index=True)[columns]


def replicated_features() -> pd.DataFrame:
    few = len(FEATURES) - 3
    return pd.DataFrame(
        {
            "feature": FEATURES,
            "p": np.linspace(0.9, 0.0004, len(FEATURES)) ** 2,
            "differential": np.arange(len(FEATURES)) >= few,
            "module": np.arange(len(FEATURES)) >= few - 4,
            "positive_specific": 1500.0 + np.arange(len(FEATURES)),
            "positive_specific_validation": np.nan,
            "n_terms": 300.0,
            "used_differential": np.arange(len(FEATURES)) >= few,
            "used_module": np.arange(len(FEATURES)) >= few - 4,
        }
    )


def replicated_edges() -> pd.DataFrame:
    pairs = [(d, f) for d in FEATURES[-3:] for f in FEATURES[:6]]
    frame = pd.DataFrame(pairs, columns=["differential", "other"])
    return frame.assign(overlap=np.linspace(0.2, 0.9, len(pairs)).round(3))


def claims(rng: np.random.Generator, n: int) -> list[Claim]:
    def claim(
        quantity: str, what: str, seen: float, null: np.ndarray, theory: float | None = None
    ) -> Claim:
        step = quantity.partition(".")[0]
        return Claim("published", quantity, step, what, "Labels", seen, null, analytic=theory)

    genes = rng.normal(1500, 60, n).round()
    made = [
        claim("differential.n_raw", "URFs below 0.05, raw p", 8, rng.poisson(4.3, n) + 0.0, 4.3),
        claim("differential.n_bh", "URFs below 0.05, adjusted", 0, rng.binomial(1, 0.05, n) + 0.0),
        claim("association.positive_specific.discovery", "Genes, mean", 1512, genes, 1500.0),
        claim("enrichment.n_enriched.discovery", "Functions", 40, rng.poisson(39, n) + 0.0),
        claim("enrichment.n_enriched.discovery.naive", "Functions", 40, rng.poisson(3, n) + 0.0),
        claim("module.n_members", HOSTILE, 24, rng.integers(4, 30, n) + 0.0),
        claim("classifier.auc_mean.module", "AUC, mean of splits", 0.66, rng.normal(0.5, 0.03, n)),
        claim("classifier.auc_best.module", "AUC of the best", 0.75, rng.normal(0.71, 0.02, n)),
    ]
    made.append(replace(made[1], profile="honest", observed=0.0))
    return made + [
        replace(made[2], quantity=f"{made[2].quantity}.{name}", what=f"Genes: {name}")
        for name in FEATURES
    ]


def made_of_two_sets() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nulls and chance of more claims than there are panels, half of them of the module."""
    made = [
        Claim(
            "published", f"classifier.q{i}.{name}", "classifier", f"{i} {name}", "Labels", 1, null
        )
        for i in range(15)
        for name, null in (("differential", np.ones(3)), ("module", np.zeros(3)))
    ]
    return null_rows(made), chance_rows(made)


def family_wise() -> pd.DataFrame:
    p = np.linspace(0.9, 0.00004, len(FEATURES)) ** 2 + 1e-9
    return pd.DataFrame(
        {
            "feature": FEATURES,
            "p": p,
            "p_permutation": np.clip(p * 1.1 + 0.001, 0, 1),
            "p_family": np.clip(p * 20 + 0.001, 0, 1),
            "fdr": np.clip(p * 8, 0, 1),
        }
    )


def arm_differences() -> pd.DataFrame:
    rows = [
        {
            "role": role,
            "feature": feature,
            "n_genes": 1500,
            "positive_specific": base + 2 * i,
            "differs": base // 3 + i % 4,
            "expected_positive_specific": base + 8.5,
            "expected_differs": base / 3,
            "hit_positive": 0.05,
            "hit_negative": 0.031,
            "note": "The negative arm is asked for more." if role == "discovery" else "",
        }
        for role, base in (("discovery", 30), ("validation", 6))
        for i, feature in enumerate(FEATURES)
    ]
    return pd.DataFrame(rows)


def candidates() -> pd.DataFrame:
    rows = []
    for i, (name, (what, auc)) in enumerate(CANDIDATES.items()):
        row: dict[str, object] = {"candidate": name, "what": what, "auc": auc}
        row |= {"auc_low": auc - 0.06, "auc_high": auc + 0.06, "auc_median": auc + 0.002}
        row |= {"auc_q025": auc - 0.11, "auc_q975": auc + 0.1, "sensitivity": 0.63}
        row |= {"specificity": 0.6, "brier": 0.232 + 0.002 * i, "brier_scaled": 0.06 - 0.01 * i}
        row |= {"slope": 0.9 - 0.1 * i if i < 4 else np.nan, "intercept": 0.01 * i}
        away = auc - 0.655
        row |= {"difference": away, "difference_low": away - 0.03, "difference_high": away + 0.03}
        row |= {"p": 0.2, "p_delong": 0.15, "reference": False, "chosen": name == "chosen"}
        if name == "ridge":
            row |= dict.fromkeys(["difference", "difference_low", "difference_high"], np.nan)
            row |= {"p": np.nan, "p_delong": np.nan, "reference": True}
        rows.append(row)
    return pd.DataFrame(rows)


def calibration() -> pd.DataFrame:
    predicted = np.array([0.2, 0.35, 0.45, 0.55, 0.75])
    parts = [
        pd.DataFrame(
            {
                "candidate": name,
                "predicted": predicted,
                "observed": (0.25 + 0.5 * predicted).round(3),
                "low": (0.12 + 0.5 * predicted).round(3),
                "high": (0.4 + 0.5 * predicted).round(3),
                "n": 32,
            }
        )
        for name in CANDIDATES
    ]
    return pd.concat(parts, ignore_index=True)


def decision_curve() -> pd.DataFrame:
    t = np.arange(1, 100) / 100
    everyone = 0.45 - 0.55 * t / (1 - t)
    parts = [pd.DataFrame({"policy": "all", "threshold": t, "net_benefit": everyone})]
    parts.append(pd.DataFrame({"policy": "none", "threshold": t, "net_benefit": 0.0}))
    for i, name in enumerate(CANDIDATES):
        model = np.maximum(everyone, 0.33 - 0.03 * i - 0.4 * t).clip(-0.2)
        parts.append(pd.DataFrame({"policy": name, "threshold": t, "net_benefit": model}))
    return pd.concat(parts, ignore_index=True)


def learning_curve() -> pd.DataFrame:
    rows = [
        (name, n, 10, auc - 0.6 / np.sqrt(n), auc - 0.14, auc + 0.02 + 0.2 / np.sqrt(n))
        for name, (_, auc) in CANDIDATES.items()
        if name in {"ridge", "chosen", "module"}
        for n in (45, 90, 134, 179)
    ]
    columns = ["candidate", "n_train", "n_repeats", "auc", "auc_low", "auc_high"]
    return pd.DataFrame(rows, columns=columns)


def confounders() -> pd.DataFrame:
    rows = []
    for name, alone, missing in (("TNM stage", 0.59, 3), ("scanner", 0.52, 0), (HOSTILE, 0.5, 0)):
        row: dict[str, object] = {"confounder": name, "n": 224 - missing, "n_missing": missing}
        row |= {"n_merged": 2 if missing else 0, "p_added": 0.0004 if missing else 0.03}
        for part, auc in (("alone", alone), ("score", 0.66), ("both", 0.68)):
            row |= {
                f"auc_{part}": auc,
                f"auc_{part}_low": auc - 0.05,
                f"auc_{part}_high": auc + 0.05,
            }
        rows.append(row)
    return pd.DataFrame(rows)


def ledger() -> pd.DataFrame:
    made = [
        ("n-asked", "patients", "489 women", "reproduced", ""),
        ("eight", "features", "Eight URFs differ", "reproduced", ""),
        ("dice", "segmentation", "98.7 % accuracy", "cannot be checked", "no image is public"),
        (
            "genes",
            "genes",
            "1,364 to 1,871 genes a URF",
            "differs",
            "the pairing's seed is unknown",
        ),
        ("auc-8", "classifiers", "AUC 0.715 with the eight", "reproduced", ""),
        ("auc-24", "classifiers", "AUC 0.808 with the module", "reproduced", ""),
        ("hostile", "classifiers", HOSTILE, "differs", HOSTILE),
    ]
    frame = pd.DataFrame(made, columns=["claim", "section", "text", "verdict", "because"])
    frame = frame.assign(where="Table 1", paper="0.808", published="0.808", honest="0.67")
    frame["chance"] = "0.71 [0.68, 0.75], p = 0.01 (1,000 permutations)"
    return frame[list(catalog.LEDGER.schema.to_schema().columns)]


def paired_links(rng: np.random.Generator, n: int = 40) -> pd.DataFrame:
    found = rng.uniform(0.35, 0.7, n) * rng.choice([-1, 1], n)
    r = np.clip(0.6 * found + rng.normal(0, 0.15, n), -0.99, 0.99)
    p = np.clip(1 - np.abs(r) * 1.6, 0.0001, 1)
    frame = pd.DataFrame(
        {
            "series": "GSE1",
            "cohort": np.where(np.arange(n) % 2, "GSE2", "held-out"),
            "feature": [FEATURES[i % 24] for i in range(n)],
            "gene": [f"GENE{i}" for i in range(n)],
            "r_discovery": found,
            "n_patients": 60,
            "r": r,
            "r_low": np.clip(r - 0.2, -1, 1),
            "r_high": np.clip(r + 0.2, -1, 1),
            "p": p,
            "p_bh": p,
            "replicated": p < 0.3,
            "untested": "",
        }
    )
    lost = frame.iloc[:3].assign(
        r=np.nan, r_low=np.nan, r_high=np.nan, p=np.nan, p_bh=np.nan, replicated=False
    )
    return pd.concat([frame, lost.assign(untested="gene not measured")], ignore_index=True)


def paired_power() -> pd.DataFrame:
    row: dict[str, object] = {"series": "GSE1", "two_sided": True, "n_covariates": 2}
    row |= {"smallest_r": 0.41, "power_r30": 0.22, "power_r40": 0.77, "power_r50": 0.99}
    alone = row | {"cohort": "discovery", "level": "alone", "alpha": 1e-6, "n_patients": 140}
    found = row | {"cohort": "discovery", "level": "as found", "alpha": 1e-4, "n_patients": 140}
    again = row | {"cohort": "GSE2", "level": "as found", "alpha": 0.01, "n_patients": 60}
    frame = pd.DataFrame([alone, found, again | {"two_sided": False}])
    return frame[list(catalog.PAIRED_POWER.schema.to_schema().columns)]


def proof(n: int = 200) -> Proof:
    rng = np.random.default_rng(20230121)
    made = claims(rng, n)
    return Proof(
        replication(rng),
        replicated_features(),
        replicated_edges(),
        null_rows(made),
        chance_rows(made),
        family_wise(),
        arm_differences(),
        candidates(),
        calibration(),
        decision_curve(),
        learning_curve(),
        confounders(),
        ledger(),
        best_of=50,
    )


def proved_run(profile: str = "honest", **changes: object) -> Run:
    """A whole run with everything that repeats, doubts and judges it."""
    rng = np.random.default_rng(7)
    links = paired_links(rng)
    parts: dict[str, object] = {"proof": proof(), "paired_replication": links}
    parts |= {"paired": links[["feature", "gene"]], "paired_power": paired_power()}
    return fake_run.full_run(profile, **(parts | changes))


TABLES = {
    "replication": catalog.REPLICATION,
    "replicated_features": catalog.REPLICATED_FEATURES,
    "replicated_edges": catalog.REPLICATED_EDGES,
    "nulls": catalog.NULLS,
    "chance": catalog.CHANCE,
    "family_wise": catalog.FAMILY_WISE,
    "arm_differences": catalog.ARM_DIFFERENCES,
    "candidates": catalog.CANDIDATES,
    "calibration": catalog.CALIBRATION,
    "decision_curve": catalog.DECISION_CURVE,
    "learning_curve": catalog.LEARNING_CURVE,
    "confounders": catalog.CONFOUNDERS,
    "ledger": catalog.LEDGER,
}


def promised(name: str, made: Proof) -> pd.DataFrame:
    """One table of the proof, held against its promise."""
    table: Table = TABLES[name]
    frame: pd.DataFrame = table.schema.validate(getattr(made, name))
    return frame


def write_proof(made: Proof, folder: Path) -> None:
    """Write the tables as the pipeline would, below `folder`."""
    for name, table in TABLES.items():
        Table(str(folder / table.path), table.schema).write(getattr(made, name))
