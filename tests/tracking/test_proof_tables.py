"""Chance, the nested answer, the replication and the ledger on MLflow's pages."""

import json
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.output import write_json
from sonogenomics.tracking import tables
from sonogenomics.tracking.mirror import Repro, mirror
from tests.reporting import fake_proof
from tests.tracking.conftest import recorded

VERDICTS = {"reproduced": 4, "differs": 2, "cannot_be_checked": 1}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    fake_proof.write_proof(fake_proof.proof(20), tmp_path)
    return tmp_path


def table(stage: str, name: str) -> pd.DataFrame:
    texts = {shown.name: shown.text for shown in tables.shown(stage)}
    return pd.read_json(StringIO(texts[name]), orient="split")


@pytest.mark.usefixtures("project")
def test_ten_thousand_splits_are_one_row_a_classifier() -> None:
    rows = table("replication", "published_splits")
    assert len(rows) == 14
    assert {"quoted", "median", "share_of_chance"} <= set(rows.columns)


@pytest.mark.usefixtures("project")
def test_every_claim_stands_beside_its_null() -> None:
    rows = table("chance", "chance")
    assert rows[["observed", "null_mean", "p"]].notna().all(axis=None)
    assert table("chance", "family_wise")["p"].is_monotonic_increasing


@pytest.mark.usefixtures("project")
def test_all_candidates_and_confounders_are_shown() -> None:
    assert table("nested", "candidates")["candidate"].tolist() == list(fake_proof.CANDIDATES)
    assert len(table("nested", "confounders")) == 3


def test_the_ledger_is_a_table_and_its_counts_are_metrics(project: Path) -> None:
    stages = {
        name: {"cmd": name, "params": {"params.yaml": {"seed": 1}}} for name in ("chance", "ledger")
    }
    write_json("dvc.lock", {"schema": "2.0", "stages": stages})
    Path("params.yaml").write_text("study: made-up\nprofile: honest\nseed: 1\n", encoding="utf-8")
    write_json("reports/ledger/metrics.json", {"n_claims": 7, **VERDICTS})
    write_json("reports/chance/metrics.json", {"published.module.n_members": {"p": 0.5}})
    mirror(Repro.earlier())
    (record,) = recorded(project)
    assert {name: record.parent.metrics[f"ledger.{name}"] for name in VERDICTS} == VERDICTS
    child = record.children["ledger"]
    assert child.metrics["n_claims"] == 7
    for stage, names in {
        "ledger": ["ledger"],
        "chance": ["chance", "family_wise", "arm_differences"],
    }.items():
        listed = json.loads(record.children[stage].tags["mlflow.loggedArtifacts"])
        assert [one["path"] for one in listed] == [f"tables/{name}.json" for name in names]
    file = project / "mlruns" / "artifacts" / child.run_id / "artifacts" / "tables" / "ledger.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    assert len(content["data"]) == 7
    assert "verdict" in content["columns"]
