from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.reporting.before import NEEDED, refuse_before
from tests.pipeline.graph import PIPELINE


def outs(stage: str) -> list[str]:
    listed = [out if isinstance(out, str) else next(iter(out)) for out in PIPELINE[stage]["outs"]]
    return [out.replace("${item.model}", "x") for out in listed]


def test_what_a_stage_is_missed_by_is_what_it_leaves() -> None:
    for stage, path in NEEDED.items():
        assert any(out == path or out.startswith(f"{path}/") for out in outs(stage)), stage


def test_all_stages_that_have_not_run_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as told:
        refuse_before(root=tmp_path)
    assert all(stage in str(told.value) for stage in NEEDED)
    assert str(told.value).endswith("nothing was changed.")


def test_only_what_is_missing_is_told(tmp_path: Path) -> None:
    for path in NEEDED.values():
        (tmp_path / path).mkdir(parents=True, exist_ok=True)
    refuse_before(root=tmp_path)
    (tmp_path / NEEDED["chance"]).rmdir()
    with pytest.raises(StudyError, match=r"left by chance\. Run"):
        refuse_before(root=tmp_path)
