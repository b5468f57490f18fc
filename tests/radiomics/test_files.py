import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from sonogenomics.params.features import Extraction
from sonogenomics.radiomics.batch import extract_all
from sonogenomics.radiomics.files import lesions_in
from tests.radiomics.lesions import speckle

LESIONS = pd.DataFrame(
    {"patient_id": ["P2", "P1", "P1"], "image": ["c", "a", "a"], "lesion": [1, 2, 1]}
)
IMAGES = pd.DataFrame({"row_mm": [0.1, np.nan], "column_mm": [0.2, 0.2]}, index=["a", "c"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(1)
    labels = np.zeros((64, 64), dtype=np.uint8)
    labels[5:25, 5:25], labels[30:60, 30:60] = 1, 2
    for name in ("a", "c"):
        for part, pixels in (("frames", speckle(rng)), ("masks", labels)):
            path = tmp_path / part / f"{name}.png"
            path.parent.mkdir(exist_ok=True)
            Image.fromarray(pixels).save(path)
    return tmp_path


def test_each_lesion_is_read_from_its_own_label(folder: Path) -> None:
    lesions = lesions_in(LESIONS, IMAGES, folder / "frames", folder / "masks")
    features = extract_all(lesions, Extraction()).features
    assert features[["image", "lesion", "n_px"]].to_numpy().tolist() == [
        ["a", 1, 400],
        ["a", 2, 900],
        ["c", 1, 400],
    ]


def test_spacing_is_width_then_height_and_none_where_either_is_unknown(folder: Path) -> None:
    lesions = lesions_in(LESIONS, IMAGES, folder / "frames", folder / "masks")
    assert [lesion.spacing_mm for lesion in lesions] == [(0.2, 0.1), (0.2, 0.1), None]


def test_nothing_is_opened_and_little_is_sent_to_a_worker(tmp_path: Path) -> None:
    lesions = lesions_in(LESIONS, IMAGES, tmp_path / "none", tmp_path / "none")
    assert len(pickle.dumps(lesions[0])) < 1000


def test_a_worker_that_started_elsewhere_reads_the_same_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    lesions = lesions_in(LESIONS, IMAGES, Path("frames"), Path("masks"))
    monkeypatch.chdir("/")
    assert len(extract_all(lesions, Extraction()).features) == 3
    (folder / "frames" / "c.png").unlink()
    fault = extract_all(lesions, Extraction()).faults["fault"].item()
    assert fault.startswith("frames/c.png is missing")


@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_file_at_fault_is_one_lesions_fault_and_the_others_go_on(
    folder: Path, damage: str
) -> None:
    path = folder / "frames" / "c.png"
    content = path.read_bytes()
    path.unlink()
    if damage == "cut":
        path.write_bytes(content[:900])
    lesions = lesions_in(LESIONS, IMAGES, folder / "frames", folder / "masks")
    extracted = extract_all(lesions, Extraction())
    assert len(extracted.features) == 2
    assert extracted.faults["reason"].tolist() == ["unreadable"]
    assert "c.png" in extracted.faults["fault"].item()
