import time
from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.simulation.patients import imaged
from sonogenomics.simulation.settings import Settings
from sonogenomics.simulation.study import simulate
from sonogenomics.study import Study
from tests.conftest import PROJECT

SMALL = {"seed": 1.0, "n_patients": 100.0, "n_paired": 40.0, "n_genes": 600.0}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def made(folder: Path, settings: dict[str, float]) -> dict[str, bytes]:
    folder.mkdir()
    simulate(settings, folder)
    return contents(folder)


def test_the_files_are_those_the_study_names(study: Study, simulated: Path) -> None:
    named = {source.origin.simulated for source in study.sources.values()}
    assert named == set(contents(simulated))


def test_the_study_with_images_names_its_folders_and_files(pictured: Path) -> None:
    study = Study.load("simulated", PROJECT / "studies")
    named = {source.origin.simulated for source in study.sources.values()}
    assert named == {path.name for path in pictured.iterdir()}
    assert Settings.of(study.simulation or {}).images


def test_equal_settings_give_equal_bytes(study: Study, simulated: Path, tmp_path: Path) -> None:
    again = made(tmp_path / "again", dict(study.simulation or {}))
    assert again == contents(simulated)


def test_another_seed_is_another_hospital(tmp_path: Path) -> None:
    one = made(tmp_path / "one", SMALL)
    other = made(tmp_path / "other", {**SMALL, "seed": 2.0})
    assert all(one[name] != other[name] for name in one)


def test_more_genes_leave_the_patients_as_they_were(tmp_path: Path) -> None:
    one = made(tmp_path / "one", SMALL)
    other = made(tmp_path / "other", {**SMALL, "n_genes": 700.0})
    same = {name for name in one if one[name] == other[name]}
    assert same == {"patients.csv", "urfs.csv", "series-v-samples.csv", "series-c-samples.csv"}


def test_an_unknown_setting_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="n_genomes"):
        simulate({**SMALL, "n_genomes": 3}, tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_urf_table_holds_whoever_was_imaged(simulated: Path, patients: pd.DataFrame) -> None:
    table = pd.read_csv(simulated / "urfs.csv", index_col="patient_id")
    assert table.index.tolist() == patients.loc[imaged(patients), "patient_id"].tolist()
    assert table.shape[1] == 86
    assert table.notna().all(axis=None)
    assert (table.nunique() > 0.9 * len(table)).all()


def test_files_are_small_and_end_in_a_line_feed(simulated: Path) -> None:
    for name, content in contents(simulated).items():
        assert content.endswith(b"\n"), name
        assert b"\r" not in content, name
        assert len(content) < 5e6, name


def test_the_study_is_made_within_seconds(study: Study, tmp_path: Path) -> None:
    began = time.process_time()
    simulate(study.simulation or {}, tmp_path)
    assert time.process_time() - began < 10
