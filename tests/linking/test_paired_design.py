import numpy as np
import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.linking.paired_design import chosen_covariates, design, refuse_few

PATIENTS = [f"P{i:02}" for i in range(12)]
AGE = [44.0, 51, 60, 38, 55, 47, 62, 41, 58, 49, 53, 66]


def table(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns, index=PATIENTS)


def test_columns_are_orthonormal_and_span_what_the_covariates_say() -> None:
    site = list("ABC") * 4
    found = design(table(age=AGE, site=site))
    assert found.columns == ("age", "site: B", "site: C")
    assert found.basis.T @ found.basis == pytest.approx(np.eye(3), abs=1e-14)
    assert found.basis.sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-14)
    given = np.column_stack([AGE, np.array(site) == "B", np.array(site) == "C"]).astype(float)
    centred = given - given.mean(axis=0)
    assert found.basis @ (found.basis.T @ centred) == pytest.approx(centred, abs=1e-10)


def test_what_says_nothing_new_is_dropped_and_told() -> None:
    site = ["A"] * 5 + ["B"] * 7
    found = design(
        table(
            study=["one"] * 12,
            zero=0.1,
            site=site,
            scanner=["Hitachi" if one == "A" else "Aixplorer" for one in site],
            age=AGE,
            months=np.array(AGE) * 12 + 5,
        )
    )
    assert found.columns == ("site: B", "age")
    assert found.dropped == {
        "study: one": "the same in everyone",
        "zero": "the same in everyone",
        "scanner: Hitachi": "follows from the others",
        "months": "follows from the others",
    }
    assert found.n_effective == 10


def test_patients_without_a_value_are_left_out_and_counted() -> None:
    stage = ["I", None, "II"] * 4
    age = [np.nan, *AGE[1:]]
    found = design(table(age=age, stage=stage))
    assert list(found.patients) == [PATIENTS[i] for i in (2, 3, 5, 6, 8, 9, 11)]
    assert found.n_left_out == 5
    assert found.basis.shape == (7, 2)


def test_a_truth_value_is_a_number() -> None:
    found = design(table(menopause=[True, False] * 6))
    assert found.columns == ("menopause",)


def test_without_covariates_everyone_stays() -> None:
    found = design(pd.DataFrame(index=PATIENTS))
    assert (found.n, found.n_effective, found.columns) == (12, 12, ())
    refuse_few(found)


def test_an_unknown_covariate_is_named_beside_those_there_are() -> None:
    patients = table(outcome=1, split="train", age=AGE)
    assert list(chosen_covariates(patients, ["age", "outcome", "age"])) == ["age", "outcome"]
    with pytest.raises(StudyError, match="names grade, of which nothing is known; known of every"):
        chosen_covariates(patients, ["age", "grade"])


def test_too_few_patients_for_the_covariates_is_a_sentence() -> None:
    refuse_few(design(table(stage=list("ABCDEFGHIAAA"))))  # 12 less 8 columns
    with pytest.raises(StudyError, match="Only 12 patients .*0 lack one.* 9 columns .* 13 are"):
        refuse_few(design(table(stage=list("ABCDEFGHIJAA"))))
    with pytest.raises(StudyError, match="Only 0 patients .*12 lack one"):
        refuse_few(design(table(age=[np.nan] * 12)))
    with pytest.raises(StudyError, match="Only 3 of these patients have both"):
        refuse_few(design(table(age=AGE).iloc[:3]))
