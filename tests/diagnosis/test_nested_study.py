import numpy as np
import pandas as pd
import pytest

from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.folds import Rows, patient_rows
from sonogenomics.diagnosis.nested import Asked, asked_for, cross_validate, nesting
from sonogenomics.diagnosis.nested_study import findings
from sonogenomics.diagnosis.procedures import procedures
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.params.proof import NestedValidation
from tests.diagnosis.nestings import rows_of, rules
from tests.diagnosis.patients import cohort

DEFAULT = Params.load().nested


def changed(**changes: object) -> NestedValidation:
    return NestedValidation.model_validate({**DEFAULT.model_dump(), **changes})


def test_the_honest_procedure_stands_beside_the_clinical_variables(
    rng: np.random.Generator,
) -> None:
    urfs, outcome = cohort(rng, n=90, shift=1.5)
    asked = Asked(procedures(["ridge", "log-ridge", "chosen"]), 2, 3)
    task = nesting(urfs, rows_of(outcome), asked, rules(), seed=1)
    variables = pd.DataFrame({"age": rng.normal(60, 9, 90), "sex": "f"}, outcome.index)
    found = findings(task, cross_validate(task, Plan()), "ridge", variables, rng)
    assert found.numbers["honest"] == "chosen"
    assert found.confounders["confounder"].tolist() == ["age"]
    assert found.numbers["confounders_left_out"] == {"sex": "the same in all 90 patients"}
    candidates = found.numbers["candidates"]
    assert isinstance(candidates, dict)
    assert "difference" not in candidates["ridge"]
    assert candidates["chosen"]["inner_auc"] >= candidates["ridge"]["inner_auc"]


def test_a_fraction_that_is_too_small_is_told(rng: np.random.Generator) -> None:
    urfs, outcome = cohort(rng, n=30)
    asked = Asked(procedures(["ridge"]), 1, 3, procedures(["ridge"]), (0.1, 0.5))
    task = nesting(urfs, rows_of(outcome), asked, rules(), seed=4)
    found = findings(task, cross_validate(task, Plan()), "ridge", urfs.iloc[:, :0], rng)
    assert found.numbers["learning_fractions_left_out"] == [0.1]
    assert len(found.learning_curve) == 2


def test_sites_and_scanners_become_strata_as_far_as_they_are_known() -> None:
    patients = pd.DataFrame(
        {"outcome": [1, 0, 1], "scanner": ["X", None, "Y"], "site": ["A", "B", None]},
        index=["P1", "P2", "P3"],
    )
    rows = patient_rows(patients)
    assert isinstance(rows, Rows)
    assert rows.strata.tolist() == ["A / X", "B", "Y"]
    assert patient_rows(patients[["outcome"]]).strata.tolist() == ["", "", ""]


def test_what_params_ask_for_is_known() -> None:
    asked = asked_for(DEFAULT)
    assert [one.name for one in asked.procedures] == list(DEFAULT.candidates)
    assert {one.name for one in asked.growing} == set(DEFAULT.learning_candidates)


@pytest.mark.parametrize("key", ["reference", "learning_candidates"])
def test_what_is_compared_must_be_a_candidate(key: str) -> None:
    value = "forest" if key == "reference" else ["forest"]
    with pytest.raises(StudyError, match=f"nested.{key} names forest, which is none of"):
        asked_for(changed(**{key: value}))
