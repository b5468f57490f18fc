"""The published protocol on everyone, with genes and without."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import REPLICATED_EDGES, REPLICATED_FEATURES
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.chain import ChainRules, link
from sonogenomics.linking.enrichment import EnrichmentRule
from sonogenomics.linking.gene_side import gene_side
from sonogenomics.linking.perturbation import LabelledSeries
from sonogenomics.linking.published_chain import ProtocolFindings, Sides, run_protocol
from sonogenomics.radiomics.differential import compare_arms
from sonogenomics.study import Published
from tests.diagnosis.her2_rows import her2_rows, her2_rule

RULE = EnrichmentRule(alpha=0.5, min_size=2, max_size=50, adjust_over="overlapping")
RULES = ChainRules(0.05, False, HitRule(0.05, 0.3), 1, 0.05, RULE, 0.6)
NO_GENES = Sides(None, None)
USED = {"used_differential": False, "used_module": False}


def patients(rng: np.random.Generator) -> tuple[pd.DataFrame, "pd.Series[int]"]:
    outcome = pd.Series(np.arange(60) % 2, [f"P{i}" for i in range(60)])
    urfs = pd.DataFrame(rng.standard_normal((60, 5)), outcome.index, list("cabde"))
    return urfs.assign(a=urfs["a"] + 2 * outcome), outcome


def series(name: str, rng: np.random.Generator) -> LabelledSeries:
    samples = [f"{name}{i}" for i in range(40)]
    genes = pd.DataFrame(rng.standard_normal((80, 40)), [f"G{i}" for i in range(80)], samples)
    return LabelledSeries(name, genes, pd.Series(np.arange(40) % 2, samples), 6)


def gene_sets() -> pd.DataFrame:
    rows = [("GO", f"t{t}", f"G{(7 * t + i) % 80}") for t in range(12) for i in range(10)]
    return pd.DataFrame(rows, columns=["library", "term", "gene"])


def run(sides: Sides, seed: int = 3) -> ProtocolFindings:
    urfs, outcome = patients(np.random.default_rng(0))
    return run_protocol(urfs, outcome, sides, (RULES, RULES), np.random.default_rng(seed))


def test_it_is_what_the_chain_links_told_feature_by_feature(rng: np.random.Generator) -> None:
    sets = gene_sets()
    discovery = gene_side([series("d", rng)], sets, RULE, "annotated")
    validation = gene_side([series("v", rng)], sets.iloc[:0], RULE, "annotated")
    found = run(Sides(discovery, validation))
    features = REPLICATED_FEATURES.schema.validate(found.features.assign(**USED))
    edges = REPLICATED_EDGES.schema.validate(found.edges)
    urfs, outcome = patients(np.random.default_rng(0))
    linked = link(urfs, outcome, discovery, RULES, np.random.default_rng(3))
    assert linked.n_terms.any()
    assert features["feature"].tolist() == list("cabde")
    assert features["positive_specific"].tolist() == linked.n_genes.tolist()
    assert features["n_terms"].tolist() == linked.n_terms.tolist()
    assert set(features.loc[features["module"], "feature"]) == set(linked.members)
    assert features["p"].tolist() == compare_arms(urfs, outcome)["p"].tolist()
    assert features["positive_specific_validation"].notna().all()
    assert features.loc[features["differential"], "feature"].tolist() == linked.differential
    pairs = [(one, other) for one in linked.differential for other in "cabde" if other != one]
    assert list(zip(edges["differential"], edges["other"], strict=True)) == pairs
    at = list(urfs.columns).index
    assert edges["overlap"].tolist() == [linked.overlap[at(a), at(b)] for a, b in pairs]


def test_without_gene_sets_genes_are_counted_and_terms_are_missing(
    rng: np.random.Generator,
) -> None:
    side = gene_side([series("d", rng)], gene_sets().iloc[:0], RULE, "annotated")
    found = run(Sides(side, None))
    assert found.features["positive_specific"].notna().all()
    assert found.features["n_terms"].isna().all()
    assert found.features["module"].tolist() == found.features["differential"].tolist()
    assert REPLICATED_EDGES.schema.validate(found.edges).empty


def test_without_any_gene_the_module_is_the_differential_features() -> None:
    found = run(NO_GENES)
    features = REPLICATED_FEATURES.schema.validate(found.features.assign(**USED))
    assert features["module"].tolist() == (features["p"] < 0.05).tolist()
    assert 0 < features["module"].sum() < 5
    assert features[["positive_specific", "n_terms"]].isna().all(axis=None)
    assert REPLICATED_EDGES.schema.validate(found.edges).empty


@pytest.mark.realdata
def test_exactly_the_eight_differ_on_the_authors_table(mirror: Path) -> None:
    rows = her2_rows(mirror, Published(nameless="positive"))
    named = rows.urfs.index[rows.urfs.index.str.match(r"(pos|neg)\d+$")]
    assert len(named) == 321
    urfs, outcome = rows.urfs.loc[named], rows.outcome.loc[named]
    found = run_protocol(urfs, outcome, NO_GENES, (RULES, RULES), np.random.default_rng(1))
    features = her2_rule().features
    assert features is not None
    chosen = found.features.loc[found.features["differential"], "feature"]
    assert set(chosen) == set(features.differential)
    assert len(chosen) == 8
