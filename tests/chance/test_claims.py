import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sonogenomics.catalog.chance import Chance, Nulls
from sonogenomics.chance.claims import Claim, chance_rows, in_numbers, null_rows, p_value


def claim(quantity: str, observed: float, null: list[float]) -> Claim:
    return Claim("honest", quantity, "module", "A size", "The pairing", observed, np.array(null))


def test_p_is_that_of_scipy_with_the_observed_among_the_permutations(
    rng: np.random.Generator,
) -> None:
    x, y = rng.standard_normal((2, 12))
    test = stats.permutation_test(
        (x, y),
        lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis),
        vectorized=True,
        n_resamples=99,
        alternative="greater",
        rng=rng,
    )
    assert p_value(float(test.statistic), test.null_distribution) == pytest.approx(test.pvalue)


def test_p_is_never_zero_and_a_tie_counts_against_the_claim() -> None:
    assert p_value(9.0, np.array([1.0, 2, 3])) == 1 / 4
    assert p_value(3.0, np.array([1.0, 2, 3])) == 2 / 4
    assert p_value(0.1 + 0.2, np.array([0.3])) == 1.0  # equal but for rounding


def test_tables_keep_their_promises_and_share_their_key() -> None:
    claims = [claim("module.n_members", 4, [1, 2, 3]), claim("module.largest_overlap", 0.5, [0.6])]
    nulls, rows = Nulls.validate(null_rows(claims)), Chance.validate(chance_rows(claims))
    assert nulls.groupby("claim").size().to_dict() == {
        "honest.module.largest_overlap": 1,
        "honest.module.n_members": 3,
    }
    assert rows["claim"].is_unique
    assert rows["analytic"].isna().all()
    first = rows.iloc[0]
    assert (first["null_low"], first["null_high"]) == pytest.approx((1.05, 2.95))
    assert in_numbers(claims)["honest.module.n_members"] == {
        "observed": 4.0,
        "by_chance": 2.0,
        "p": 0.25,
    }


def test_two_claims_of_one_name_are_refused_by_the_table() -> None:
    twice = [claim("module.n_members", 4, [1.0])] * 2
    with pytest.raises(Exception, match="claim"):
        Chance.validate(chance_rows(twice))


def test_a_claim_of_a_profile_is_not_that_of_the_other() -> None:
    other = Claim("published", "module.n_members", "module", "A", "B", 1.0, np.ones(2))
    rows = chance_rows([claim("module.n_members", 4, [1.0]), other])
    assert pd.Index(rows["claim"]).is_unique
