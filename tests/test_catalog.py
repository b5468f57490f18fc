"""A table keeps its promise on both sides."""

from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.catalog.patients import Patients
from sonogenomics.catalog.store import Table
from sonogenomics.errors import StudyError


def patients(outcome: list[int], split: list[str]) -> pd.DataFrame:
    index = pd.Index([f"P{i}" for i in range(len(outcome))], name="patient_id")
    return pd.DataFrame({"outcome": outcome, "split": split}, index=index)


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    table = Table(str(tmp_path / "patients.parquet"), Patients)
    frame = patients([1, 0], ["train", "test"])
    table.write(frame)
    pd.testing.assert_frame_equal(table.read(), frame, check_dtype=False)


def test_equal_tables_are_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Table(str(tmp_path / name), Patients).write(patients([1, 0], ["train", "test"]))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_every_broken_promise_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    table = Table(str(tmp_path / "patients.parquet"), Patients)
    with pytest.raises(StudyError, match=r"(?s)outcome.*2.*split.*dev"):
        table.write(patients([1, 2], ["dev", "test"]))
    assert list(tmp_path.iterdir()) == []


def test_a_patient_appears_once(tmp_path: Path) -> None:
    frame = patients([1, 0], ["train", "test"])
    frame.index = pd.Index(["P1", "P1"], name="patient_id")
    with pytest.raises(StudyError, match="P1"):
        Table(str(tmp_path / "patients.parquet"), Patients).write(frame)


def test_a_family_of_tables_shares_one_promise() -> None:
    assert Table("scores/{}.parquet", Patients).at("forest").path == "scores/forest.parquet"
