"""Image tables on MLflow's pages: counts and means, nobody's own rows."""

from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.tracking import tables
from tests.reporting import fake_images

STAGES = ("images", "masks", "lesions", "radiomics", "robustness", "urfs")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    fake_images.write_imaging(fake_images.imaged_run(), tmp_path)
    return tmp_path


@pytest.mark.usefixtures("project")
def test_no_patient_and_no_image_is_named() -> None:
    names = set(fake_images.images().index) | set(fake_images.images()["patient_id"])
    texts = [table.text for stage in STAGES for table in tables.shown(stage)]
    assert len(texts) == 8
    assert not [name for name in names for text in texts if f'"{name}"' in text]


@pytest.mark.usefixtures("project")
def test_agreement_is_given_by_network_and_split() -> None:
    (shown,) = tables.shown("masks")
    table = pd.read_json(StringIO(shown.text), orient="split")
    fresh = fake_images.imaging().unseen()
    held = table[table["split"] == "test"].iloc[0]
    mine = fresh[fresh["split"] == "test"]
    assert held["n_patients"] == mine["patient_id"].nunique()
    by_patient = mine.groupby("patient_id")["dice"].mean()
    assert held["dice_of_patients"] == pytest.approx(by_patient.mean())


@pytest.mark.usefixtures("project")
def test_the_least_reliable_feature_stands_first() -> None:
    (shown,) = tables.shown("robustness")
    table = pd.read_json(StringIO(shown.text), orient="split")
    assert table["icc_masks"].is_monotonic_increasing
