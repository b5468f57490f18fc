"""DVC versions data and models, and its commands show something worth reading."""

import json
from pathlib import Path

import pytest

from tests.smoke.workspace import Workspace

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
    assert "reports/champion/metrics.json" in shown
    difference = json.loads(clone.run("dvc", "metrics", "diff", "--json").stdout)
    assert "reports/enrichment/metrics.json" in difference
    assert clone.run("dvc", "metrics", "show").stdout.count("metrics.json") >= 19


def test_the_plots_are_drawn(finished: Workspace, tmp_path: Path) -> None:
    finished.run("dvc", "plots", "show", "-o", str(tmp_path / "plots"))
    page = (tmp_path / "plots" / "index.html").read_text()
    assert "held-out patients" in page
    assert "AUC" in page
