"""Whole runs of small copies, shared by the tests that look at them."""

from pathlib import Path

import pytest

from tests.smoke.workspace import PICTURED, QUICK, Workspace, copy_project


@pytest.fixture
def fresh(tmp_path: Path) -> Workspace:
    """A checkout in which nothing has run, of the study that begins with a URF table."""
    return copy_project(tmp_path / "project", QUICK)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """That checkout after one `sonogenomics repro`; look, do not touch."""
    return _run(copy_project(tmp_path_factory.mktemp("finished") / "project", QUICK))


@pytest.fixture
def unpictured(tmp_path: Path) -> Workspace:
    """A checkout in which nothing has run, of the study that begins with images."""
    return copy_project(tmp_path / "project", *PICTURED)


@pytest.fixture(scope="session")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """That checkout after one `sonogenomics repro`; look, do not touch."""
    return _run(copy_project(tmp_path_factory.mktemp("pictured") / "project", *PICTURED))


def _run(workspace: Workspace) -> Workspace:
    done = workspace.run("python", "-m", "sonogenomics", "repro")
    (workspace.folder / "said.log").write_text(done.stdout)
    workspace.run("git", "add", "-A")
    workspace.run("git", "commit", "-qm", "As run")
    return workspace
