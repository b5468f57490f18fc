"""dvc.yaml tells the truth about the code."""

import hashlib
import importlib
import inspect
from pathlib import Path

import pytest
import yaml

from sonogenomics.__main__ import STAGES
from sonogenomics.catalog.store import Folder, Table
from tests.pipeline.graph import PACKAGE, PARAMS, PIPELINE, PROJECT, science

HEADLINE = "reports/headline/metrics.json"


def path_of(thing: Table | Folder | str) -> str:
    return thing if isinstance(thing, str) else thing.path


def branches(name: str, things: tuple[Table | Folder | str, ...]) -> set[str]:
    """Paths as dvc.yaml spells them, the branch of a matrix stage in place of {}."""
    item = next(iter(PIPELINE[name].get("matrix", {})), "model")
    return {path_of(thing).replace("{}", f"${{item.{item}}}") for thing in things}


def numbers_of(name: str) -> str:
    """Where the runner writes what a stage returns."""
    branch = [f"${{item.{item}}}" for item in PIPELINE[name].get("matrix", {})]
    return "/".join(["reports", name, *branch, "metrics.json"])


def within(path: str, declared: set[str]) -> bool:
    return any(path == name or path.startswith(f"{name}/") for name in declared)


@pytest.mark.parametrize("name", PIPELINE)
def test_a_stage_declares_the_tables_it_reads(name: str) -> None:
    stage = importlib.import_module(f"sonogenomics.stages.{name}")
    reads = branches(name, stage.READS)
    declared = set(PIPELINE[name]["deps"])
    covered = {r for r in reads if within(r, declared) or within(str(Path(r).parent), declared)}
    assert reads == covered


@pytest.mark.parametrize("name", PIPELINE)
def test_a_stage_declares_exactly_the_files_it_writes(name: str) -> None:
    stage = importlib.import_module(f"sonogenomics.stages.{name}")
    writes = branches(name, stage.WRITES)
    outs = {out if isinstance(out, str) else next(iter(out)) for out in PIPELINE[name]["outs"]}
    assert outs == writes | ({numbers_of(name)} - {HEADLINE})


def test_only_the_headline_is_a_metric_of_dvc() -> None:
    # dozens of numbers a stage would make `dvc exp show` two thousand columns wide
    metrics = {name: stage["metrics"] for name, stage in PIPELINE.items() if "metrics" in stage}
    assert metrics == {"headline": [{HEADLINE: {"cache": False}}]}


@pytest.mark.parametrize("name", PIPELINE)
def test_a_stage_depends_on_exactly_the_code_it_runs(name: str) -> None:
    declared = {dep for dep in PIPELINE[name]["deps"] if dep.startswith("src/")}
    assert declared == science(name)


@pytest.mark.parametrize("name", PIPELINE)
def test_a_stage_is_told_the_params_that_dvc_tracks_for_it(name: str) -> None:
    main = importlib.import_module(f"sonogenomics.stages.{name}").main
    n_items = len(PIPELINE[name].get("matrix", {}))
    wanted = set(list(inspect.signature(main).parameters)[n_items:])
    tracked = {key.split(".")[0] for key in PIPELINE[name].get("params", [])}
    assert wanted == tracked
    assert tracked <= set(type(PARAMS).model_fields)


def test_every_stage_file_is_in_the_pipeline_and_in_the_help() -> None:
    files = {file.stem for file in (PACKAGE / "stages").glob("*.py")} - {"__init__"}
    assert files == set(PIPELINE) == set(STAGES)


def test_the_pipeline_reads_as_an_abstract() -> None:
    sentences = [stage["desc"] for stage in PIPELINE.values()]
    assert all(0 < len(sentence) <= 60 for sentence in sentences)
    assert len(set(sentences)) == len(sentences)


def test_the_committed_lock_is_that_of_the_committed_code() -> None:
    lock = yaml.safe_load((PROJECT / "dvc.lock").read_text())["stages"]
    deps = {(dep["path"], dep["md5"]) for stage in lock.values() for dep in stage["deps"]}
    code = {path: md5 for path, md5 in deps if path.startswith("src/")}
    now = {path: hashlib.md5((PROJECT / path).read_bytes()).hexdigest() for path in code}
    assert now == code, "run `make repro` and commit dvc.lock with reports/"
