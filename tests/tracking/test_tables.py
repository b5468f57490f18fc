"""Tables on MLflow's pages: the telling rows first, how many of how many, nobody's own values."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sonogenomics import catalog
from sonogenomics.tracking import tables
from tests.tracking.conftest import recorded


def logged(folder: Path, stage: str, name: str) -> pd.DataFrame:
    run = recorded(folder)[0].children[stage]
    path = folder / "mlruns" / "artifacts" / run.run_id / "artifacts" / "tables" / f"{name}.json"
    content = json.loads(path.read_text())
    return pd.DataFrame(content["data"], columns=content["columns"])


def test_long_tables_are_cut_and_say_so(made_up: Path) -> None:
    table = logged(made_up, "enrichment", "enrichment")
    note = recorded(made_up)[0].children["enrichment"].tags["mlflow.note.content"]
    assert len(table) == 500
    assert "500 of 600 rows, smallest adjusted p first" in note
    assert table["p_bh"].is_monotonic_increasing


def test_the_page_is_told_which_artifacts_are_tables(made_up: Path) -> None:
    tags = recorded(made_up)[0].children["enrichment"].tags
    paths = [entry["path"] for entry in json.loads(tags["mlflow.loggedArtifacts"])]
    assert paths == ["tables/gene_sets.json", "tables/enrichment.json"]


def test_gene_sets_are_counted_by_library(made_up: Path) -> None:
    counted = logged(made_up, "enrichment", "gene_sets").set_index("library")
    whole = pd.read_parquet(made_up / catalog.ENRICHMENT.path)
    kegg = whole[whole["library"] == "KEGG"]
    assert counted.loc["KEGG", "n_pairs"] == 300
    assert counted.loc["KEGG", "n_sets"] == kegg["term"].nunique()
    assert counted.loc["KEGG", "n_enriched"] == kegg["enriched"].sum()


def test_features_are_named_and_the_smallest_p_stands_first(made_up: Path) -> None:
    table = logged(made_up, "differential", "differential")
    assert table["feature"].str.startswith("original_").all()
    assert table["p"].is_monotonic_increasing


def test_no_patients_values_leave_the_folder(made_up: Path) -> None:
    ids = set(pd.read_parquet(made_up / catalog.PATIENTS.path).index)
    files = list((made_up / "mlruns" / "artifacts").rglob("tables/*.json"))
    assert len(files) >= 8
    for path in files:
        assert not {name for name in ids if f'"{name}"' in path.read_text()}, path.name


def test_an_empty_table_is_shown_as_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    catalog.URFS.write(pd.DataFrame(index=pd.Index([], dtype="str", name="patient_id")))
    names = list(catalog.ENRICHMENT.schema.to_schema().columns)
    catalog.ENRICHMENT.write(pd.DataFrame(columns=names))
    assert [shown.caption for shown in tables.shown("urfs")] == [
        "`tables/urfs.json`: all 0 rows, each feature over all patients"
    ]
    assert len(tables.shown("enrichment")) == 2


def test_a_stage_that_never_ran_has_no_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert [tables.shown(stage) for stage in tables.VIEWS] == [[]] * len(tables.VIEWS)
