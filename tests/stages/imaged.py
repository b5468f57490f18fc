"""A project folder after the stage lesions, on small made-up images or on real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from sonogenomics.catalog import FRAMES, IMAGES, LESION_MASKS, LESIONS, PATIENTS
from sonogenomics.radiomics.region import Pixels
from sonogenomics.study import Study
from tests.outcomes import HER2
from tests.radiomics.lesions import ellipse, read, speckle

ABSENT = {"absent": "not in this test"}


def study(*, images: bool = True) -> Study:
    """A study of images, or of nothing."""
    source = {"origin": {"mirror": "-"}, "licence": "-", "citation": "-"}
    names = {"list": "list.csv", "images": "images"} if images else dict[str, str]()
    return Study.model_validate(
        {
            "name": "small",
            "title": "-",
            "citation": "-",
            "sources": {name: {**source, "file": file} for name, file in names.items()},
            "outcome": HER2,
            "patients": {"source": None, "outcome": {"positive_id": "^p", "negative_id": "^n"}},
            "images": {
                "source": "images",
                "list": "list",
                "image": {"column": "ID"},
                "patient": "Case",
            }
            if images
            else ABSENT,
            **dict.fromkeys(("masks", "urfs", "expression", "gene_sets"), ABSENT),
        }
    )


@dataclass(frozen=True)
class Picture:
    """One image of a patient and its label mask."""

    patient: str
    image: str
    grey: Pixels
    labels: Pixels
    scanner: str = "A"
    spacing_mm: float = float("nan")


def pictures(n_patients: int, rng: np.random.Generator, views: int = 2) -> list[Picture]:
    """Patients P00, P01, ... with one lesion a view, on two scanners by turns."""
    found = []
    for number in range(n_patients):
        across, down = rng.uniform(0.2, 0.4, 2)
        for view in range(views):
            mask = ellipse(across=across, down=down) // 255
            patient = f"P{number:02}"
            scanner = "AB"[number % 2]
            found.append(Picture(patient, f"{patient}-{view}", speckle(rng), mask, scanner))
    return found


def outlined(path: Path) -> Pixels:
    """1 inside the lesion."""
    return (read(path) > 0).astype(np.uint8)


def real_pictures(mirror: Path, n_patients: int) -> list[Picture]:
    """Every view of patients of BUS-BRA that have two, of each device in turn."""
    folder = mirror / "bus-bra"
    listed = pd.read_csv(folder / "bus_data.csv", dtype=str)
    views = listed[listed.groupby("Case")["ID"].transform("size") == 2]
    turn = views.drop_duplicates("Case").groupby("Device").cumcount().sort_values(kind="stable")
    cases = views.loc[turn.index[:n_patients], "Case"]
    return [
        Picture(
            f"case-{row.Case}",
            str(row.ID),
            read(folder / "Images" / f"{row.ID}.png"),
            outlined(folder / "Masks" / f"mask_{str(row.ID).removeprefix('bus_')}.png"),
            str(row.Device),
        )
        for row in views[views["Case"].isin(cases)].itertuples()
    ]


def split_of(patients: Sequence[str], n_test: int) -> dict[str, str]:
    """The last patients by name are held out."""
    in_order = sorted(set(patients))
    held_out = in_order[len(in_order) - n_test :]
    return {name: "test" if name in held_out else "train" for name in patients}


def write_project(found: Sequence[Picture], split: Mapping[str, str]) -> None:
    """Write what stages up to lesions leave behind, in the current folder."""
    patients = sorted(split)
    PATIENTS.write(
        pd.DataFrame(
            {
                "outcome": [i % 2 for i in range(len(patients))],
                "split": [split[p] for p in patients],
            },
            index=pd.Index(patients, dtype="str", name="patient_id"),
        )
    )
    IMAGES.write(pd.DataFrame([_image(one, split) for one in found]).set_index("image"))
    LESIONS.write(
        pd.DataFrame(
            [
                {
                    "patient_id": one.patient,
                    "image": one.image,
                    "lesion": int(label),
                    "origin": "outlined",
                    "quality": float("nan"),
                    "n_px": int((one.labels == label).sum()),
                }
                for one in found
                for label in np.unique(one.labels[one.labels > 0])
            ]
        )
    )
    for folder, part in ((FRAMES, "grey"), (LESION_MASKS, "labels")):
        (folder / "").mkdir(parents=True, exist_ok=True)
        for one in found:
            Image.fromarray(getattr(one, part)).save(folder / f"{one.image}.png")


def _image(one: Picture, split: Mapping[str, str]) -> dict[str, object]:
    rows, columns = one.grey.shape
    return {
        "image": one.image,
        "patient_id": one.patient,
        "split": split[one.patient],
        "fold": int(split[one.patient] == "train"),
        "view": "",
        "scanner": one.scanner,
        "format": "PNG",
        "n_rows": rows,
        "n_columns": columns,
        "row_mm": one.spacing_mm,
        "column_mm": one.spacing_mm,
        "n_outlined": int(one.labels.max()),
        "pixel_sha256": "-",
    }
