"""Stage segmenter on a handful of images."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from ruamel.yaml import YAML

from sonogenomics.catalog import FRAMES, IMAGES, OUTLINES, SEGMENTER
from sonogenomics.params.pixels import Segmenter
from sonogenomics.segmentation import network
from sonogenomics.stages import segmenter as stage
from sonogenomics.study import Absent, Study
from tests.conftest import PROJECT
from tests.segmentation import tiny


def _settings(**changed: object) -> Segmenter:
    content = YAML(typ="safe").load((PROJECT / "params.yaml").read_text())["segmenter"]
    own = tiny.SETTINGS.model_copy(update={"epochs_all": 1, **changed}).model_dump()
    content["presets"]["light"] = own
    return Segmenter.model_validate({**content, "accelerator": "cpu", "threads": 1})


@pytest.fixture
def study(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Study:
    """Eight patients of one image: folds 1, 2, 1, 2, ...; the last is held out."""
    monkeypatch.chdir(tmp_path)
    made = tiny.pictures(tmp_path / "made", 8)
    for folder in (FRAMES, OUTLINES):
        Path(folder.path).mkdir(parents=True)
    for picture in made:
        shutil.copy(picture.frame, FRAMES / f"{picture.name}.png")
        shutil.copy(picture.outline or "", OUTLINES / f"{picture.name}.png")
    _write_images([p.name for p in made])
    return Study.load("simulated", PROJECT / "studies")


def _write_images(names: list[str]) -> None:
    n = len(names)
    frame = pd.DataFrame(
        {
            "patient_id": [f"patient {name}" for name in names],
            "split": ["train"] * (n - 1) + ["test"],
            "fold": [1 + i % 2 for i in range(n - 1)] + [0],
            "view": "",
            "scanner": "",
            "format": "PNG",
            "n_rows": 60,
            "n_columns": 80,
            "row_mm": float("nan"),
            "column_mm": float("nan"),
            "n_outlined": 1,
            "pixel_sha256": "x",
        },
        index=pd.Index(names, name="image"),
    )
    IMAGES.write(frame)


def test_the_network_of_a_fold_never_saw_it_nor_the_held_out(study: Study) -> None:
    metrics = stage.main("1", study, 1, _settings())
    assert metrics["n_images"] == 3  # of the seven training images, those of fold 2
    assert metrics["n_patients"] == 3
    assert metrics["weights"] == "none"
    assert metrics["n_epochs"] == 1
    model, description = network.load(Path(SEGMENTER.at("1").path))
    assert description.training["n_images"] == 3
    assert metrics["n_parameters"] == network.n_parameters(model)


def test_equal_inputs_give_equal_bytes_and_leave_no_checkpoint(study: Study) -> None:
    found = []
    for _ in range(2):
        stage.main("2", study, 1, _settings())
        folder = Path(SEGMENTER.at("2").path)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        found.append({str(path): path.read_bytes() for path in files})
    assert found[0] == found[1]
    names = {Path(name).name for name in found[0]}
    assert names == {"weights.safetensors", "network.json", "curves.csv", "epoch-0001.png"}
    assert b"seconds" not in found[0][str(folder / "curves.csv")]
    assert not list(stage.WORK.rglob("last.ckpt"))


def test_without_outlines_there_is_no_network_and_it_says_why(study: Study) -> None:
    images = IMAGES.read()
    IMAGES.write(images.assign(n_outlined=0))
    metrics = stage.main("1", study, 1, _settings())
    assert metrics["n_images"] == 0
    told = (Path(SEGMENTER.at("1").path) / "README.txt").read_text()
    assert told == "No network: no training patient outside fold 1 has an outlined image.\n"


def test_a_study_without_images_says_so(study: Study) -> None:
    IMAGES.write(IMAGES.read().iloc[:0])
    without = study.model_copy(update={"images": Absent(absent="only URFs were published")})
    metrics = stage.main("1", without, 1, _settings())
    assert metrics["absent"] == "No network: only URFs were published"
