"""The whole study, from nothing to a report, as a newcomer runs it."""

import json
import time
from pathlib import Path

import pytest

from tests.pipeline.graph import PIPELINE
from tests.smoke.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("finished")]


def test_every_stage_leaves_its_numbers(finished: Workspace) -> None:
    folder = finished.folder / "reports"
    missing = [name for name in PIPELINE if not list((folder / name).rglob("metrics.json"))]
    assert missing == []
    assert len(list((folder / "classifiers").glob("*/metrics.json"))) == 7


def test_it_ends_with_four_lines_and_where_to_look(finished: Workspace) -> None:
    lines = (finished.folder / "said.log").read_text().strip().splitlines()[-4:]
    assert "simulated" in lines[0]
    assert "honest" in lines[0]
    assert any("reports/report.html" in line for line in lines)
    assert any("sonogenomics ui" in line for line in lines)


def test_the_planted_truth_is_mostly_found(finished: Workspace) -> None:
    report = json.loads((finished.folder / "reports/report/metrics.json").read_text())
    found = report["recovery"]
    for kind in ("differential_features", "feature_gene_links", "feature_functions"):
        assert found[kind]["found"] > found[kind]["missed"], kind
        assert found[kind]["false"] <= 0.2 * max(found[kind]["found"], 1), kind


def test_the_held_out_patients_are_on_record_and_the_model_may_be_published(
    finished: Workspace,
) -> None:
    reports = finished.folder / "reports"
    met = json.loads((reports / "validation/metrics.json").read_text())["locked"]
    lines = (finished.folder / "data/locked/openings.csv").read_text().splitlines()
    mine = [line for line in lines if met["patients"] in line and met["models"] in line]
    assert len(mine) == 1
    asked = json.loads((reports / "package/metrics.json").read_text())["may_be_published"]
    assert asked == dict.fromkeys(("score", "features", "patients", "null"), True)


def test_a_second_run_does_nothing_and_says_so_quickly(finished: Workspace) -> None:
    before = finished.hashes()
    began = time.perf_counter()
    said = finished.run("dvc", "repro").stdout
    assert time.perf_counter() - began < 10
    assert "Running stage" not in said
    assert "up to date" in said
    assert finished.hashes() == before


def test_nothing_is_half_written(finished: Workspace) -> None:
    left = [path for path in finished.folder.rglob(".*.partial") if ".git" not in path.parts]
    assert left == []


def test_the_report_opens_offline(finished: Workspace) -> None:
    page = (finished.folder / "reports" / "report.html").read_text()
    assert "not for diagnosis" in page
    assert 'src="http' not in page
    assert "<link" not in page


def test_git_and_dvc_together_hold_everything(finished: Workspace) -> None:
    assert finished.run("git", "status", "--porcelain", "--untracked-files=no").stdout == ""
    ignored = Path(finished.folder / "data" / ".gitignore").read_text()
    assert "/sources" in ignored
