"""Nobody leaves the study uncounted."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.cohort.flow import PatientFlow
from sonogenomics.study import Exclusion


def test_exclusions_are_applied_in_order_and_a_blank_is_no_reason_to_stay() -> None:
    patients = pd.DataFrame(
        {"prior": ["no", "yes", "No ", None], "image": ["good", "poor", "poor", "good"]},
        index=["P1", "P2", "P3", "P4"],
        dtype="str",
    )
    rules = (
        Exclusion(step="No prior treatment", column="prior", keep=("no",)),
        Exclusion(step="Image of sufficient quality", column="image", keep=("good",)),
    )
    flow = PatientFlow.start(patients).exclude(rules)
    assert flow.table().to_numpy().tolist() == [
        ["Patients of the study's table", 0, 4],
        ["No prior treatment", 2, 2],
        ["Image of sufficient quality", 1, 1],
    ]
    assert flow.patients.index.tolist() == ["P1"]


def test_the_nameless_are_asked_and_leave_at_once() -> None:
    table = PatientFlow.start(pd.DataFrame(index=["P1", "P2"]), n_nameless=1).table()
    assert table["n_left"].tolist() == [3, 2]
    assert table["step"].tolist()[1] == "URF column names its patient"


@given(st.lists(st.lists(st.booleans(), min_size=7, max_size=7), max_size=6))
def test_excluded_and_left_always_add_up(answers: list[list[bool]]) -> None:
    everyone = pd.Index([f"P{i}" for i in range(7)])
    flow = PatientFlow.start(pd.DataFrame(index=everyone), n_nameless=2)
    for place, answer in enumerate(answers):
        flow = flow.keep(f"step {place}", pd.Series(answer, index=everyone))
    table = flow.table()
    assert table["n_excluded"].sum() + len(flow.patients) == 9
    assert (np.diff(table["n_left"]) == -table["n_excluded"].to_numpy()[1:]).all()
