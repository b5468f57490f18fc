"""Nothing but the training patients decides: tests that fail if anything leaks."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from sonogenomics.diagnosis.cut_off import youden_cut_off
from sonogenomics.diagnosis.estimators import Labels
from sonogenomics.diagnosis.fitted import Fitted
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.diagnosis.procedures import Procedure, needed, procedures
from sonogenomics.diagnosis.training_fold import Rules, Select, TrainingFold
from sonogenomics.errors import StudyError
from tests.diagnosis.nestings import differing, nothing, rows_of, rules
from tests.diagnosis.patients import cohort

CHEAP = ["module-logistic", "differential-logistic", "ridge", "log-ridge", "average", "chosen"]
LEARNED, LEFT = np.arange(0, 60), np.arange(60, 80)


def fold(urfs: pd.DataFrame, outcome: "pd.Series[int]", how: Rules | None = None) -> TrainingFold:
    parts: tuple[Labels, Labels] = LEARNED, LEFT
    return TrainingFold(urfs, rows_of(outcome), parts, how or rules(), (1, 2))


def run(urfs: pd.DataFrame, outcome: "pd.Series[int]", names: Sequence[str]) -> dict[str, Fitted]:
    return fold(urfs, outcome).results(needed(procedures(names)))


def outside_auc(urfs: pd.DataFrame, outcome: "pd.Series[int]", select: Select) -> float:
    """AUC of the logistic regression on selected URFs in the patients left out."""
    done = fold(urfs, outcome, rules(select)).results(procedures(["differential-logistic"]))
    return float(auc(outcome.to_numpy()[LEFT], done["differential-logistic"].test))


@pytest.fixture
def patients(rng: np.random.Generator) -> tuple[pd.DataFrame, "pd.Series[int]"]:
    return cohort(rng, n=80, n_features=8, shift=1.2)


def test_patients_left_out_change_neither_what_is_chosen_nor_what_is_learnt(
    patients: tuple[pd.DataFrame, "pd.Series[int]"], rng: np.random.Generator
) -> None:
    urfs, outcome = patients
    other_urfs, other_outcome = urfs.copy(), outcome.copy()
    other_urfs.iloc[LEFT] = rng.normal(1e6, 1e9, (len(LEFT), urfs.shape[1]))
    other_outcome.iloc[LEFT] = 1 - outcome.iloc[LEFT]
    here, there = run(urfs, outcome, CHEAP), run(other_urfs, other_outcome, CHEAP)
    for name in CHEAP:
        assert here[name].settings == there[name].settings
        assert np.array_equal(here[name].features, there[name].features)
        assert np.array_equal(here[name].inner, there[name].inner)
        status = outcome.to_numpy()[LEARNED]
        assert youden_cut_off(status, here[name].inner) == youden_cut_off(status, there[name].inner)


def test_a_patient_left_out_is_scored_the_same_whoever_else_is_left_out(
    patients: tuple[pd.DataFrame, "pd.Series[int]"],
) -> None:
    urfs, outcome = patients
    others = urfs.copy()
    others.iloc[LEFT[1:]] *= 3
    for name, mine in run(urfs, outcome, CHEAP).items():
        assert run(others, outcome, CHEAP)[name].test[0] == mine.test[0]


def test_selection_sees_the_learned_rows_of_each_split_and_no_other(
    patients: tuple[pd.DataFrame, "pd.Series[int]"],
) -> None:
    urfs, outcome = patients
    seen: list[pd.Index] = []

    def spy(
        x: pd.DataFrame, y: "pd.Series[int]", rng: np.random.Generator
    ) -> Mapping[str, Sequence[str]]:
        assert y.equals(outcome.loc[x.index])
        seen.append(x.index)
        return differing(x, y, rng)

    inside = fold(urfs, outcome, rules(spy))
    inside.results(procedures(["module-logistic", "differential-logistic"]))
    assert len(seen) == 4  # three inner folds and the whole: shared by both procedures
    assert not any(set(index) & set(urfs.index[LEFT]) for index in seen)
    for index, (_, left) in zip(seen, inside.splits, strict=True):
        assert not set(index) & set(urfs.index[left])
    assert set(seen[-1]) == set(urfs.index[LEARNED])


def test_a_selection_that_sees_the_patients_left_out_is_caught_by_noise() -> None:
    """The classical mistake: URFs chosen on everyone look good where there is nothing to find."""
    honest: list[float] = []
    flattered: list[float] = []
    for seed in range(12):
        urfs, outcome = cohort(np.random.default_rng(seed), n=80, n_features=86, shift=0.0)
        everyone = differing(urfs, outcome, np.random.default_rng())

        def peeks(
            *_: object, chosen: Mapping[str, Sequence[str]] = everyone
        ) -> Mapping[str, Sequence[str]]:
            return chosen

        for aucs, select in ((honest, differing), (flattered, peeks)):
            aucs.append(outside_auc(urfs, outcome, select))
    assert abs(np.mean(honest) - 0.5) < 0.09  # standard error of 12 AUCs of 20 patients: 0.04
    assert np.mean(flattered) > 0.65


def test_without_any_selected_urf_all_are_seen_and_it_is_told(
    patients: tuple[pd.DataFrame, "pd.Series[int]"],
) -> None:
    urfs, outcome = patients
    inside = fold(urfs, outcome, rules(nothing))
    done = inside.results(procedures(["module-logistic", "ridge"]))
    assert done["module-logistic"].fell_back
    assert done["module-logistic"].features.all()
    assert not done["ridge"].fell_back
    assert inside.n_selections == (4, 4)


def test_procedures_that_see_all_urfs_select_none(
    patients: tuple[pd.DataFrame, "pd.Series[int]"],
) -> None:
    inside = fold(*patients)
    inside.results(procedures(["ridge", "log-ridge"]))
    assert inside.n_selections == (0, 0)


def test_chosen_is_the_best_of_the_inner_folds_and_keeps_its_scores(
    patients: tuple[pd.DataFrame, "pd.Series[int]"],
) -> None:
    done = run(*patients, CHEAP)
    best = max(CHEAP[:-1], key=lambda name: done[name].inner_auc)
    assert done["chosen"].settings["candidate"] == best
    assert np.array_equal(done["chosen"].test, done[best].test)
    assert np.array_equal(done["chosen"].inner, done[best].inner)


def test_a_procedure_gives_the_same_whichever_others_are_asked_for(
    patients: tuple[pd.DataFrame, "pd.Series[int]"],
) -> None:
    together = run(*patients, CHEAP)
    for name in CHEAP[:-1]:
        alone = run(*patients, [name])[name]
        assert np.array_equal(alone.test, together[name].test)
        assert alone.settings == together[name].settings


def test_the_best_of_seven_is_named_with_its_settings(
    patients: tuple[pd.DataFrame, "pd.Series[int]"],
) -> None:
    urfs, outcome = patients
    every: Procedure = procedures(["module"])[0]
    settings = fold(urfs, outcome).results([every])["module"].settings
    assert settings["classifier"] in every.learners


def test_inner_folds_keep_rows_of_a_patient_together(rng: np.random.Generator) -> None:
    urfs, outcome = cohort(rng, n=80, n_features=3)
    rows = rows_of(outcome)._replace(groups=np.array([f"P{i // 4 * 2 + i % 2}" for i in range(80)]))
    inside = TrainingFold(urfs, rows, (LEARNED, LEFT), rules(), (1, 2))
    for learned, left in inside.splits:
        assert not set(rows.groups[learned]) & set(rows.groups[left])


def test_too_few_patients_for_the_inner_folds_are_told_where_to_change_it(
    rng: np.random.Generator,
) -> None:
    urfs, outcome = cohort(rng, n=80)
    outcome.iloc[LEARNED[2:]] = 0
    with pytest.raises(StudyError, match=r"3 folds need .* here 1 of 60 .* nested.inner_folds"):
        fold(urfs, outcome)


def test_arms_fully_apart_give_an_auc_of_one_and_finite_scores(rng: np.random.Generator) -> None:
    urfs, outcome = cohort(rng, n=80, shift=50.0)
    for name, mine in run(urfs, outcome, ["module", *CHEAP]).items():
        assert mine.inner_auc == 1, name
        assert np.isfinite(mine.test).all()


def test_constant_and_repeated_urfs_do_no_harm(rng: np.random.Generator) -> None:
    urfs, outcome = cohort(rng, n=80, shift=2.0)
    urfs = urfs.assign(original_constant=5.0, original_again=urfs.iloc[:, 0])
    for mine in run(urfs, outcome, ["differential", "log-trees", *CHEAP]).values():
        assert mine.inner_auc > 0.75
        assert np.isfinite(mine.test).all()


def test_urfs_that_are_the_same_in_all_training_patients_teach_nothing(
    rng: np.random.Generator,
) -> None:
    urfs, outcome = cohort(rng, n=80)
    urfs.iloc[LEARNED] = 1.0
    with pytest.raises(StudyError, match=r"None of the 4 feature\(s\) differs"):
        run(urfs, outcome, ["ridge"])
