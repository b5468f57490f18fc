from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sonogenomics.linking import selection
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.chain import ChainRules, link
from sonogenomics.linking.enrichment import EnrichmentRule
from sonogenomics.linking.gene_side import GeneSide, gene_side
from sonogenomics.linking.perturbation import LabelledSeries
from sonogenomics.linking.selection import Selection

RULE = EnrichmentRule(alpha=0.2, min_size=2, max_size=50, adjust_over="tested")
RULES = ChainRules(0.05, True, HitRule(0.05, 0.3), 2, 0.05, RULE, 0.1)


def patients(shift: float) -> tuple[pd.DataFrame, "pd.Series[int]"]:
    rng = np.random.default_rng(3)
    outcome = pd.Series(np.arange(40) % 2, [f"P{i}" for i in range(40)])
    urfs = pd.DataFrame(rng.standard_normal((40, 4)), outcome.index, list("abcd"))
    urfs["a"] += shift * outcome
    return urfs, outcome


def side() -> GeneSide:
    rng = np.random.default_rng(4)
    genes, samples = [f"G{i}" for i in range(80)], [f"S{i}" for i in range(30)]
    expression = pd.DataFrame(rng.standard_normal((80, 30)), genes, samples)
    labels = pd.Series(np.arange(30) % 2, samples)
    sets = pd.DataFrame({"library": "GO", "term": [f"t{i % 8}" for i in range(80)], "gene": genes})
    return gene_side([LabelledSeries("s", expression, labels, 10)], sets, RULE, "measured")


def test_it_is_the_chain_with_the_same_draws() -> None:
    urfs, outcome = patients(3.0)
    linked = link(urfs, outcome, side(), RULES, np.random.default_rng(9))
    found = Selection(RULES, side())(urfs, outcome, np.random.default_rng(9))
    assert found == {"differential": linked.differential, "module": linked.members}
    assert found["differential"] == ["a"]


def test_without_a_differential_urf_the_gene_steps_are_left_out_and_the_answer_is_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    urfs, outcome = patients(0.0)
    whole = link(urfs, outcome, side(), RULES, np.random.default_rng(9))
    assert whole.members == whole.differential == []
    monkeypatch.setattr(selection, "link", lambda *_: pytest.fail("the genes were asked"))
    found = Selection(RULES, side())(urfs, outcome, np.random.default_rng(9))
    assert found == {"differential": [], "module": []}


def test_the_studys_choice_by_raw_p_is_made_beside_it_with_the_same_draws() -> None:
    urfs, outcome = patients(1.4)
    loose = replace(RULES, correct_differential=False)
    found = Selection(RULES, side(), uncorrected=True)(urfs, outcome, np.random.default_rng(9))
    raw = Selection(loose, side())(urfs, outcome, np.random.default_rng(9))
    assert found["differential"] == found["module"] == []
    assert found["raw-differential"] == raw["differential"] == ["a"]
    assert found["raw-module"] == raw["module"]


def test_without_genes_the_module_is_the_differential_urfs() -> None:
    found = Selection(RULES)(*patients(3.0), np.random.default_rng(9))
    assert found == {"differential": ["a"], "module": ["a"]}
