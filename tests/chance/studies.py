"""A small study in which every step can be permuted."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sonogenomics.chance.asked import Asked
from sonogenomics.chance.given import Given
from sonogenomics.compute.spread import Plan
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.chain import ChainRules
from sonogenomics.linking.enrichment import EnrichmentRule
from sonogenomics.linking.paired_study import PairedSeries
from sonogenomics.linking.perturbation import LabelledSeries
from sonogenomics.profiles import PROFILES

N, N_GENES = 80, 120
FEATURES = [f"original_f{i}" for i in range(8)]
GENES = [f"G{i:03}" for i in range(N_GENES)]
PATIENTS = pd.Index([f"P{i:02}" for i in range(N)], name="patient_id", dtype="str")
SETS = pd.DataFrame(
    [("GO", f"t{t:02}", GENES[g]) for t in range(20) for g in range(6 * t, 6 * t + 6)]
    + [("GO", f"x{t:02}", GENES[(7 * g + t) % N_GENES]) for t in range(20) for g in range(8)],
    columns=["library", "term", "gene"],
)
RULE = EnrichmentRule(alpha=0.05, min_size=3, max_size=50, adjust_over="overlapping")
RULES = ChainRules(0.05, False, HitRule(0.05, 0.3), 2, 0.05, RULE, 0.5)


@dataclass(frozen=True)
class Truth:
    """What is planted: a difference between the arms, and a link with genes."""

    effect: float = 0.0
    link: float = 0.0


def blocks(n: int, rng: np.random.Generator) -> np.ndarray:
    """Genes that are expressed together, six at a time."""
    traits = np.repeat(rng.standard_normal((N_GENES // 6, n)), 6, axis=0)
    return traits + 0.6 * rng.standard_normal((N_GENES, n))


def series(name: str, n: int, rng: np.random.Generator) -> LabelledSeries:
    """Other people, a third of them positive."""
    samples = [f"{name}{i}" for i in range(n)]
    outcome = pd.Series(np.arange(n) % 3 == 0, samples).astype(int)
    return LabelledSeries(name, pd.DataFrame(blocks(n, rng), GENES, samples), outcome, 8)


def given(seed: int, truth: Truth | None = None) -> Given:
    """A study with everything, and what its stages would have found (roughly)."""
    rng, truth = np.random.default_rng(seed), truth or Truth()
    outcome = np.arange(N) % 2
    values = rng.standard_normal((N, len(FEATURES)))
    values[:, 1] += values[:, 0]
    values[:, :2] += truth.effect * outcome[:, None]
    urfs = pd.DataFrame(values, PATIENTS, FEATURES)
    expression = blocks(N, rng)
    expression[:12] += truth.link * values[:, 0]
    samples = [f"s{i}" for i in range(N)]
    own = PairedSeries(
        "own",
        "discovery",
        pd.DataFrame(expression, GENES, samples),
        pd.Series(PATIENTS, samples),
    )
    split = np.where(np.arange(N) < 60, "train", "test")
    patients = pd.DataFrame({"outcome": outcome, "split": split}, PATIENTS)
    unpaired = {"discovery": [series("A", 45, rng)], "validation": [series("B", 36, rng)]}
    covariates = pd.DataFrame(index=PATIENTS)
    return Given(urfs, patients, unpaired, [own], covariates, SETS, **_found(rng))


def _found(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    selected = pd.DataFrame({"selected": [True] * 2 + [False] * 6}, pd.Index(FEATURES))
    counts = pd.DataFrame(
        {
            "role": np.repeat(["discovery", "validation"], 8),
            "feature": FEATURES * 2,
            "positive_specific": rng.integers(8, 30, 16),
        }
    )
    links = pd.DataFrame({"series": "own", "feature": FEATURES[0], "gene": GENES[:12]})
    enrichment = pd.DataFrame(
        {
            "role": ["discovery", "discovery", "validation", "paired", "paired"],
            "library": "GO",
            "feature": [*FEATURES[:2], FEATURES[0], *FEATURES[:2]],
            "term": ["t00", "t00", "t01", "t00", "t00"],
            "enriched": True,
        }
    )
    modules = pd.DataFrame({"feature": FEATURES[:3]})
    pairs = [("discovery", FEATURES[0], FEATURES[2], 0.7), ("paired", *FEATURES[1:3], 0.6)]
    similarity = pd.DataFrame(pairs, columns=["role", "feature_a", "feature_b", "overlap"])
    return {
        "differential": selected,
        "counts": counts,
        "links": links,
        "enrichment": enrichment,
        "modules": modules,
        "similarity": similarity,
    }


def asked(profile: str = "honest", plan: Plan | None = None) -> Asked:
    """A few permutations of everything."""
    rules = {
        name: replace(RULES, correct_differential=one.correct_differential)
        for name, one in PROFILES.items()
    }
    return Asked(
        PROFILES[profile],
        rules,
        {"discovery": 2, "validation": 1},
        (6, 3, 8),
        0.3,
        7,
        plan or Plan(),
    )
