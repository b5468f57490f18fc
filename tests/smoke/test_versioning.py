"""DVC versions data and models, and its commands show something worth reading."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from sonogenomics.headline.meaning import MEANING
from tests.pipeline.graph import PROJECT
from tests.smoke.workspace import Workspace

HEADLINE = "reports/headline/metrics.json"
PLOTS = {next(iter(one)) for one in yaml.safe_load((PROJECT / "dvc.yaml").read_text())["plots"]}

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("finished")]


def test_a_fresh_clone_pulls_everything_and_has_nothing_to_run(
    finished: Workspace, tmp_path: Path
) -> None:
    finished.run("dvc", "remote", "add", "-q", "--local", "-f", "store", str(tmp_path / "store"))
    finished.run("dvc", "push", "-q", "-r", "store")
    clone = Workspace(tmp_path / "clone")
    finished.run("git", "clone", "-q", ".", str(clone.folder))
    clone.run("dvc", "remote", "add", "-q", "--local", "store", str(tmp_path / "store"))
    clone.run("dvc", "pull", "-q", "-r", "store")
    assert "Running stage" not in clone.run("dvc", "repro").stdout
    assert clone.hashes() == finished.hashes()
    assert (clone.folder / "models" / "servable" / "model.skops").is_file()
    assert (clone.folder / "reports" / "report.html").is_file()


def test_an_experiment_changes_one_thing_and_shows_its_difference(
    finished: Workspace, tmp_path: Path
) -> None:
    clone = Workspace(tmp_path / "clone")
    finished.run("git", "clone", "-q", ".", str(clone.folder))
    clone.run("git", "config", "user.name", "A Radiologist")
    clone.run("git", "config", "user.email", "radiologist@example.org")
    clone.run("dvc", "cache", "dir", "--local", str(finished.folder / ".dvc" / "cache"))
    clone.run("dvc", "checkout", "-q")
    said = clone.run("dvc", "exp", "run", "-S", "enrichment.alpha=0.0000001").stdout
    assert "Running stage 'enrichment'" in said
    assert "Running stage 'association'" not in said
    shown = clone.run("dvc", "exp", "show", "--csv").stdout
    assert "enrichment.alpha" in shown
    difference = json.loads(clone.run("dvc", "metrics", "diff", "--json").stdout)
    assert set(difference) == {HEADLINE}
    assert {"module", "best"} & set(difference[HEADLINE])


def test_the_headline_is_a_dozen_numbers_and_none_is_missing(finished: Workspace) -> None:
    shown = json.loads(finished.run("dvc", "metrics", "show", "--json").stdout)
    (numbers,) = shown.values()
    assert set(numbers["data"]) == {HEADLINE}
    found = numbers["data"][HEADLINE]["data"]
    assert set(found) == set(MEANING) - {"dice"}  # this study has no images
    assert all(isinstance(value, (int, float)) for value in found.values())


def test_runs_are_compared_on_one_screen(finished: Workspace) -> None:
    table = finished.run("sonogenomics", "compare", COLUMNS="160").stdout
    assert max(map(len, table.splitlines())) <= 160
    head = next(line for line in table.splitlines() if "Experiment" in line).split()
    assert head == ["Experiment", *(name for name in MEANING if name != "dice"), "study", "profile"]


def test_every_plot_has_data(finished: Workspace) -> None:
    shown = json.loads(finished.run("dvc", "plots", "show", "--json", "--split").stdout)
    points = {
        name: sum(len(one["anchor_definitions"]["<DVC_METRIC_DATA>"]) for one in plots)
        for name, plots in shown["data"].items()
    }
    without_images = PLOTS - {"Training of the segmenter"}
    assert {name for name, n in points.items() if n >= 2} >= without_images


@pytest.mark.browser
def test_the_plots_are_drawn_without_a_network(finished: Workspace, tmp_path: Path) -> None:
    program = shutil.which("chromium")
    if program is None and "CI" not in os.environ:
        pytest.skip("Chromium is not installed")
    finished.run("dvc", "plots", "show", "-o", str(tmp_path / "plots"))
    page = tmp_path / "plots" / "index.html"
    assert "cdn." not in page.read_text()
    quiet = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=10000",
        "--dump-dom",
    ]
    nowhere = ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [str(program), *quiet, *nowhere, page.as_uri()], capture_output=True, text=True, check=True
    )
    assert done.stdout.count("<canvas") >= len(PLOTS) - 1
