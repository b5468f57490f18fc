import json
from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.output import write_json
from sonogenomics.stages import Metrics
from tests.reporting import fake_proof, fake_run
from tests.reporting.reported import left_by_every_stage, reported


def made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Metrics:
    monkeypatch.chdir(folder)
    left_by_every_stage(folder)
    return reported(fake_run.study())


def test_the_page_and_the_figures_are_written_from_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_run.write_tables(fake_run.full_run(), tmp_path)
    record = {"name": "urfs", "origin_text": "the authors", "sha256": "cd" * 32}
    write_json(tmp_path / "data/sources/sources.json", [record])
    metrics = made(tmp_path, monkeypatch)
    page = (tmp_path / "reports/report.html").read_text(encoding="utf-8")
    files = sorted(path.name for path in (tmp_path / "reports/figures").iterdir())
    assert metrics["n_figures"] == len(files) / 3 == 15
    assert files[:3] == [f"01-study-flow.{kind}" for kind in ("csv", "pdf", "svg")]
    assert metrics["page_bytes"] == len(page.encode())
    assert "cdcdcdcdcdcd" in page
    assert json.loads(json.dumps(metrics)) == metrics


def test_every_table_of_the_proof_reaches_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = fake_proof.proved_run()
    fake_run.write_tables(run, tmp_path)
    fake_proof.write_proof(run.proof, tmp_path)
    assert made(tmp_path, monkeypatch)["n_figures"] == 15 + 9
    page = (tmp_path / "reports/report.html").read_text(encoding="utf-8")
    assert "best of 50 splits" in page
    for name in ("quoted", "chance", "family-wise", "candidates", "confounders", "ledger-genes"):
        assert f'id="table-{name}"' in page


def test_the_same_tables_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_run.write_tables(fake_run.full_run(), tmp_path)
    made(tmp_path, monkeypatch)
    files = sorted((tmp_path / "reports").rglob("*.*"))
    first = {file: file.read_bytes() for file in files}
    made(tmp_path, monkeypatch)
    assert {file: file.read_bytes() for file in files} == first


def test_tables_without_a_row_give_a_page_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metrics = made(tmp_path, monkeypatch)
    assert metrics["n_figures"] == 0
    assert "No patient is in the study." in (tmp_path / "reports/report.html").read_text()


def test_a_report_asked_for_before_its_stages_is_one_sentence_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    left_by_every_stage(tmp_path)
    (tmp_path / "data/chance/chance.parquet").unlink()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/report.html").write_text("an earlier page")
    with pytest.raises(StudyError, match=r"left by chance\. Run `sonogenomics repro`"):
        reported(fake_run.study())
    assert [path.name for path in (tmp_path / "reports").rglob("*")] == ["report.html"]
    assert (tmp_path / "reports/report.html").read_text() == "an earlier page"
