"""The published study's splits as a whole: on made-up patients, and the real 320."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import REPLICATED_SCORES, REPLICATION
from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.diagnosis.published_rows import Modelled
from sonogenomics.diagnosis.published_sets import FeatureSet
from sonogenomics.diagnosis.published_splits import PublishedSplits, draw_splits
from sonogenomics.diagnosis.quoted import quoted
from sonogenomics.diagnosis.replication import Replay, Replicated, replicate
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.study import Published
from tests.diagnosis.her2_rows import her2_rows, her2_rule, her2_sets
from tests.pipeline.graph import PROJECT

CLASSIFIERS = Params.load(PROJECT / "params.yaml").classifiers.model_dump()
CLASSIFIERS["forest"] = {"trees": 15}
QUICK = {"logistic": {}, "bayes": {}, "tree": CLASSIFIERS["tree"]}


def made_up(n: int = 60) -> Modelled:
    rng = np.random.default_rng(1)
    index = pd.Index([f"P{i}" for i in range(n)])
    outcome = pd.Series(np.arange(n) % 2, index)
    urfs = pd.DataFrame(rng.normal(size=(n, 3)), index, ["a", "b", "c"])
    urfs["a"] += outcome
    return Modelled(urfs, outcome)


def run(modelled: Modelled, n: int = 12, **changes: object) -> Replicated:
    replay = Replay(modelled, draw_splits(Published(), len(modelled.urfs), n), Plan())
    sets = {"module": FeatureSet(["a", "b"], QUICK)}
    return replicate(Replay(**{**vars(replay), **changes}), sets)


def test_every_classifier_set_and_split_has_a_row_that_the_catalog_accepts() -> None:
    modelled, splits = made_up(), draw_splits(Published(), 60, 6)
    few = FeatureSet(["a"], CLASSIFIERS | {"svm": {"cost": 10.0, "scaled": False}})
    sets = {"differential": few, "module": FeatureSet(["a", "b"], CLASSIFIERS)}
    done = replicate(Replay(modelled, splits, Plan()), sets)
    table = REPLICATION.schema.validate(done.table)
    assert len(table) == 2 * 7 * 6
    assert len(REPLICATED_SCORES.schema.validate(done.best)) == 2 * 7 * 18
    assert table["seed"].unique().tolist() == splits.seeds.tolist()
    assert list(done.summaries["module"]) == list(CLASSIFIERS)


def test_the_quoted_split_is_the_one_with_the_best_hard_calls_and_its_scores_are_kept() -> None:
    done = run(made_up())
    for name, summary in done.summaries["module"].items():
        rows = done.table[done.table["classifier"] == name].set_index("split")
        best = summary["best"]
        assert isinstance(best, dict)
        assert best["split"] == rows["auc_calls"].idxmax()
        scores = done.best[done.best["classifier"] == name]
        assert float(auc(scores["outcome"], scores["score"])) == best["auc"]
        assert float(auc(scores["outcome"], scores["called"])) == best["auc_calls"]
        assert summary["auc_median"] == rows["auc"].median()
        assert summary["auc_q975"] == pytest.approx(rows["auc"].quantile(0.975))
        assert summary["auc_max"] == rows["auc"].max()


def test_hard_calls_give_the_mean_of_sensitivity_and_specificity() -> None:
    table = run(made_up()).table
    halves = (table["sensitivity"] + table["specificity"]) / 2
    np.testing.assert_allclose(table["auc_calls"], halves)


def test_the_numbers_do_not_depend_on_how_the_work_is_shared(tmp_path: Path) -> None:
    alone = run(made_up())
    for plan in (Plan(workers=2, chunk=5), Plan(chunk=1, shelf=tmp_path / "kept")):
        shared = run(made_up(), plan=plan)
        pd.testing.assert_frame_equal(shared.table, alone.table)
        pd.testing.assert_frame_equal(shared.best, alone.best)
    again = run(made_up(), plan=Plan(chunk=1, shelf=tmp_path / "kept"))
    pd.testing.assert_frame_equal(again.table, alone.table)


def test_splits_without_both_arms_on_both_sides_are_counted_and_left_out() -> None:
    train, test = np.array([[0, 1, 2, 3], [0, 2, 4, 1]]), np.array([[4, 5], [3, 5]])
    splits = PublishedSplits(np.array([7, 8]), train, test)
    x = pd.DataFrame({"a": np.arange(6.0), "b": [1.0, 3, 2, 5, 4, 0]}, list("PQRSTU"))
    modelled = Modelled(x, pd.Series([0, 1, 0, 1, 0, 0], list("PQRSTU")))
    done = run(modelled, splits=splits)
    assert done.n_undefined == 1
    assert done.table["split"].unique().tolist() == [2]
    assert done.table["seed"].unique().tolist() == [8]
    assert not done.table.isna().any(axis=None)


def test_no_split_at_all_with_both_arms_is_told() -> None:
    modelled = made_up()
    one_arm = Modelled(modelled.urfs, modelled.outcome * 0)
    with pytest.raises(StudyError, match=r"None of 12 splits has both arms"):
        run(one_arm)


def test_missing_values_and_features_that_never_differ_are_told() -> None:
    modelled = made_up()
    with pytest.raises(StudyError, match=r"Missing or infinite values in b"):
        run(Modelled(modelled.urfs.assign(b=np.nan), modelled.outcome))
    with pytest.raises(StudyError, match=r"None of a, b differs among the 60 patients"):
        run(Modelled(modelled.urfs.assign(a=1.0, b=2.0), modelled.outcome))


def test_constant_and_collinear_features_are_counted_and_named() -> None:
    modelled = made_up()
    urfs = modelled.urfs.assign(b=4.0)
    assert run(Modelled(urfs, modelled.outcome)).summaries["module"]["logistic"]["n_aliased"] == {
        "b": 12
    }
    urfs = modelled.urfs.assign(b=1 - 2 * modelled.urfs["a"])
    assert run(Modelled(urfs, modelled.outcome)).summaries["module"]["logistic"]["n_aliased"] == {
        "b": 12
    }


def test_without_a_feature_set_there_is_no_row() -> None:
    done = replicate(Replay(made_up(), draw_splits(Published(), 60, 3), Plan()), {})
    assert done.table.empty
    assert done.best.empty


@pytest.fixture(scope="module")
def logistic(mirror: Path) -> Replicated:
    """Logistic regression on the first 1,200 of the study's splits."""
    return real_logistic(mirror, 1200)


def real_logistic(mirror: Path, n: int) -> Replicated:
    modelled = her2_rows(mirror)
    sets = {
        name: FeatureSet(one.features, {"logistic": {}})
        for name, one in her2_sets(modelled).items()
    }
    return replicate(Replay(modelled, draw_splits(her2_rule(), 320, n), Plan()), sets)


# R 4.2.2's own glm on the study's splits: AUC of the calls `linear predictor >= 0` and of the
# linear predictor, on the split where the former is highest, and its number; the mean of the latter
R_PRINTED = {
    "differential": (11, 0.699038, 0.715071, 0.5560936),
    "module": (1152, 0.794197, 0.8079172, 0.6694284),
}


@pytest.mark.realdata
@pytest.mark.parametrize("name", R_PRINTED)
def test_the_papers_figure_comes_out_of_its_best_split(logistic: Replicated, name: str) -> None:
    split, auc_calls, of_scores, _ = R_PRINTED[name]
    best = logistic.summaries[name]["logistic"]["best"]
    assert isinstance(best, dict)
    assert best["split"] == split
    assert best["auc_calls"] == pytest.approx(auc_calls, abs=5e-7)
    assert best["auc"] == pytest.approx(of_scores, abs=5e-7)
    figures = quoted(logistic.table).set_index("feature_set")["quoted"]
    paper = {"differential": 0.715, "module": 0.808}  # Fig. 7
    assert round(figures, 3).to_dict() == paper
    assert logistic.summaries[name]["logistic"]["n_aliased"] == {}


@pytest.mark.realdata
@pytest.mark.slow
def test_all_ten_thousand_splits_give_what_rs_glm_gave(mirror: Path) -> None:
    done = real_logistic(mirror, 10_000)
    for name, (split, auc_calls, of_scores, mean) in R_PRINTED.items():
        summary = done.summaries[name]["logistic"]
        best = summary["best"]
        assert isinstance(best, dict)
        assert best["split"] == split
        assert best["auc_calls"] == pytest.approx(auc_calls, abs=5e-7)
        assert best["auc"] == pytest.approx(of_scores, abs=5e-7)
        assert summary["auc_mean"] == pytest.approx(mean, abs=5e-8)
        assert (summary["n_splits"], summary["n_unrest"], summary["n_separated"]) == (10_000, 0, 0)
    assert done.n_undefined == 0


def forest_on_its_splits(plan: Plan) -> Replicated:
    replay = Replay(made_up(), draw_splits(Published(), 60, 10), plan, "intelex")
    return replicate(replay, {"module": FeatureSet(["a", "b"], {"forest": {"trees": 20}})})


def test_the_fast_forest_gives_the_same_in_any_process() -> None:
    alone = forest_on_its_splits(Plan())  # its library is loaded before the workers are forked
    shared = forest_on_its_splits(Plan(workers=2, chunk=3))
    pd.testing.assert_frame_equal(shared.table, alone.table)


@pytest.mark.slow
def test_a_cluster_gives_the_same() -> None:
    sets = {"module": FeatureSet(["a", "b"], {"logistic": {}})}
    alone, cluster = (
        replicate(Replay(made_up(), draw_splits(Published(), 60, 12), plan), sets)
        for plan in (Plan(), Plan(2, "dask", chunk=4))
    )
    pd.testing.assert_frame_equal(cluster.table, alone.table)
    pd.testing.assert_frame_equal(cluster.best, alone.best)
