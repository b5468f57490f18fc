"""Data sets of a run: which file, which content, how large."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from sonogenomics import catalog
from sonogenomics.tracking import lineage
from sonogenomics.tracking.store import connect
from tests.tracking.conftest import Seen, recorded
from tests.tracking.project import inside


def test_a_data_set_is_known_by_name_content_and_size(made_up: Path) -> None:
    with inside(made_up):
        found = {entry.dataset.name: entry.dataset for entry in lineage.datasets("made-up")}
    urfs = found["made-up URFs"]
    content = (made_up / catalog.URFS.path).read_bytes()
    assert urfs.digest == hashlib.md5(content).hexdigest()
    assert json.loads(str(urfs.profile))["num_rows"] == 80
    assert json.loads(urfs.source) == {"uri": "data/radiomics/urfs.parquet"}
    columns = json.loads(str(urfs.schema))["mlflow_colspec"]
    frame = pd.read_parquet(made_up / catalog.URFS.path)
    assert [column["name"] for column in columns] == [*frame.columns, "patient_id"]
    assert {column["type"] for column in columns} == {"double", "string"}


def names_of(folder: Path, run: Seen) -> list[str]:
    with inside(folder), connect() as store:
        inputs = store.client.get_run(run.run_id).inputs
    return sorted(entry.dataset.name for entry in inputs.dataset_inputs) if inputs else []


def test_each_run_lists_what_it_read(made_up: Path) -> None:
    record = recorded(made_up)[0]
    assert names_of(made_up, record.parent) == [
        "made-up URFs",
        "made-up expression GSE1",
        "made-up expression GSE2",
        "made-up patients",
    ]
    assert names_of(made_up, record.children["classifiers@svm"]) == [
        "made-up URFs",
        "made-up patients",
    ]
    assert names_of(made_up, record.children["sources"]) == []


def test_a_folder_among_the_inputs_counts_for_every_file_in_it(made_up: Path) -> None:
    with inside(made_up):
        found = lineage.datasets("s", ("data/genomics/expression",))
    assert [entry.dataset.name for entry in found] == ["s expression GSE1", "s expression GSE2"]


def test_absent_data_give_no_data_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert lineage.datasets("nothing") == []
