"""One whole run of a small copy, shared by the tests that look at it."""

from pathlib import Path

import pytest

from tests.smoke.workspace import QUICK, Workspace, copy_project


@pytest.fixture
def fresh(tmp_path: Path) -> Workspace:
    """A checkout in which nothing has run."""
    return copy_project(tmp_path / "project", QUICK)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A checkout after one `sonogenomics repro`; look, do not touch."""
    workspace = copy_project(tmp_path_factory.mktemp("finished") / "project", QUICK)
    done = workspace.run("python", "-m", "sonogenomics", "repro")
    (workspace.folder / "said.log").write_text(done.stdout)
    workspace.run("git", "add", "-A")
    workspace.run("git", "commit", "-qm", "As run")
    return workspace
