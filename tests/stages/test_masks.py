"""Stage masks on a few images: tables, pictures, figures of merit, and what goes wrong."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image

from sonogenomics.catalog import (
    AGREEMENT,
    DETECTIONS,
    FRAMES,
    IMAGES,
    MASKS,
    OUTLINES,
    SEGMENTER,
    UNCERTAINTY,
)
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.params.pixels import Segmenter
from sonogenomics.profiles import PROFILES
from sonogenomics.segmentation import network, networks
from sonogenomics.stages import masks as stage
from sonogenomics.study import Absent, Study
from tests.conftest import PROJECT
from tests.segmentation.bright import BrightParts, hook
from tests.segmentation.tiny import SETTINGS

PARAMS = Params.load()
RULES = PARAMS.masks.model_copy(update={"batch": 2, "min_score": 0.5})
HONEST, PUBLISHED = PROFILES["honest"], PROFILES["published"]
# image, patient, split, fold, scanner, outlined, lesions (their left edges)
LISTED = [
    ("A1", "A", "train", 1, "X", 1, [10]),
    ("A2", "A", "train", 1, "X", 1, [60]),
    ("B1", "B", "train", 2, "X", 1, [10, 80]),
    ("C1", "C", "test", 0, "Y", 1, [20]),
    ("C2", "C", "test", 0, "Y", 0, []),
]


def study(images: bool = True) -> Study:
    shown = Study.load("simulated", PROJECT / "studies")
    return shown.model_copy(update={"images": object() if images else Absent(absent="no image")})


def segmenter(*folds: int, side_px: int = SETTINGS.side_px) -> Segmenter:
    light = SETTINGS.model_copy(update={"side_px": side_px})
    presets = PARAMS.segmenter.presets.model_copy(update={"light": light})
    chosen = {"folds": folds, "presets": presets, "threads": 1, "accelerator": "cpu"}
    return PARAMS.segmenter.model_copy(update=chosen)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project after stages images and segmenter; the network sees exactly what is bright."""
    monkeypatch.chdir(tmp_path)
    for name in (FRAMES.path, OUTLINES.path, SEGMENTER.path.format(1)):
        Path(name).mkdir(parents=True)
    for image, *_, outlined, lefts in LISTED:
        grey = np.maximum.reduce([hook(100, 140, 20, at) for at in lefts] or [np.zeros((100, 140))])
        Image.fromarray(grey.astype(np.uint8)).save(FRAMES / f"{image}.png")
        if outlined:
            expert = (grey > 200) & (np.arange(140) < lefts[0] + 50)  # sees the first hook only
            Image.fromarray(expert.astype(np.uint8)).save(OUTLINES / f"{image}.png")
    network.save(network.build(SETTINGS), SETTINGS, Path(SEGMENTER.path.format(1)))
    monkeypatch.setattr(networks, "load", lambda at, _: (BrightParts(0.1), network.describe(at)))
    _list_images()
    return tmp_path


def _list_images(**changed: object) -> None:
    columns = ["image", "patient_id", "split", "fold", "scanner", "n_outlined"]
    table = pd.DataFrame([row[:6] for row in LISTED], columns=columns).set_index("image")
    known = {"view": "", "format": "PNG", "n_rows": 100, "n_columns": 140, "pixel_sha256": "-"}
    more = {**known, "row_mm": 0.1, "column_mm": 0.1, **changed}
    IMAGES.write(table.assign(**more))  # type: ignore[arg-type]


def run(profile: str = "honest", chosen: Segmenter | None = None, **rules: object) -> Any:
    update = RULES.model_copy(update=rules)
    return stage.main(study(), PROFILES[profile], chosen or segmenter(1), update)


def picture(folder: str, image: str) -> np.ndarray:
    return np.asarray(Image.open(Path(folder) / f"{image}.png"))


def test_every_image_gets_its_mask_its_uncertainty_and_its_rows() -> None:
    metrics = run()
    agreement, detections = AGREEMENT.read(), DETECTIONS.read()
    assert agreement.index.tolist() == ["A1", "A2", "B1", "C1"]
    assert (agreement["dice"] > 0.85).all()
    assert agreement["hd95_mm"].to_numpy() == pytest.approx(agreement["hd95_px"].to_numpy() / 10)
    assert detections["image"].tolist() == ["A1", "A2", "B1", "B1", "C1"]
    assert detections["lesion"].tolist() == [1, 1, 1, 0, 1]
    for image in ("A1", "C2"):
        assert picture(MASKS.path, image).shape == picture(UNCERTAINTY.path, image).shape
    assert np.unique(picture(MASKS.path, "A1")).tolist() == [0, 1]
    assert picture(MASKS.path, "C2").max() == 0
    assert metrics["n_images"] == 5
    assert metrics["n_images_drawn"] == 4
    assert metrics["acceptance_rate"] == pytest.approx(3 / 5)
    assert metrics["quality_from"] == "two looks"


def test_seen_patients_stand_apart() -> None:
    metrics = run()
    assert AGREEMENT.read()["seen"].to_dict() == {"A1": 0, "A2": 0, "B1": 1, "C1": 0}
    assert metrics["seen"]["n_images"] == 1
    assert "warning" in metrics["seen"]
    assert metrics["held_out"]["n_images"] == 1
    assert metrics["unseen_train"]["n_images"] == 2
    assert {name: one["n_images"] for name, one in metrics["by_scanner"].items()} == {
        "X": 2,
        "Y": 1,
    }
    assert metrics["quality"]["n_images"] == 3


def test_as_published_an_image_with_two_detections_is_left_to_the_reader() -> None:
    run("published")
    agreement = AGREEMENT.read()
    assert agreement["accepted"].to_dict() == {"A1": True, "A2": True, "B1": False, "C1": True}
    several = agreement.to_dict("index")["B1"]
    assert [several[name] for name in ("dice", "n_detections", "n_hit", "n_false")] == [0, 2, 1, 1]
    assert picture(MASKS.path, "B1").max() == 0
    assert DETECTIONS.read()["lesion"].tolist() == [1, 1, 0, 0, 1]


def test_equal_inputs_give_equal_bytes_and_one_look_says_so(folder: Path) -> None:
    def written() -> dict[str, bytes]:
        made = folder / "data" / "imaging"
        return {str(f.relative_to(made)): f.read_bytes() for f in sorted(made.rglob("*.p*"))}

    first, one = json.dumps(run()), written()
    assert json.dumps(run(batch=5)) == first
    assert written() == one
    assert run(flips=False)["quality_from"] == "one look"


def test_each_patient_gets_the_network_of_the_own_fold_where_there_is_one() -> None:
    at = Path(SEGMENTER.path.format(2))
    at.mkdir()
    network.save(network.build(SETTINGS), SETTINGS, at)
    run(chosen=segmenter(1, 2))
    agreement = AGREEMENT.read()
    assert agreement["fold"].to_dict() == {"A1": 1, "A2": 1, "B1": 2, "C1": 1}
    assert not agreement["seen"].any()


def test_a_real_network_goes_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "load", network.load)
    torch.manual_seed(1)
    network.save(network.build(SETTINGS), SETTINGS, Path(SEGMENTER.path.format(1)))
    metrics = run(min_score=0.3, max_lesions=3)
    assert metrics["n_images"] == len(list(Path(MASKS.path).glob("*.png"))) == 5


def test_a_study_without_images_gives_empty_tables_and_says_why() -> None:
    assert stage.main(study(images=False), HONEST, segmenter(1), RULES) == {"absent": "no image"}
    assert DETECTIONS.read().empty
    assert AGREEMENT.read().empty
    assert "no image" in (MASKS / "README.txt").read_text()
    assert "no image" in (UNCERTAINTY / "README.txt").read_text()


def test_without_a_network_nothing_is_drawn_and_the_reason_is_told() -> None:
    at = Path(SEGMENTER.path.format(3))
    at.mkdir()
    (at / "README.txt").write_text("No image is outlined.\n")
    assert run(chosen=segmenter(3)) == {"absent": "No image is outlined."}
    assert AGREEMENT.read().empty


def test_no_usable_image_is_no_crash() -> None:
    IMAGES.write(IMAGES.read().iloc[:0])
    assert run() == {"absent": "no image is usable"}


def test_nothing_outlined_and_nothing_found_leaves_empty_tables() -> None:
    _list_images(n_outlined=0)
    metrics = run(min_score=1.0)
    assert (metrics["n_detections"], metrics["acceptance_rate"]) == (0, 0)
    assert "held_out" not in metrics
    assert AGREEMENT.read().empty
    assert DETECTIONS.read().empty


def test_without_spacing_millimetres_are_missing() -> None:
    _list_images(row_mm=np.nan, column_mm=np.nan)
    metrics = run()
    assert AGREEMENT.read()["hd95_mm"].isna().all()
    assert "hd95_mm" not in metrics["held_out"]
    assert "hd95_px" in metrics["held_out"]


def test_a_network_of_other_settings_or_of_a_missing_fold_is_one_sentence() -> None:
    with pytest.raises(StudyError, match="another side_px"):
        run(chosen=segmenter(1, side_px=96))
    with pytest.raises(StudyError, match="no network of fold 4"):
        run(chosen=segmenter(1, 4))


def test_what_is_interrupted_leaves_the_state_before(folder: Path) -> None:
    run()
    before = sorted((folder / "data").rglob("*"))
    stamps = [path.stat().st_mtime_ns for path in before]
    (FRAMES / "C1.png").write_bytes(b"torn")
    with pytest.raises(StudyError, match=r"C1\.png cannot be read"):
        run()
    assert sorted((folder / "data").rglob("*")) == before
    assert [p.stat().st_mtime_ns for p in before if p.name not in ("C1.png", "imaging")] == [
        stamp
        for path, stamp in zip(before, stamps, strict=True)
        if path.name not in ("C1.png", "imaging")
    ]


def test_an_outline_of_another_size_is_named() -> None:
    Image.fromarray(np.ones((9, 9), np.uint8)).save(OUTLINES / "A1.png")
    with pytest.raises(StudyError, match=r"A1\.png is 9 x 9 px and its image 100 x 140"):
        run()


def test_too_little_memory_names_the_parameter(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(BrightParts, "rpn", fail)
    with pytest.raises(StudyError, match=r"masks\.batch"):
        run()
