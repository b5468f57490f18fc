"""The paper's claims held against its own URF table: all but genes and six classifiers."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.published_rows import NAMELESS, modelled_rows, with_nameless
from sonogenomics.diagnosis.published_sets import FeatureSet
from sonogenomics.diagnosis.published_splits import draw_splits
from sonogenomics.diagnosis.replication import Replay, replicate
from sonogenomics.ledger.claims import read_claims
from sonogenomics.ledger.ledger import Setting, ledger
from sonogenomics.ledger.tables import Tables
from sonogenomics.profiles import PROFILES
from sonogenomics.radiomics.differential import differential_features
from sonogenomics.radiomics.names import PUBLISHED
from sonogenomics.radiomics.table import read_cells
from sonogenomics.study import Study, UrfTable
from tests.ledger.made_tables import empty
from tests.ledger.test_claims import PAPER
from tests.pipeline.graph import PROJECT

pytestmark = pytest.mark.realdata
Verdicts = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def verdicts(mirror: Path) -> Verdicts:
    """The ledger of the real table, with 10,000 splits of the logistic model."""
    study = Study.load("her2-scanb", PROJECT / "studies")
    claims = read_claims(PAPER.read_text(encoding="utf-8"), PAPER.name)
    tables = _tables(study, mirror / "her2-urf" / "F-S_matrix.txt")
    rows = ledger(claims, tables, Setting(study.name, {})).to_dict("records")
    return {row["claim"]: {str(name): str(cell) for name, cell in row.items()} for row in rows}


def _tables(study: Study, path: Path) -> Tables:
    rules = study.urfs
    if not isinstance(rules, UrfTable) or study.published.features is None:
        raise TypeError("the study begins with a URF table and names what was modelled")
    cells = read_cells(path, rules, call_nameless=NAMELESS)
    named = [name for name in cells.patients if name != NAMELESS]
    outcome = pd.Series([int(name.startswith("pos")) for name in named], named)
    everyone = with_nameless(cells, list(PUBLISHED), outcome, study.published)
    modelled = modelled_rows(everyone.urfs, everyone.outcome, study.published)
    splits = draw_splits(study.published, len(modelled.outcome))
    sets = study.published.features
    asked = {"differential": sets.differential, "module": sets.module}
    logistic = {name: FeatureSet(list(urfs), {"logistic": {}}) for name, urfs in asked.items()}
    done = replicate(Replay(modelled, splits, Plan()), logistic)
    urfs = everyone.urfs.loc[named]
    found = differential_features(urfs, outcome, PROFILES["published"], 0.05)
    features = pd.DataFrame({"feature": found.index, "p": found["p"].to_numpy()}).assign(
        differential=found["selected"].to_numpy(),
        **dict.fromkeys(("positive_specific", "positive_specific_validation", "n_terms"), np.nan),
        module=False,
        used_differential=found.index.isin(sets.differential),
        used_module=found.index.isin(sets.module),
    )
    return empty(
        published=study.published,
        patients=pd.DataFrame({"outcome": outcome, "split": "train"}),
        flow=pd.DataFrame({"step": ["named"], "n_excluded": [1], "n_left": [321]}),
        urfs=urfs,
        replicated_features=features,
        replication=done.table,
        replicated_scores=done.best,
    )


@pytest.mark.parametrize(
    ("claim", "published"),
    [
        ("patients-modelled", "320"),
        ("patients-modelled-positive", "145"),
        ("patients-modelled-negative", "175"),
        ("urfs-number", "86"),
        ("urfs-classes", "18 / 22 / 14 / 16 / 16"),
        ("differential-number", "8"),
        ("module-modelled", "24"),
        ("splits", "10,000"),
        ("split-train", "224"),
        ("split-test", "96"),
        ("auc-logistic-differential", "0.715"),
        ("auc-logistic-module", "0.808"),
    ],
)
def test_what_the_papers_own_table_can_show_comes_out(
    verdicts: Verdicts, claim: str, published: str
) -> None:
    row = verdicts[claim]
    assert (row["published"], row["verdict"]) == (published, "reproduced")


def test_exactly_the_eight_named_features_differ(verdicts: Verdicts) -> None:
    assert verdicts["differential-names"]["verdict"] == "reproduced"


def test_seven_of_the_eight_have_a_fold_change_below_1(verdicts: Verdicts) -> None:
    assert verdicts["differential-fold-change"]["because"].startswith("only 1 of 8 are above 1")


@pytest.mark.parametrize("claim", ["specificity-first", "specificity-second"])
def test_specificities_that_cannot_be_are_told(verdicts: Verdicts, claim: str) -> None:
    assert verdicts[claim]["verdict"] == "differs"
    assert "are the nearest that can be, never" in verdicts[claim]["because"]


def test_what_needs_the_papers_series_says_so(verdicts: Verdicts) -> None:
    waits = {
        key for key, row in verdicts.items() if row["because"].startswith("It needs the study")
    }
    assert {"series-gse45827", "positive-specific", "top-genes", "module-size"} <= waits
    assert {verdicts[claim]["verdict"] for claim in waits} == {"cannot be checked"}
