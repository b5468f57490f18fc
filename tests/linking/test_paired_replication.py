import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from sonogenomics.catalog import PAIRED_REPLICATION
from sonogenomics.linking.paired import paired_links
from sonogenomics.linking.paired_replication import fisher_interval, one_sided_p, replicate

X = [5.1, 4.9, 6.2, 7.3, 5.8, 6.6, 4.4, 7.9, 6.1, 5.5, 6.9, 5.0]
Y = [2.3, 1.9, 3.1, 4.4, 2.2, 3.9, 1.2, 4.1, 3.6, 2.0, 3.3, 2.8]
AGE = [44.0, 51, 60, 38, 55, 47, 62, 41, 58, 49, 53, 66]
WHO = [f"P{i:02}" for i in range(12)]
URFS = pd.DataFrame({"original_x": X}, WHO)
GENES = pd.DataFrame([Y, Y[::-1], [3.0] * 12], ["G1", "G2", "G3"], WHO)


def carried(*links: tuple[str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(links, columns=["gene", "r"])
    return frame.assign(feature="original_x").astype({"gene": "str", "feature": "str"})


def checked(links: pd.DataFrame) -> pd.DataFrame:
    frame = PAIRED_REPLICATION.schema.validate(links.assign(series="s", cohort="held-out"))
    assert isinstance(frame, pd.DataFrame)
    return frame


def test_r_its_interval_and_the_one_sided_p_are_those_r_prints() -> None:
    found = replicate(carried(("G1", 0.4)), URFS, GENES, 0.05).links.iloc[0]
    # R: cor.test(x, y)$estimate and $conf.int; cor.test(x, y, alternative = "greater")$p.value
    assert found["r"] == pytest.approx(0.8892574667327122, rel=1e-12)
    assert found["r_low"] == pytest.approx(0.6440385286499278, rel=1e-12)
    assert found["r_high"] == pytest.approx(0.9687573542486829, rel=1e-12)
    assert found["p"] == pytest.approx(5.431274428129184e-05, rel=1e-10)


def test_the_other_direction_does_not_count() -> None:
    found = replicate(carried(("G1", -0.4)), URFS, GENES, 0.05).links.iloc[0]
    # R: cor.test(x, y, alternative = "less")$p.value
    assert found["p"] == pytest.approx(0.9999456872557186, rel=1e-12)
    assert not found["replicated"]


def test_covariates_cost_degrees_of_freedom_in_the_interval_too() -> None:
    site = ["A", "B", "C"] * 4
    covariates = pd.DataFrame({"age": AGE, "site": site}, WHO)
    found = replicate(carried(("G1", 0.4)), URFS, GENES, 0.05, covariates)
    row = found.links.iloc[0]
    # R, r and its columns as in test_paired_sides:
    # tanh(atanh(r) + c(-1, 1) * qnorm(.975) / sqrt(12 - 3 - 3))
    assert row["r_low"] == pytest.approx(0.5209771039054251, rel=1e-11)
    assert row["r_high"] == pytest.approx(0.9746650105872213, rel=1e-11)
    assert row["p"] == pytest.approx(0.001726594612913854 / 2, rel=1e-10)
    assert found.design.n_effective == 9


def test_links_that_cannot_be_tested_keep_their_row_and_say_why() -> None:
    links = carried(("G1", 0.5), ("G9", 0.5), ("G3", 0.5), ("G2", 0.5))
    found = checked(replicate(links, URFS, GENES, 0.05).links)
    assert found["untested"].to_list() == ["", "not measured there", "does not vary there", ""]
    assert found["p"].notna().to_list() == [True, False, False, True]
    assert found["replicated"].to_list() == [True, False, False, False]
    adjusted = multipletests(found["p"].dropna(), method="fdr_bh")[1]  # over the two tested
    assert found["p_bh"].dropna().to_list() == pytest.approx(adjusted.tolist(), rel=1e-12)


@pytest.mark.parametrize("n", [0, 3])
def test_too_few_patients_test_no_link(n: int) -> None:
    found = replicate(carried(("G1", 0.5), ("G2", 0.5)), URFS, GENES.iloc[:, :n], 0.05)
    links = checked(found.links)
    assert links["untested"].to_list() == ["too few patients"] * 2
    assert links["n_patients"].to_list() == [n] * 2
    assert not links["replicated"].any()
    assert links[["r", "p", "p_bh"]].isna().all(axis=None)


def test_covariates_can_leave_too_few_patients() -> None:
    covariates = pd.DataFrame({"stage": list("ABCDEFGHIJKL")}, WHO)
    found = replicate(carried(("G1", 0.5)), URFS, GENES, 0.05, covariates)
    assert found.links["untested"].to_list() == ["too few patients"]


def test_no_link_leaves_no_row() -> None:
    found = replicate(carried(), URFS, GENES, 0.05)
    assert found.links.empty
    assert found.design.n == 12


def test_a_perfect_correlation_is_its_own_interval() -> None:
    low, high = fisher_interval(np.array([1.0, -1.0]), 10)
    assert low.tolist() == high.tolist() == [1.0, -1.0]
    assert one_sided_p(np.array([1.0, -1.0]), np.array([0.5, 0.5]), 10).tolist() == [0.0, 1.0]


def test_the_interval_holds_the_truth_as_often_as_it_says(rng: np.random.Generator) -> None:
    true, n, draws = 0.5, 30, 20_000
    x = rng.standard_normal((draws, n))
    y = true * x + np.sqrt(1 - true**2) * rng.standard_normal((draws, n))
    x -= x.mean(axis=1, keepdims=True)
    y -= y.mean(axis=1, keepdims=True)
    low, high = fisher_interval((x * y).sum(1) / np.sqrt((x * x).sum(1) * (y * y).sum(1)), n)
    assert ((low < true) & (true < high)).mean() == pytest.approx(0.95, abs=0.006)


def test_a_planted_link_is_met_again_and_a_lucky_one_is_not(rng: np.random.Generator) -> None:
    who = [f"P{i:03}" for i in range(160)]
    urfs = pd.DataFrame(rng.standard_normal((160, 4)), who, list("abcd"))
    values = rng.standard_normal((300, 160))
    values[3] += urfs["b"].to_numpy()
    values[8] -= 0.9 * urfs["d"].to_numpy()
    genes = pd.DataFrame(values, [f"G{i:03}" for i in range(300)], who)
    found = paired_links(urfs, genes.iloc[:, :100], fdr=0.5).links  # half of them may be false
    again = replicate(found, urfs, genes.iloc[:, 100:], fdr=0.05).links
    assert len(found) > 2
    met = again.loc[again["replicated"], ["feature", "gene"]].to_numpy().tolist()
    assert met == [["b", "G003"], ["d", "G008"]]
