import numpy as np
import pytest

from sonogenomics.diagnosis.fitted import Fitted, best_of, mean_logit


def fitted(inner_auc: float, test: float) -> Fitted:
    some = np.full(3, test)
    return Fitted(some, inner_auc, some, {"c": 1.0}, np.array([True]), False, True)


def test_the_best_in_the_inner_folds_is_taken_whatever_the_patients_left_out_say() -> None:
    members = {"a": fitted(0.6, 0.9), "b": fitted(0.7, 0.1), "c": fitted(0.7, 0.9)}
    taken = best_of(members, "classifier")
    assert taken.settings == {"classifier": "b", "c": 1.0}
    assert taken.test.tolist() == [0.1] * 3


def test_a_single_member_is_taken_as_it_is() -> None:
    assert best_of({"a": fitted(0.6, 0.9)}, "classifier").settings == {"c": 1.0}


def test_the_mean_is_of_log_odds_and_survives_scores_of_zero_and_one() -> None:
    # odds 3 and 1/27: geometric mean 1/3
    assert mean_logit([[3 / 4], [1 / 28]])[0] == pytest.approx(1 / 4)
    assert np.isfinite(mean_logit([[0.0, 1.0], [0.5, 0.5]])).all()
