"""What chance gives stands beside a claim in words that can be read alone."""

import numpy as np
import pandas as pd
import pytest

from sonogenomics.ledger.chance import by_chance
from sonogenomics.ledger.vocabulary import is_known

QUANTITIES = {
    "differential.names": "differential.n_raw",
    "association.positive_specific.validation": "association.positive_specific.validation",
    "functions.n_enriched": "enrichment.n_enriched.discovery",
    "module.n_auxiliary": "module.n_members",
    "module.joining_edges": "module.largest_overlap",
    "replication.best.logistic.module": "classifier.auc_best.module",
    "replication.best.differential": "classifier.auc_best.differential",
}


def chance(**changes: object) -> pd.DataFrame:
    row: dict[str, object] = {"profile": "honest", "quantity": "module.n_members"}
    row |= {"what": "URFs in the module"}
    row |= {"observed": 24.0, "null_mean": 20.5, "null_low": 8.0, "null_high": 41.0, "p": 0.25}
    return pd.DataFrame([row | {"n_permutations": 1000} | changes])


@pytest.mark.parametrize(("quantity", "null"), QUANTITIES.items())
def test_each_quantity_finds_its_null(quantity: str, null: str) -> None:
    assert is_known(quantity)
    assert by_chance(quantity, chance(quantity=null), "-").startswith("URFs in the module: 20.5")
    assert by_chance(quantity, chance(quantity=f"{null}.naive"), "-") == "-"


def test_counts_and_aucs_are_told_with_their_own_digits() -> None:
    assert by_chance("module.n", chance(), "-") == (
        "URFs in the module: 20.5 [8.0, 41.0] by chance, 24.0 in this run, "
        "p = 0.25 (1,000 permutations)"
    )
    auc = {"observed": 0.7, "null_mean": 0.61, "null_low": 0.55, "null_high": 0.68}
    row = chance(quantity="classifier.auc_best.module", **auc)
    assert "0.610 [0.550, 0.680] by chance, 0.700 in this run" in by_chance(
        "replication.best.module", row, "-"
    )


def test_the_published_rules_go_before_the_honest_ones() -> None:
    both = pd.concat([chance(), chance(profile="published", null_mean=3.0)])
    assert "3.0 [8.0" in by_chance("module.n", both, "-")


def test_what_was_not_seen_or_not_asked_is_not_told() -> None:
    told = by_chance("module.n", chance(observed=np.nan, p=np.nan), "-")
    assert told == "URFs in the module: 20.5 [8.0, 41.0] by chance (1,000 permutations)"
    assert by_chance("cohort.n_patients", chance(), "-") == "-"
    assert by_chance("module.n", chance().iloc[:0], "-") == "-"
