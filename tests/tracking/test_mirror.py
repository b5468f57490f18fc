"""MLflow's record of a project is complete, whatever DVC had to do."""

import pytest

from tests.tracking.conftest import History, Record
from tests.tracking.project import STAGES

FIRST, AGAIN, CHANGED, RESTORED, FAILED = range(5)


def statuses(record: Record) -> dict[str, str]:
    return {stage: run.tags["dvc.status"] for stage, run in record.children.items()}


def test_every_repro_gives_one_parent_and_all_children(history: History) -> None:
    assert [set(record.children) for record in history.records] == [STAGES] * 5


def test_stages_that_ran_are_told_from_those_that_did_not(history: History) -> None:
    records = history.records
    assert statuses(records[FIRST]) == dict.fromkeys(STAGES, "executed")
    assert statuses(records[AGAIN]) == dict.fromkeys(STAGES, "restored")
    changed = dict.fromkeys(STAGES, "restored") | {"classifiers@forest": "executed"}
    assert statuses(records[CHANGED]) == changed
    assert statuses(records[RESTORED]) == dict.fromkeys(STAGES, "restored")


def test_a_restored_stage_points_at_the_run_that_computed_it(history: History) -> None:
    first, *later = history.records[:4]
    for record in later:
        for stage, run in record.children.items():
            if run.tags["dvc.status"] == "restored":
                assert run.tags["dvc.source_run_id"] == first.children[stage].run_id
                assert run.tags["dvc.fingerprint"] == first.children[stage].tags["dvc.fingerprint"]
    changed = history.records[CHANGED].children["classifiers@forest"]
    assert (
        changed.tags["dvc.fingerprint"]
        != first.children["classifiers@forest"].tags["dvc.fingerprint"]
    )


def test_a_restored_stage_carries_the_same_numbers(history: History) -> None:
    first, restored = history.records[FIRST], history.records[RESTORED]
    for stage in STAGES:
        assert restored.children[stage].metrics == first.children[stage].metrics


def test_classifiers_are_runs_of_their_own_that_compare(history: History) -> None:
    children = history.records[FIRST].children
    forest, bayes = children["classifiers@forest"], children["classifiers@bayes"]
    assert (forest.name, bayes.name) == ("forest", "bayes")
    assert (
        set(forest.metrics)
        == set(bayes.metrics)
        == {
            "module.auc_mean",
            "module.specificity_mean",
        }
    )
    assert forest.params == {"seed": "7", "classifiers.forest.trees": "5", "classifier": "forest"}
    assert forest.tags["result.tuned_by"] == "nobody"


def test_times_are_those_of_the_stages(history: History) -> None:
    record = history.records[FIRST]
    began, ended = record.parent.times_ms
    for run in record.children.values():
        assert began <= run.times_ms[0] <= run.times_ms[1] <= ended
    order = sorted(record.children, key=lambda stage: record.children[stage].times_ms)
    assert (order[0], order[-1]) == ("cohort", "champion")


def test_the_parent_tells_what_was_asked_and_from_which_code(history: History) -> None:
    first, changed = history.records[FIRST].parent, history.records[CHANGED].parent
    assert first.params["classifiers.forest.trees"] == "5"
    assert first.params["study"] == "tiny"
    assert first.metrics["champion.module.auc_mean"] == pytest.approx(0.57)
    assert first.name.startswith("tiny honest ")
    assert len(first.tags["mlflow.source.git.commit"]) == 40
    assert (first.tags["git.dirty"], changed.tags["git.dirty"]) == ("false", "true")
    assert "chance" in first.tags["mlflow.note.content"].lower()


def test_a_failed_stage_is_named_and_what_depends_on_it_is_not_passed_off(
    history: History,
) -> None:
    assert "Stage champion failed" in history.said
    failed = history.records[FAILED]
    assert failed.parent.status == "FAILED"
    assert statuses(failed)["champion"] == "failed"
    assert failed.children["champion"].status == "FAILED"
    assert failed.children["champion"].metrics == {}
    assert "**Failed: champion.**" in failed.parent.tags["mlflow.note.content"]
    assert [record.parent.status for record in history.records[:4]] == ["FINISHED"] * 4


def test_params_and_lock_are_kept_with_the_run(history: History) -> None:
    folder = history.folder / "mlruns" / "artifacts" / history.records[FIRST].parent.run_id
    kept = {path.name for path in (folder / "artifacts").iterdir()}
    assert kept == {"dvc.lock", "params.yaml"}


def test_the_record_is_nowhere_else(history: History) -> None:
    left = {path.name for path in history.folder.iterdir()}
    assert "mlartifacts" not in left
    assert {path.name for path in (history.folder / "mlruns").iterdir()} == {
        "artifacts",
        "mlflow.db",
    }
