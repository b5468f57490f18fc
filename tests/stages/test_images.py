"""Stage images on a small folder with every fault, and on real images."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from joblib.externals.loky import get_reusable_executor
from PIL import Image

from sonogenomics.catalog import FINDINGS, FRAMES, IMAGE_FAULTS, IMAGES, OUTLINES, PATIENTS
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.stages import images as stage
from sonogenomics.study import Study
from tests.imaging.handmade import dicom, header, ramp
from tests.imaging.scenes import save, scene, square
from tests.outcomes import HER2

RULES = Params.load().images
TWO_FOLDS = RULES.model_copy(update={"folds": 2})
ABSENT = {"absent": "not in this test"}
LIST = {
    "source": "pictures",
    "list": "list",
    "image": {"column": "file"},
    "patient": "case",
    "view": "side",
    "scanner": "machine",
    "frame": "frame",
    "row_mm": "mm",
    "column_mm": "mm",
}
MASKS = {"source": "masks", "format": "png", "mask": {"column": "mask"}}
HEADING = "file,case,side,machine,frame,mm,mask"


def study(images: object = LIST, masks: object = MASKS) -> Study:
    part = {"licence": "-", "citation": "-"}
    folder = {**part, "folder": "."}
    sources = {
        "patients": {**part, "origin": {"path": "p"}, "file": "patients.csv"},
        "list": {**part, "origin": {"path": "l"}, "file": "list.csv"},
        "pictures": {**folder, "origin": {"path": "i"}, "file": "pictures"},
        "masks": {**folder, "origin": {"path": "m"}, "file": "masks"},
    }
    if images is ABSENT:
        sources = {"patients": sources["patients"]}
    elif masks is ABSENT:
        del sources["masks"]
    return Study.model_validate(
        {
            "name": "small",
            "title": "-",
            "citation": "-",
            "sources": sources,
            "outcome": HER2,
            "patients": {"source": "patients", "outcome": {"ihc": "ihc"}},
            "images": images,
            "masks": masks,
            **dict.fromkeys(("urfs", "expression", "gene_sets"), ABSENT),
        }
    )


def patients(n: int) -> pd.DataFrame:
    """P0, P1, ...: every fourth held out, outcomes by turns."""
    index = pd.Index([f"P{number}" for number in range(n)], name="patient_id")
    split = ["test" if number % 4 == 3 else "train" for number in range(n)]
    return pd.DataFrame({"outcome": [number % 2 for number in range(n)], "split": split}, index)


@pytest.fixture(autouse=True)
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Eight patients with an outlined image each."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SONOGENOMICS_WORKERS", "1")
    folder = tmp_path / "data" / "sources"
    PATIENTS.write(patients(8))
    for number in range(8):
        save(folder / f"pictures/{number}.png", scene(number))
        save(folder / f"masks/{number}.png", square())
    write_list(folder, [])
    return folder


def write_list(folder: Path, more: list[str]) -> None:
    rows = [f"{n}.png,P{n},left,GE 7,,0.1,{n}.png" for n in range(8)]
    (folder / "list.csv").write_text("\n".join([HEADING, *rows, *more]))


@pytest.fixture
def two_workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two fresh processes: those of an earlier test would look into its folder."""
    get_reusable_executor(max_workers=2).shutdown(wait=True)
    monkeypatch.setenv("SONOGENOMICS_WORKERS", "2")
    yield
    get_reusable_executor(max_workers=2).shutdown(wait=True)


def everything() -> dict[str, str]:
    files = sorted(Path("data/imaging").rglob("*"))
    return {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()
    }


def test_a_sound_study_is_taken_in_whole() -> None:
    metrics = stage.main(study(), 7, TWO_FOLDS)
    images = IMAGES.read()
    assert images["patient_id"].to_dict() == {str(n): f"P{n}" for n in range(8)}
    assert set(images.loc[images["split"] == "test", "fold"]) == {0}
    assert images.loc[images["split"] == "train", "fold"].value_counts().to_dict() == {1: 3, 2: 3}
    assert (images["row_mm"] == 0.1).all()
    assert IMAGE_FAULTS.read().empty
    assert "spacing_missing" not in set(FINDINGS.read()["finding"])
    np.testing.assert_array_equal(np.array(Image.open(FRAMES / "3.png")), scene(3))
    np.testing.assert_array_equal(np.array(Image.open(OUTLINES / "3.png")), square(value=1))
    expected = {"n_listed": 8, "n_usable": 8, "n_outlined": 8, "n_patients_without_images": 0}
    assert {key: metrics[key] for key in expected} == expected
    assert metrics["scanners"] == {"ge_7": 8}
    assert metrics["patients_by_fold"] == {"fold_1": 3, "fold_2": 3}
    assert metrics["image_faults"] == metrics["mask_faults"] == {}


def test_every_fault_is_counted_and_the_rest_goes_on(sources: Path) -> None:
    pictures, masks = sources / "pictures", sources / "masks"
    (pictures / "zero.png").write_bytes(b"")
    (pictures / "cut.png").write_bytes((pictures / "0.png").read_bytes()[:500])
    clip = np.stack([scene(50), scene(51)])
    (pictures / "clip.dcm").write_bytes(dicom(header(clip, "MONOCHROME2")))
    (pictures / "one.dcm").write_bytes(dicom(header(clip, "MONOCHROME2")))
    no_pixels = header(ramp(), "MONOCHROME2", PixelData=None)
    (pictures / "report.dcm").write_bytes(dicom(no_pixels))
    save(pictures / "twin.png", scene(0))  # of P0, listed under P1
    save(pictures / "again.png", scene(2))  # of P2, twice
    save(pictures / "blank.png", square(value=1))
    save(pictures / "nobody.png", scene(60))
    save(pictures / "other.png", scene(61))
    for number, mask in enumerate(
        [square(side=4), square(value=0), square(0, 0, 80), square()[:50]]
    ):
        save(masks / f"{number + 3}.png", mask)
    (masks / "7.png").unlink()
    more = ["zero.png,P1", "cut.png,P1", "clip.dcm,P1", "one.dcm,P1,,,1", "report.dcm,P1"]
    more += ["twin.png,P1", "again.png,P2", "blank.png,P2", "gone.png,P2", "other.png,P99"]
    write_list(sources, more)
    metrics = stage.main(study(), 7, TWO_FOLDS)
    faults = IMAGE_FAULTS.read().set_index(["part", "image"])["reason"].to_dict()
    assert faults == {
        ("image", "zero"): "zero_bytes",
        ("image", "cut"): "damaged",
        ("image", "clip"): "several_frames",
        ("image", "report"): "no_pixels",
        ("image", "0"): "two_patients",
        ("image", "twin"): "two_patients",
        ("image", "again"): "repeated",
        ("image", "blank"): "blank",
        ("image", "gone"): "absent",
        ("image", "nobody.png"): "unlisted",
        ("mask", "3"): "too_small",
        ("mask", "4"): "empty",
        ("mask", "5"): "whole_image",
        ("mask", "6"): "other_size",
        ("mask", "7"): "absent",
    }
    images = IMAGES.read()
    assert set(images.index) == {*map(str, range(1, 8)), "one"}
    assert images.loc["one", "format"] == "DICOM"
    assert set(images.index[images["n_outlined"] > 0]) == {"1", "2"}
    assert {file.stem for file in Path(FRAMES.path).iterdir()} == set(images.index)
    assert {file.stem for file in Path(OUTLINES.path).iterdir()} == {"1", "2"}
    assert metrics["n_of_other_patients"] == 1
    assert metrics["n_patients_without_images"] == 1  # P0, whose only image nobody can place
    assert metrics["image_faults"] == dict(
        sorted(
            {
                "zero_bytes": 1,
                "damaged": 1,
                "several_frames": 1,
                "no_pixels": 1,
                "two_patients": 2,
                "repeated": 1,
                "blank": 1,
                "absent": 1,
                "unlisted": 1,
            }.items()
        )
    )
    findings: Any = metrics["findings"]
    assert findings["exact_duplicate"]["n_images"] == 4
    assert findings["exact_duplicate"]["n_across_patients"] == 2


def test_a_study_without_images_says_so_and_leaves_empty_tables() -> None:
    metrics = stage.main(study(ABSENT, ABSENT), 7, TWO_FOLDS)
    assert metrics == {"absent": "not in this test"}
    assert len(IMAGES.read()) == len(IMAGE_FAULTS.read()) == len(FINDINGS.read()) == 0
    for folder in (FRAMES, OUTLINES):
        [file] = Path(folder.path).iterdir()
        assert file.read_text() == "Empty: this study has no images (not in this test).\n"


def test_without_outlines_the_folder_says_why_it_is_empty() -> None:
    metrics = stage.main(study(masks=ABSENT), 7, TWO_FOLDS)
    assert (metrics["n_usable"], metrics["n_outlined"]) == (8, 0)
    assert [file.name for file in Path(OUTLINES.path).iterdir()] == ["README.txt"]
    assert set(IMAGES.read().query("split == 'train'")["fold"]) == {1, 2}


def test_a_study_of_unusable_images_stops_and_leaves_nothing(sources: Path) -> None:
    for file in (sources / "pictures").iterdir():
        file.write_bytes(b"")
    with pytest.raises(StudyError, match=r"Not one of 8 images .*\(zero_bytes 8\)"):
        stage.main(study(), 7, TWO_FOLDS)
    assert not everything()


def real_study(mirror: Path, sources: Path, n: int) -> tuple[Study, pd.DataFrame]:
    """The first images of BUS-BRA, as stage sources and stage cohort would leave them."""
    rows = pd.read_csv(mirror / "bus-bra" / "bus_data.csv", dtype="str").head(n)
    rows.to_csv(sources / "bus_data.csv", index=False)
    shutil.copy(mirror / "bus-bra" / "5-fold-cv.csv", sources)
    for name in rows["ID"]:
        mask = f"mask_{name.removeprefix('bus_')}.png"
        for origin, target in ((f"Images/{name}.png", "ultrasound"), (f"Masks/{mask}", "outlines")):
            (sources / target).mkdir(exist_ok=True)
            shutil.copy(mirror / "bus-bra" / origin, sources / target)
    one_each = rows.drop_duplicates("Case")
    known = {"outcome": (one_each["Pathology"] == "malignant").astype(int).to_list()}
    index = pd.Index(one_each["Case"], name="patient_id")
    split = ["test" if number % 4 == 3 else "train" for number in range(len(index))]
    PATIENTS.write(pd.DataFrame({**known, "split": split}, index=index))
    return Study.load("bus-bra", Path(__file__).parents[2] / "studies"), rows


@pytest.mark.realdata
@pytest.mark.usefixtures("two_workers")
def test_real_images_keep_their_pixels_masks_and_folds(
    mirror: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study, rows = real_study(mirror, sources, 40)
    metrics = stage.main(study, 7, RULES)
    images = IMAGES.read()
    assert (metrics["n_usable"], metrics["n_outlined"]) == (40, 40)
    assert metrics["n_patients"] == rows["Case"].nunique()
    assert metrics["image_faults"] == metrics["mask_faults"] == {}
    published = pd.read_csv(mirror / "bus-bra" / "5-fold-cv.csv").set_index("ID")["kFold"]
    training = images[images["split"] == "train"]
    assert training["fold"].equals(published.loc[training.index].rename("fold"))
    assert set(images.loc[images["split"] == "test", "fold"]) == {0}
    for name in ("bus_0004-l", "bus_0036-r"):
        grey = np.array(Image.open(mirror / "bus-bra" / "Images" / f"{name}.png").convert("L"))
        np.testing.assert_array_equal(np.array(Image.open(FRAMES / f"{name}.png")), grey)
        file = f"mask_{name.removeprefix('bus_')}.png"
        mask = np.array(Image.open(mirror / "bus-bra" / "Masks" / file)) > 0
        np.testing.assert_array_equal(np.array(Image.open(OUTLINES / f"{name}.png")), mask)
    first = everything()
    monkeypatch.setenv("SONOGENOMICS_WORKERS", "1")
    stage.main(study, 7, RULES)
    assert everything() == first
