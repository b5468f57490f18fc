import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from sonogenomics.catalog import PAIRED
from sonogenomics.errors import StudyError
from sonogenomics.linking.paired import by_patient, paired_links


@pytest.fixture
def urfs(rng: np.random.Generator) -> pd.DataFrame:
    names = [f"original_f{i}" for i in range(6)]
    return pd.DataFrame(rng.standard_normal((25, 6)), [f"P{i:02}" for i in range(25)], names)


@pytest.fixture
def expression(urfs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    values = rng.standard_normal((40, 20))
    values[3] += 3 * urfs["original_f2"].to_numpy()[4:24]
    genes = [f"G{i:02}" for i in range(40)]
    in_order = pd.DataFrame(values, index=genes, columns=urfs.index[4:24])
    return in_order.iloc[:, rng.permutation(20)]


def test_correlations_and_adjusted_p_are_scipys_and_statsmodels(
    urfs: pd.DataFrame, expression: pd.DataFrame
) -> None:
    found = paired_links(urfs, expression, fdr=1.1)  # everything
    same = urfs.loc[expression.columns]
    by_scipy = [
        stats.pearsonr(same[feature], expression.T[gene])
        for feature, gene in found.links[["feature", "gene"]].to_numpy()
    ]
    assert found.n_tests == len(found.links) == 240
    assert found.links["r"].to_numpy() == pytest.approx([r for r, _ in by_scipy], rel=1e-9)
    assert found.links["p"].to_numpy() == pytest.approx([p for _, p in by_scipy], rel=1e-9)
    adjusted = multipletests(found.links["p"], method="fdr_bh")[1]
    assert found.links["p_bh"].to_numpy() == pytest.approx(adjusted, rel=1e-12)


def test_a_planted_link_is_found(urfs: pd.DataFrame, expression: pd.DataFrame) -> None:
    links = paired_links(urfs, expression, fdr=0.01).links
    assert links[["feature", "gene"]].to_numpy().tolist() == [["original_f2", "G03"]]


def test_what_is_constant_is_no_test(urfs: pd.DataFrame, expression: pd.DataFrame) -> None:
    urfs["original_f0"] = 0.1
    expression.iloc[5] = 3.3
    found = paired_links(urfs, expression, fdr=1.1)
    assert found.n_tests == 5 * 39
    assert found.n_undefined == 240 - 5 * 39
    assert "original_f0" not in set(found.links["feature"])


def test_if_nothing_varies_nothing_is_found(urfs: pd.DataFrame, expression: pd.DataFrame) -> None:
    found = paired_links(urfs * 0, expression, fdr=0.05)
    assert (found.n_tests, len(found.links)) == (0, 0)


def test_three_patients_are_too_few(urfs: pd.DataFrame, expression: pd.DataFrame) -> None:
    with pytest.raises(StudyError, match="Only 3 of these patients"):
        paired_links(urfs, expression.iloc[:, :3], fdr=0.05)


def test_samples_of_strangers_are_left_out_and_those_of_one_patient_averaged() -> None:
    expression = pd.DataFrame([[1.0, 2, 5, 9], [0, 0, 4, 9]], ["A", "B"], list("stuv"))
    patient_of = pd.Series({"s": "P2", "t": "P1", "u": "P1", "v": None})
    found = by_patient(expression, patient_of, pd.Index(["P1", "P2", "P3"]))
    assert found.to_dict("list") == {"P1": [3.5, 2.0], "P2": [1.0, 0.0]}
    assert list(found.index) == ["A", "B"]


def test_one_sample_each_is_taken_as_it_is() -> None:
    expression = pd.DataFrame([[1.0, 2, 5]], ["A"], list("stu"))
    patient_of = pd.Series({"s": "P2", "t": None, "u": "P1"})
    found = by_patient(expression, patient_of, pd.Index(["P1", "P2", "P3"]))
    assert found.to_dict("list") == {"P1": [5.0], "P2": [1.0]}


def test_a_table_without_links_keeps_its_types() -> None:
    rng = np.random.default_rng(4)
    patients = [f"P{number}" for number in range(20)]
    urfs = pd.DataFrame({"original_x": rng.normal(size=20)}, index=patients)
    genes = pd.DataFrame(rng.normal(size=(2, 20)), ["G1", "G2"], patients)
    links = paired_links(urfs, genes, fdr=1e-9).links
    PAIRED.schema.validate(links.assign(series="s"))
    assert links.empty
