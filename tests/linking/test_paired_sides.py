import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from sonogenomics.errors import StudyError
from sonogenomics.linking.paired import paired_links
from sonogenomics.linking.paired_sides import normal_scores, residuals, sides

PATIENTS = [f"P{i:02}" for i in range(12)]
X = [5.1, 4.9, 6.2, 7.3, 5.8, 6.6, 4.4, 7.9, 6.1, 5.5, 6.9, 5.0]
Y = [2.3, 1.9, 3.1, 4.4, 2.2, 3.9, 1.2, 4.1, 3.6, 2.0, 3.3, 2.8]
AGE = [44.0, 51, 60, 38, 55, 47, 62, 41, 58, 49, 53, 66]
SITE = list("ABC") * 4


@pytest.fixture
def urfs() -> pd.DataFrame:
    return pd.DataFrame({"original_x": X}, PATIENTS)


@pytest.fixture
def genes() -> pd.DataFrame:
    return pd.DataFrame([Y], ["G1"], PATIENTS)


@pytest.fixture
def covariates() -> pd.DataFrame:
    return pd.DataFrame({"age": AGE, "site": SITE}, PATIENTS)


def test_the_partial_correlation_and_its_p_are_those_r_prints(
    urfs: pd.DataFrame, genes: pd.DataFrame, covariates: pd.DataFrame
) -> None:
    row = paired_links(urfs, genes, 1.1, covariates).links.iloc[0]
    # R: x, y, age as above; site <- factor(rep(c("A", "B", "C"), 4))
    # cor(resid(lm(x ~ age + site)), resid(lm(y ~ age + site))); the same by ppcor::pcor.test's
    # m <- solve(cor(cbind(x, y, model.matrix(~ age + site)[, -1])))
    # -m[1, 2] / sqrt(m[1, 1] * m[2, 2])
    assert row["r"] == pytest.approx(0.8804648409391151, rel=1e-12)
    # summary(lm(y ~ x + age + site))$coefficients["x", "Pr(>|t|)"]
    assert row["p"] == pytest.approx(0.001726594612913854, rel=1e-11)


def test_normal_scores_are_those_r_prints(
    urfs: pd.DataFrame, genes: pd.DataFrame, covariates: pd.DataFrame
) -> None:
    # R: ns <- function(v) qnorm((rank(v) - 3/8) / (length(v) + 1/4)); ns(c(3, 1, 4, 1, 5, 9, 2, 6))
    printed = [
        -0.1525059742462444,
        -1.0968035620935135,
        0.1525059742462442,
        -1.0968035620935135,
        0.4727891209922672,
        1.4342001596863794,
        -0.4727891209922673,
        0.8524950342746939,
    ]
    scores = normal_scores(np.array([3.0, 1, 4, 1, 5, 9, 2, 6]))
    assert scores == pytest.approx(printed, rel=1e-12)
    # R: summary(lm(ns(y) ~ ns(x) + age + site))$coefficients[2, "Pr(>|t|)"]
    row = paired_links(urfs, genes, 1.1, covariates, "normal_scores").links.iloc[0]
    assert row["p"] == pytest.approx(0.004680435770708044, rel=1e-11)


def test_every_partial_correlation_is_statsmodels(rng: np.random.Generator) -> None:
    who = [f"P{i:02}" for i in range(40)]
    covariates = pd.DataFrame(
        {"age": rng.normal(55, 9, 40), "site": rng.choice(list("ABC"), 40)}, index=who
    )
    shift = covariates["age"].to_numpy() / 5 + (covariates["site"] == "B").to_numpy() * 3
    urfs = pd.DataFrame(rng.standard_normal((40, 3)) + shift[:, None], who, ["a", "b", "c"])
    genes = pd.DataFrame(rng.standard_normal((5, 40)) + shift, [f"G{i}" for i in range(5)], who)
    found = paired_links(urfs, genes, 1.1, covariates)
    dummies = pd.get_dummies(covariates, columns=["site"], drop_first=True, dtype=float)
    for feature, gene, r, p in found.links[["feature", "gene", "r", "p"]].to_numpy().tolist():
        given = sm.add_constant(dummies.assign(x=urfs[feature]))
        fit = sm.OLS(genes.loc[gene], given).fit()
        t = fit.tvalues["x"]
        assert p == pytest.approx(fit.pvalues["x"], rel=1e-8)
        assert r == pytest.approx(t / np.sqrt(t * t + fit.df_resid), rel=1e-8)
    assert len(found.links) == found.n_tests == 15


def test_a_feature_that_the_covariates_explain_wholly_is_no_test(
    urfs: pd.DataFrame, genes: pd.DataFrame, covariates: pd.DataFrame
) -> None:
    urfs["original_age"] = 1e6 + 3 * np.array(AGE) - 2.0 * (np.array(SITE) == "B")
    genes.loc["G0"] = 7.3
    ready = sides(urfs, genes, covariates)
    assert list(ready.features) == ["original_x"]
    assert list(ready.genes) == ["G1"]
    assert (ready.n_tests, ready.n_undefined) == (1, 3)


def test_a_gene_constant_but_for_rounding_is_constant() -> None:
    thirds = np.array([[0.1 + 0.2, 0.3, 0.3, 0.3, 0.1 + 0.2]])
    assert np.ptp(thirds) > 0
    assert not residuals(thirds, np.empty((5, 0))).any()


def test_a_small_spread_on_a_large_value_counts() -> None:
    values = 1e6 + np.array([[1.0, 2, 3, 4, 9]]) * 1e-4
    assert residuals(values, np.empty((5, 0)))[0].any()


def test_patients_without_a_covariate_are_left_out_and_counted(
    urfs: pd.DataFrame, genes: pd.DataFrame, covariates: pd.DataFrame
) -> None:
    covariates.loc["P03", "age"] = np.nan
    found = paired_links(urfs, genes, 1.1, covariates[["age"]])
    assert (found.n_patients, found.design.n_left_out) == (11, 1)
    left = [i for i in range(12) if i != 3]
    x, y, age = (np.array(values)[left] for values in (X, Y, AGE))
    rest = [v - np.polyval(np.polyfit(age, v, 1), age) for v in (x, y)]
    assert found.links["r"][0] == pytest.approx(stats.pearsonr(*rest)[0], rel=1e-10)


def test_the_order_of_patients_does_not_matter(
    urfs: pd.DataFrame, genes: pd.DataFrame, covariates: pd.DataFrame
) -> None:
    one = paired_links(urfs, genes, 1.1, covariates).links
    other = paired_links(urfs[::-1], genes.iloc[:, ::-1], 1.1, covariates.sample(frac=1)).links
    assert other["r"].to_numpy() == pytest.approx(one["r"].to_numpy(), rel=1e-12)


def test_a_value_that_is_no_number_is_named(urfs: pd.DataFrame, genes: pd.DataFrame) -> None:
    genes.loc["G1", "P04"] = np.inf
    with pytest.raises(StudyError, match="Gene G1 of patient P04 is no finite number"):
        sides(urfs, genes)
    urfs.loc["P02", "original_x"] = np.nan
    with pytest.raises(StudyError, match="URF original_x of patient P02"):
        sides(urfs, genes)
