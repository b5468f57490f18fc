from pathlib import Path

import numpy as np
import pandas as pd

from sonogenomics.imaging.mask_files import read_mask
from sonogenomics.imaging.reading import read_ultrasound
from sonogenomics.simulation.latents import TRAITS
from sonogenomics.simulation.patients import imaged
from sonogenomics.simulation.scanner import SCANNERS
from sonogenomics.simulation.ultrasound import write_ultrasound


def test_everyone_imaged_has_pictures_by_her_own_scanner(
    pictured: Path, image_list: pd.DataFrame
) -> None:
    patients = pd.read_csv(pictured / "patients.csv", keep_default_na=False, dtype=str)
    seen = patients[imaged(patients)].set_index("patient_id")["scanner"]
    assert set(image_list["patient_id"]) == set(seen.index)
    assert (image_list["patient_id"].map(seen) == image_list["scanner"]).all()


def test_one_machine_exports_dicom_with_spacing_and_the_other_pictures_without(
    pictured: Path, image_list: pd.DataFrame
) -> None:
    kinds = image_list["image"].str[-3:].groupby(image_list["scanner"]).unique()
    assert set(kinds["Aixplorer"]) == {"dcm"}
    assert set(kinds["HITACHI Vision 500"]) == {"png", "jpg"}
    few = image_list[image_list["mask"] != ""].groupby("scanner").head(3)
    for image, scanner in zip(few["image"], few["scanner"], strict=True):
        read = read_ultrasound(pictured / "ultrasound" / image)
        assert (read.spacing_mm is not None) == (scanner == "Aixplorer")
        assert read.shape == SCANNERS[scanner].shape


def test_six_patients_in_ten_are_outlined(image_list: pd.DataFrame) -> None:
    outlined = (image_list["mask"] != "").groupby(image_list["patient_id"]).any()
    assert outlined.sum() == round(0.6 * len(outlined))


def test_every_outline_but_one_fits_its_picture(pictured: Path, image_list: pd.DataFrame) -> None:
    misfits = 0
    outlined = image_list[image_list["mask"] != ""]
    for mask, scanner in zip(outlined["mask"], outlined["scanner"], strict=True):
        (lesion,) = read_mask(pictured / "outlines" / mask)
        assert lesion.label == "255"
        misfits += lesion.mask.shape != SCANNERS[scanner].shape
    assert misfits == 1


def test_the_folder_stays_small(pictured: Path) -> None:
    sizes = [path.stat().st_size for path in (pictured / "ultrasound").iterdir()]
    assert len(sizes) > 150
    assert sum(sizes) / len(sizes) < 80_000


def test_equal_seeds_give_equal_bytes(tmp_path: Path) -> None:
    ids = [f"P{number:02d}" for number in range(20)]
    scanned = pd.DataFrame({"patient_id": ids, "scanner": "HITACHI Vision 500", "clean": True})
    scanned.loc[:1, "scanner"] = "Aixplorer"
    traits = pd.DataFrame(np.zeros((20, len(TRAITS))), ids, list(TRAITS))
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        write_ultrasound(tmp_path / folder, scanned, traits, 0.5, [4])
    files = [path for path in sorted((tmp_path / "one").rglob("*")) if path.is_file()]
    assert len(files) > 50
    for path in files:
        again = tmp_path / "other" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == again.read_bytes(), path.name
