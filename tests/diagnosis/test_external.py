import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from sonogenomics.diagnosis.classifiers import NAMES, score
from sonogenomics.diagnosis.external import (
    calibrations,
    evaluate,
    evaluations,
    final_model,
    meet,
    roc,
)
from sonogenomics.diagnosis.ranking import Candidate
from sonogenomics.diagnosis.tuning import Recipe
from sonogenomics.errors import StudyError
from tests.diagnosis.patients import SETTINGS, cohort


def held_out(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame, list[Candidate]]:
    x, outcome = cohort(rng, n=60)
    patients = pd.DataFrame({"outcome": outcome, "split": ["train"] * 40 + ["test"] * 20})
    chosen = [
        Candidate("bayes", "all", list(x.columns), champion=True),
        Candidate("logistic", "differential", list(x.columns[:1]), champion=False),
    ]
    return x, patients, chosen


RECIPES = {name: Recipe(name, SETTINGS[name]) for name in NAMES}


def test_held_out_patients_teach_nothing(rng: np.random.Generator) -> None:
    x, patients, chosen = held_out(rng)
    before = meet(chosen, RECIPES, x, patients, seed=1)
    turned = patients.assign(outcome=patients["outcome"].where(patients["split"] == "train", 0))
    after = meet(chosen, RECIPES, x, turned, seed=1)
    assert before["score"].tolist() == after["score"].tolist()
    assert set(before["patient_id"]) == set(patients.index[40:])


@pytest.mark.parametrize("name", NAMES)
def test_a_final_model_is_the_same_twice(name: str, rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=60)
    recipe = Recipe(name, SETTINGS[name], trials=0 if name == "forest" else 2)
    scores = [score(final_model(recipe, x, outcome, seed=7), x) for _ in range(2)]
    assert scores[0].tobytes() == scores[1].tobytes()


def test_each_model_is_reported_with_its_own_scores(rng: np.random.Generator) -> None:
    x, patients, chosen = held_out(rng)
    table = meet(chosen, RECIPES, x, patients, seed=1)
    told = evaluations(table, chosen)
    models = told["models"]
    assert isinstance(models, dict)
    assert (told["n"], told["n_positive"]) == (20, 10)
    assert told["champion"] == models["bayes"]
    assert told["served"] == models["logistic"]
    for name, rows in table.groupby("classifier"):
        assert models[name]["auc"] == pytest.approx(roc_auc_score(rows["outcome"], rows["score"]))


def test_the_curve_is_the_champions_and_calibration_everyones(rng: np.random.Generator) -> None:
    x, patients, chosen = held_out(rng)
    table = meet(chosen, RECIPES, x, patients, seed=1)
    assert set(roc(table, chosen)["classifier"]) == {"bayes"}
    assert calibrations(table).groupby("classifier")["n"].sum().tolist() == [20, 20]


def test_without_candidates_the_tables_are_empty(rng: np.random.Generator) -> None:
    x, patients, _ = held_out(rng)
    table = meet([], RECIPES, x, patients, seed=1)
    assert list(table) == ["classifier", "feature_set", "patient_id", "outcome", "score"]
    assert evaluations(table, []) == {"n": 0, "n_positive": 0, "models": {}}
    assert list(roc(table, [])) == ["classifier", "fpr", "tpr"]
    assert calibrations(table).empty


def test_held_out_patients_of_one_arm_are_a_sentence() -> None:
    with pytest.raises(StudyError, match=r"cohort\.test_fraction"):
        evaluate([0, 0, 0], [0.2, 0.4, 0.6])
