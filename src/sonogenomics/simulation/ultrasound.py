"""The image folder of a study: pictures of every patient, outlines of some, and a list of both."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sonogenomics.simulation.blemishes import OUTLINES, PICTURES, blemish
from sonogenomics.simulation.examination import Examination, examinations, views
from sonogenomics.simulation.marks import with_callipers, with_scale
from sonogenomics.simulation.picture_files import write_dicom, write_jpeg, write_mask, write_png
from sonogenomics.simulation.pictures import Picture
from sonogenomics.simulation.scanner import SCANNERS, Grey

LIST = "images.csv"
COLUMNS = ("image", "mask", "patient_id", "view", "scanner")
_WITH_SCALE, _WITH_CALLIPERS, _ON_THE_LESION = 0.6, 0.12, 0.015  # of the pictures without DICOM
_JPEG, _COLOUR = 0.5, 0.1  # of the patients of either machine
_LOGO = "VISION"


def write_ultrasound(
    folder: Path, patients: pd.DataFrame, traits: pd.DataFrame, share: float, seed: Sequence[int]
) -> None:
    """Write the pictures, the experts' outlines and the list of both.

    Parameters
    ----------
    folder : Path
        An existing folder; gets `ultrasound/`, `outlines/` and `images.csv`.
    patients : DataFrame
        Of those who are scanned: `patient_id`, `scanner`, and `clean`: whether something may be
        wrong with one of the files (a boolean; patients who leave the study are no use for that).
    traits : DataFrame of shape (n_patients, 6)
        By patient, in the same order.
    share : float
        Patients whose lesions an expert outlined.
    seed : sequence of int
    """
    for name in (PICTURES, OUTLINES):
        (folder / name).mkdir()
    rng = np.random.default_rng([*seed, 1])
    outlined = _outlined(len(patients), share, rng)
    rows = []
    scanned = examinations(traits, list(patients["scanner"]), [*seed, 2])
    for one, has_outline in zip(scanned, outlined, strict=True):
        rows += _write(folder, one, np.random.default_rng([*one.seeds[0], 0]), has_outline)
    listed = pd.DataFrame(rows, columns=list(COLUMNS))
    candidates = patients.loc[patients["clean"], "patient_id"]
    listed = blemish(folder, listed, candidates.tolist(), rng)
    listed.to_csv(folder / LIST, index=False, lineterminator="\n")


def _outlined(n: int, share: float, rng: np.random.Generator) -> list[bool]:
    chosen = np.zeros(n, bool)
    chosen[rng.choice(n, round(share * n), replace=False)] = True
    return [bool(one) for one in chosen]


def _write(
    folder: Path, one: Examination, rng: np.random.Generator, has_outline: bool
) -> list[tuple[str, str, str, int, str]]:
    """All views of a patient; one row each for the list."""
    spacing, odd = SCANNERS[one.scanner].spacing_mm, rng.random()
    kind = "dcm" if spacing is not None else ("jpg" if odd < _JPEG else "png")
    rows = []
    for view, seen in enumerate(views(one), start=1):
        name = f"{one.patient_id}-{view}"
        path = folder / PICTURES / f"{name}.{kind}"
        grey = seen.grey if spacing is not None else _marked(seen, rng)
        if spacing is not None:
            write_dicom(grey, path, spacing, colour=odd < _COLOUR)
        elif kind == "jpg":
            write_jpeg(grey, path)
        else:
            write_png(grey, path)
        if has_outline:
            write_mask(seen.mask, folder / OUTLINES / f"{name}.png")
        rows.append((path.name, f"{name}.png" * has_outline, one.patient_id, view, one.scanner))
    return rows


def _marked(seen: Picture, rng: np.random.Generator) -> Grey:
    """What machine and operator burn in: a scale on many, callipers on some."""
    scale, callipers = rng.random(2)
    grey = with_scale(seen.grey, _LOGO) if scale < _WITH_SCALE else seen.grey
    if callipers < _ON_THE_LESION:
        return with_callipers(grey, seen.mask, -6)
    return with_callipers(grey, seen.mask, 6) if callipers < _WITH_CALLIPERS else grey
