"""Every test here works in a project of its own."""

from pathlib import Path

import pytest

from tests.review.project import lay_out


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small project after stage masks; the current folder."""
    monkeypatch.chdir(tmp_path)
    return lay_out(tmp_path)
