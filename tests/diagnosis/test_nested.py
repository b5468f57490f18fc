import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from sonogenomics.catalog import NESTED, NESTED_FOLDS
from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.cut_off import youden_cut_off
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.diagnosis.nested import Asked, Nesting, cross_validate, nesting, run_folds
from sonogenomics.diagnosis.nested_tables import folds_table, grown_table, scores_table, usable
from sonogenomics.diagnosis.procedures import needed, procedures
from sonogenomics.diagnosis.training_fold import TrainingFold
from sonogenomics.errors import StudyError
from tests.diagnosis.nestings import differing, rows_of, rules, small
from tests.diagnosis.patients import cohort

NAMES = ["module-logistic", "ridge", "log-ridge", "chosen"]


@pytest.fixture
def task(rng: np.random.Generator) -> Nesting:
    urfs, outcome = cohort(rng, n=60, n_features=6, shift=1.5)
    asked = Asked(procedures(NAMES), 2, 3, procedures(["ridge"]), (0.2, 0.5))
    return nesting(urfs, rows_of(outcome), asked, rules(), seed=4)


def test_every_patient_is_tested_once_a_repeat_by_models_that_never_saw_her(task: Nesting) -> None:
    done = cross_validate(task, Plan())
    scored = ~np.isnan(done["scores"])
    for item in range(6):
        repeat, fold = divmod(item, 3)
        assert (scored[item] == (task.folds[repeat] == fold)).all()
    assert not np.array_equal(task.folds[0], task.folds[1])


def test_one_worker_and_two_give_the_same_bytes(task: Nesting) -> None:
    one, two = (cross_validate(task, Plan(workers)) for workers in (1, 2))
    assert one.keys() == two.keys()
    for name, values in one.items():
        assert values.tobytes() == two[name].tobytes(), name


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_bytes(task: Nesting) -> None:
    here, there = (cross_validate(task, Plan(2, where)) for where in ("processes", "dask"))
    assert all(values.tobytes() == there[name].tobytes() for name, values in here.items())


def dying(
    urfs: pd.DataFrame, outcome: "pd.Series[int]", rng: np.random.Generator
) -> Mapping[str, Sequence[str]]:
    """Kills its process in the course of the work, once."""
    marks = Path(os.environ["MARKS"])
    (marks / f"{len(list(marks.iterdir()))}").touch()
    if len(list(marks.iterdir())) == 10:
        os.kill(os.getpid(), signal.SIGKILL)
    return differing(urfs, outcome, rng)


def test_an_interrupted_run_goes_on_and_gives_what_an_undisturbed_one_gives(
    rng: np.random.Generator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks, shelf = tmp_path / "marks", tmp_path / "shelf"
    marks.mkdir()
    monkeypatch.setenv("MARKS", str(marks))
    urfs, outcome = cohort(rng, n=60, n_features=6, shift=1.5)
    task = small(urfs, outcome, ["module-logistic"], rules(dying), repeats=2)
    plan = Plan(2, chunk=1, shelf=shelf)
    with pytest.raises(StudyError, match="run the same command again"):
        cross_validate(task, plan)
    before = len(list(marks.iterdir()))
    resumed = cross_validate(task, plan)
    assert len(list(marks.iterdir())) - before < 6 * 4  # not all six folds were done again
    undisturbed = cross_validate(task, Plan())
    assert all(values.tobytes() == resumed[name].tobytes() for name, values in undisturbed.items())


def test_a_fold_is_what_its_training_fold_says(task: Nesting) -> None:
    done = run_folds(task, range(4, 5))
    is_left = task.folds[1] == 1
    parts = np.flatnonzero(~is_left), np.flatnonzero(is_left)
    inside = TrainingFold(task.urfs, task.rows, parts, task.rules, (4, 1, 4))
    for place, (name, mine) in enumerate(inside.results(needed(procedures(NAMES))).items()):
        assert name == NAMES[place]
        assert np.array_equal(done["scores"][0, place, is_left], mine.test)
        assert done["cut_off"][0, place] == youden_cut_off(task.rows.outcome[~is_left], mine.inner)


def test_more_repeats_are_the_same_ones_and_some_more(rng: np.random.Generator) -> None:
    urfs, outcome = cohort(rng, n=60)
    few, many = (small(urfs, outcome, ["ridge"], rules(), repeats) for repeats in (1, 2))
    one, two = cross_validate(few, Plan()), cross_validate(many, Plan())
    assert np.array_equal(one["scores"], two["scores"][:3], equal_nan=True)


def test_tables_hold_what_the_catalog_promises_and_what_the_arrays_say(task: Nesting) -> None:
    done = cross_validate(task, Plan())
    scores = NESTED.schema.validate(scores_table(task, done))
    folds = NESTED_FOLDS.schema.validate(folds_table(task, done))
    assert len(scores) == 4 * 2 * 60
    assert len(folds) == 4 * 6
    by_fold = dict(list(scores.groupby(["candidate", "repeat", "fold"])))
    for key, one in folds.set_index(["candidate", "repeat", "fold"]).groupby(level=[0, 1, 2]):
        fold, rows = one.iloc[0], by_fold[key]
        assert fold["n_test"] == len(rows) == 60 - fold["n_train"]
        assert fold["auc"] == auc(rows["outcome"], rows["score"])
        assert len(set(rows["cut_off"])) == 1
    listed = folds[folds["features"] != ""]
    assert [len(names.split()) for names in listed["features"]] == listed["n_features"].tolist()
    outcome = dict(zip(task.rows.groups, task.rows.outcome, strict=True))
    assert (scores["patient_id"].map(outcome) == scores["outcome"]).all()


def test_the_learning_curve_grows_and_ends_with_all_training_patients(task: Nesting) -> None:
    done = cross_validate(task, Plan())
    runs = grown_table(task, done, folds_table(task, done))
    sizes = runs.groupby("fraction")["n_train"].agg(["min", "max"])
    assert sizes.to_numpy().tolist() == [[8, 8], [20, 20], [40, 40]]
    whole = runs[runs["fraction"] == 1]
    assert (
        whole["auc"].tolist()
        == folds_table(task, done).query("candidate == 'ridge'")["auc"].tolist()
    )


def test_a_fraction_with_too_few_patients_for_the_inner_folds_is_left_out(
    rng: np.random.Generator,
) -> None:
    urfs, outcome = cohort(rng, n=30)
    asked = Asked(procedures(["ridge"]), 1, 3, procedures(["ridge"]), (0.1, 0.5))
    task = nesting(urfs, rows_of(outcome), asked, rules(), seed=4)
    done = cross_validate(task, Plan())
    assert usable(task, done) == [1]
    assert set(grown_table(task, done, folds_table(task, done))["fraction"]) == {0.5, 1.0}


def test_several_rows_of_a_patient_never_cross(rng: np.random.Generator) -> None:
    urfs, outcome = cohort(rng, n=60)
    groups = np.array([f"P{i // 4 * 2 + i % 2:02d}" for i in range(60)])
    rows = rows_of(outcome)._replace(groups=groups)
    task = nesting(urfs, rows, Asked(procedures(["ridge"]), 3, 3), rules(), seed=2)
    for fold in task.folds:
        assert all(len(set(fold[groups == name])) == 1 for name in groups)


def test_too_few_patients_for_the_folds_are_refused_before_anything_is_learnt(
    rng: np.random.Generator,
) -> None:
    urfs, outcome = cohort(rng, n=8)
    with pytest.raises(StudyError, match="5 folds need as many positive patients, here 4 of 8"):
        small(urfs, outcome, ["ridge"], rules(), folds=5)


def test_missing_values_are_refused_by_name(rng: np.random.Generator) -> None:
    urfs, outcome = cohort(rng, n=60)
    urfs.iloc[3, 1] = np.nan
    with pytest.raises(StudyError, match="Missing or infinite values in original_glcm_F1"):
        small(urfs, outcome, ["ridge"], rules())


@pytest.mark.slow
def test_noise_has_an_auc_of_a_half_for_every_procedure() -> None:
    """86 features of 60 patients and nothing to find: over seeds the mean AUC is 0.5."""
    names = ["module", "differential-logistic", "ridge", "log-ridge", "average", "chosen"]
    found = []
    for seed in range(16):
        urfs, outcome = cohort(np.random.default_rng(100 + seed), n=60, n_features=86, shift=0.0)
        task = small(urfs, outcome, names, rules(), folds=3)
        done = cross_validate(task, Plan(2))
        found.append(folds_table(task, done).groupby("candidate")["auc"].mean())
    table = pd.DataFrame(found)
    error = table.std() / np.sqrt(len(table))
    assert (abs(table.mean() - 0.5) < 3.5 * error).all()
    for name in names:  # and neither side is favoured
        above = int((table[name] > 0.5).sum())
        assert binomtest(above, len(table)).pvalue > 0.001


def leaking(
    urfs: pd.DataFrame, _: "pd.Series[int]", __: np.random.Generator
) -> Mapping[str, Sequence[str]]:
    """Remembers everyone's outcome and picks the URFs that tell it in all patients."""
    whole, outcome = cohort(np.random.default_rng(7), n=60, n_features=86, shift=0.0)
    found = differing(whole, outcome, np.random.default_rng())
    assert set(urfs.columns) == set(whole.columns)
    return found


def test_the_noise_test_would_see_a_selection_made_on_everyone() -> None:
    urfs, outcome = cohort(np.random.default_rng(7), n=60, n_features=86, shift=0.0)
    aucs = {}
    for select in (differing, leaking):
        task = small(urfs, outcome, ["differential-logistic"], rules(select), repeats=3)
        aucs[select.__name__] = folds_table(task, cross_validate(task, Plan()))["auc"].mean()
    assert aucs["leaking"] > aucs["differing"] + 0.15
