"""Paired mode on the simulated study: links found, missed and false, and met again."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.linking.paired_study import (
    PairedFindings,
    PairedRule,
    PairedSeries,
    paired_study,
)
from sonogenomics.simulation.recovery import recovery
from sonogenomics.simulation.truth import Truth
from tests.simulation.analysis import CALLS, included_her2


def discover(folder: Path, patients: pd.DataFrame, rule: PairedRule) -> PairedFindings:
    """Seven in ten of the included patients discover, the others see the links again."""
    her2 = included_her2(patients)
    urfs = pd.read_csv(folder / "urfs.csv", index_col=0).loc[her2.index]
    clinical = patients.set_index("patient_id").loc[her2.index, ["age", "stage", "site"]]
    clinical = clinical.assign(outcome=her2, age=clinical["age"].astype(float))
    matrix = pd.read_csv(folder / "series-c.tsv", sep="\t", index_col=0)
    sheet = pd.read_csv(folder / "series-c-samples.csv", keep_default_na=False).set_index("sample")
    told = sheet[sheet["HER2_call"].isin(CALLS)]
    series = PairedSeries("series-c", "discovery", matrix[told.index], told["patient_id"])
    rng = np.random.default_rng(0)
    compared = her2.index[np.sort(rng.permutation(len(her2))[: round(0.7 * len(her2))])]
    return paired_study([series], urfs, clinical, compared, rule, rng)


def recovered(truth: Truth, found: PairedFindings) -> pd.DataFrame:
    nothing = pd.DataFrame({"selected": np.array([], bool)})
    terms = pd.DataFrame({"role": [], "feature": [], "term": [], "enriched": np.array([], bool)})
    return recovery(
        truth,
        differential=nothing,
        paired=found.links[0],
        enrichment=terms,
        modules=pd.DataFrame({"feature": []}),
        replication=found.replication[0],
    ).set_index("kind")


@pytest.fixture(scope="module")
def found(simulated: Path, patients: pd.DataFrame) -> PairedFindings:
    rule = PairedRule(0.05, transform="normal_scores", permutations=100)
    return discover(simulated, patients, rule)


def test_planted_links_are_found_and_one_in_twenty_at_most_is_false(
    truth: Truth, found: PairedFindings
) -> None:
    row = recovered(truth, found).loc["feature-gene links"]
    assert row["sensitivity"] > 0.95
    assert row["false_discovery_proportion"] < 0.1  # 0.05 on average; one study may lie above


def test_links_met_again_are_true(truth: Truth, found: PairedFindings) -> None:
    first, again = (
        recovered(truth, found).loc[kind] for kind in ("feature-gene links", "links replicated")
    )
    assert again["sensitivity"] > 0.85
    assert again["false"] < first["false"]
    assert again["false_discovery_proportion"] < 0.01


def test_shuffled_patients_have_no_links(found: PairedFindings) -> None:
    chance = found.numbers["series-c"]["chance"]
    assert isinstance(chance, dict)
    assert chance["n_with_any_link"] <= 12  # 5 of 100 expected; more than 12 once in 700 tests
    assert chance["as_strong_per_shuffling"] < 1.5 * chance["as_strong_by_theory"]


def test_given_her2_nothing_is_linked_by_way_of_it(
    simulated: Path, patients: pd.DataFrame, truth: Truth, found: PairedFindings
) -> None:
    covariates = ("outcome", "age", "stage", "site")
    given = discover(simulated, patients, PairedRule(0.05, covariates, "normal_scores"))
    row = recovered(truth, found).loc["feature-gene links"]
    assert row["undecided"] > 3
    row = recovered(truth, given).loc["feature-gene links"]
    assert row["undecided"] <= 1
    assert row["sensitivity"] > 0.95
