import numpy as np
import pandas as pd
import pytest

from sonogenomics.radiomics.scanners import (
    by_chance,
    scanner_effects,
    scanner_of_patients,
    summary,
)

VALUES = [2.9, 3.0, 2.5, 2.6, 3.2, 3.8, 2.7, 4.0, 2.4, 3.1, 2.8, 3.4, 3.7, 2.2, 2.0, 2.9]
NAMES = [f"P{number:02}" for number in range(len(VALUES))]
SCANNER = pd.Series(["A"] * 5 + ["B"] * 5 + ["C"] * 6, index=NAMES)
URFS = pd.DataFrame(
    {"original_glcm_Idm": VALUES, "original_glcm_Id": 1.0, "original_glcm_Imc1": range(16)},
    index=NAMES,
)


def test_r_gives_the_same_statistic_and_p() -> None:
    # k <- kruskal.test(x, factor(rep(c("A", "B", "C"), c(5, 5, 6))))
    # c(k$p.value, k$statistic / (length(x) - 1))
    row = scanner_effects(URFS, SCANNER).loc["original_glcm_Idm"]
    assert row["p"] == pytest.approx(0.6247767926813654)
    assert row["epsilon_squared"] == pytest.approx(0.0627147766323023)
    assert row["n_scanners"] == 3
    assert np.isnan(row["epsilon_squared_after"])


def test_a_constant_feature_is_explained_by_nothing() -> None:
    row = scanner_effects(URFS, SCANNER).loc["original_glcm_Id"]
    assert (row["epsilon_squared"], row["p"]) == (0, 1)


def test_a_scanner_of_few_patients_and_an_unknown_one_are_not_compared() -> None:
    few = SCANNER.copy()
    few.iloc[0], few.iloc[10] = "Z", ""
    table = scanner_effects(URFS, few)
    assert table.empty is False
    assert table["n_scanners"].unique().tolist() == [2]
    without = URFS.drop(index=[*NAMES[:5], NAMES[10]])
    pd.testing.assert_frame_equal(table, scanner_effects(without, few))


def test_one_scanner_has_no_effect_to_show() -> None:
    table = scanner_effects(URFS, pd.Series("A", index=NAMES))
    assert table.empty
    assert "epsilon_squared_after" in table
    assert summary(table, URFS, pd.Series("A", index=NAMES)) == {"n_compared": 1}


def test_the_effect_after_is_that_of_other_patients_where_there_are_enough() -> None:
    later = URFS.set_axis([f"Q{name}" for name in NAMES])
    scanner = pd.concat([SCANNER, SCANNER.set_axis(later.index)])
    table = scanner_effects(URFS, scanner, later)
    assert table["epsilon_squared_after"].tolist() == table["epsilon_squared"].tolist()
    fewer = scanner_effects(URFS, scanner, later.drop(index=later.index[0]))
    assert fewer["epsilon_squared_after"].isna().all()


def test_chance_alone_explains_as_much_as_is_said(rng: np.random.Generator) -> None:
    noise = pd.DataFrame(rng.standard_normal((16, 3000)), index=NAMES)
    noise.columns = [f"original_{number}" for number in range(3000)]
    found = scanner_effects(noise, SCANNER)["epsilon_squared"].mean()
    assert found == pytest.approx(by_chance(SCANNER), rel=0.05)


def test_the_majority_names_a_patients_scanner_and_unknown_ones_do_not_count() -> None:
    rows = [("P1", "B"), ("P1", "B"), ("P1", "A"), ("P2", ""), ("P2", ""), ("P2", "A"), ("P3", "")]
    found = scanner_of_patients(pd.DataFrame(rows, columns=["patient_id", "scanner"]))
    assert found.by_patient.to_dict() == {"P1": "B", "P2": "A", "P3": ""}
    assert found.n_several == 1
