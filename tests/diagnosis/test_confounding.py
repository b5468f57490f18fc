import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import CONFOUNDERS
from sonogenomics.diagnosis.confounding import confounders

STAGE = ["I", "II", "III"] * 3 + ["I", "II", "II"]
OUTCOME = [0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1]
SCORES = [0.1, 0.4, 0.35, 0.8, 0.2, 0.3, 0.6, 0.9, 0.8, 0.55, 0.7, 0.35]


def _cohort(rng: np.random.Generator, n: int = 200) -> tuple[pd.Series, pd.DataFrame]:
    patients = pd.Index([f"P{i:03d}" for i in range(n)], name="patient_id")
    outcome = pd.Series(np.arange(n) % 2, patients)
    scanner = np.where(rng.random(n) < 0.2 + 0.6 * outcome, "A", "B")
    return outcome, pd.DataFrame({"scanner": scanner, "age": rng.normal(60, 9, n)}, patients)


def test_the_likelihood_ratio_is_that_of_r() -> None:
    # R: anova(glm(y ~ stage, family = binomial), glm(y ~ stage + qlogis(s), family = binomial),
    #          test = "LRT")$`Pr(>Chi)`[2], every patient ten times over
    score, outcome = pd.Series(SCORES * 10), pd.Series(OUTCOME * 10)
    variables = pd.DataFrame({"stage": STAGE * 10})
    checked = confounders(score, outcome, variables, np.random.default_rng(1))
    p = float(checked.table["p_added"].iloc[0])
    assert p == pytest.approx(3.29672265811635e-08, rel=1e-6)


def test_a_score_that_is_the_scanner_in_disguise_adds_nothing(rng: np.random.Generator) -> None:
    outcome, variables = _cohort(rng)
    echo = pd.Series(np.where(variables["scanner"] == "A", 0.7, 0.3), outcome.index)
    echo += rng.uniform(-0.05, 0.05, len(echo))
    table = confounders(echo, outcome, variables, rng).table.set_index("confounder")
    scanner, age = (table.loc[name].to_dict() for name in ("scanner", "age"))
    assert scanner["p_added"] > 0.01
    assert scanner["auc_alone"] == pytest.approx(scanner["auc_both"], abs=0.05)
    assert age["p_added"] < 1e-6  # beside age it still seems to say something
    assert age["auc_alone_low"] < 0.5 < age["auc_alone_high"]


def test_missing_patients_and_merged_levels_are_counted(rng: np.random.Generator) -> None:
    outcome, variables = _cohort(rng)
    variables["site"] = ["rare"] * 3 + ["odd"] * 4 + [None] * 13 + ["H"] * 100 + ["K"] * 80
    score = pd.Series(rng.uniform(size=200), outcome.index)
    table = confounders(score, outcome, variables[["site"]], rng).table
    assert table[["n", "n_missing", "n_merged"]].to_numpy().tolist() == [[187, 13, 2]]
    CONFOUNDERS.schema.validate(table)


def test_what_cannot_be_checked_is_named_with_its_reason(rng: np.random.Generator) -> None:
    outcome, variables = _cohort(rng)
    variables["device"] = "one"
    variables["grade"] = pd.Series(["G1"] * 4 + ["G2"] * 4, outcome.index[:8])
    score = pd.Series(rng.uniform(size=200), outcome.index)
    checked = confounders(score, outcome, variables[["device", "grade"]], rng)
    assert checked.left_out == {
        "device": "the same in all 200 patients",
        "grade": "known in 4 positive and 4 negative patients, too few for 5 folds",
    }
    CONFOUNDERS.schema.validate(checked.table)


def test_a_variable_that_tells_everything_gives_finite_numbers(rng: np.random.Generator) -> None:
    outcome, _ = _cohort(rng)
    given = pd.DataFrame({"result": np.where(outcome == 1, "yes", "no")}, outcome.index)
    table = confounders(pd.Series(rng.uniform(size=200), outcome.index), outcome, given, rng).table
    assert table["auc_alone"].iloc[0] == 1
    assert table["p_added"].iloc[0] > 0.99


def test_the_order_of_patients_and_equal_seeds_change_nothing(rng: np.random.Generator) -> None:
    outcome, variables = _cohort(rng)
    score = pd.Series(rng.uniform(size=200), outcome.index)
    one = confounders(score, outcome, variables, np.random.default_rng(3)).table
    shuffled = score.sample(frac=1, random_state=1)
    other = confounders(shuffled, outcome, variables, np.random.default_rng(3)).table
    pd.testing.assert_frame_equal(one, other)
