"""A project folder after stage masks: five images of four patients, as small as they can be."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from sonogenomics.catalog import DETECTIONS, FRAMES, IMAGES, MASKS, OUTLINES, UNCERTAINTY
from sonogenomics.review.labels import Labels, write_labels
from sonogenomics.review.proposals import DrawnBy, Proposal, proposals

SHAPE = (60, 80)
QUALITIES = {"P1-a": 0.9, "P2-a": 0.4, "P3-a": None, "P4-a": 0.7}  # P1-b: outlined by an expert
FOLDERS: dict[DrawnBy, Path] = {"expert": Path(OUTLINES.path), "network": Path(MASKS.path)}
SHA = "0" * 64


def disc(row: int, column: int, radius: int, shape: tuple[int, int] = SHAPE) -> Labels:
    """A round lesion, numbered 1."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    inside = (rows - row) ** 2 + (columns - column) ** 2 < radius**2
    return np.asarray(inside, np.uint8)


def images_table(outlined: Iterable[str] = ("P1-b",)) -> pd.DataFrame:
    """Table IMAGES; P1 has two views, P4 is held out."""
    names = ["P1-a", "P1-b", "P2-a", "P3-a", "P4-a"]
    return pd.DataFrame(
        {
            "patient_id": [name[:2] for name in names],
            "split": ["test" if name == "P4-a" else "train" for name in names],
            "fold": [0 if name == "P4-a" else 1 for name in names],
            "view": "radial",
            "scanner": "",
            "format": "PNG",
            "n_rows": SHAPE[0],
            "n_columns": SHAPE[1],
            "row_mm": np.nan,
            "column_mm": np.nan,
            "n_outlined": [int(name in set(outlined)) for name in names],
            "pixel_sha256": SHA,
        },
        index=pd.Index(names, name="image"),
    )


def detections_table(qualities: Mapping[str, float | None] = QUALITIES) -> pd.DataFrame:
    """Table DETECTIONS: one lesion an image, but none where its quality is None."""
    rows = [
        {
            "image": image,
            "patient_id": image[:2],
            "fold": 1,
            "seen": False,
            "detection": 1,
            "score": 0.8,
            "quality": quality,
            "n_px": 300,
            "lesion": 1,
        }
        for image, quality in qualities.items()
        if quality is not None
    ]
    return pd.DataFrame(rows)


def lay_out(folder: Path) -> Path:
    """Write the project below `folder`, which is the current one."""
    IMAGES.write(images_table())
    DETECTIONS.write(detections_table())
    rng = np.random.default_rng(1)
    for place in (FRAMES, UNCERTAINTY):
        (folder / place.path).mkdir(parents=True)
    for k, image in enumerate(images_table().index):
        lesion = disc(25 + 2 * k, 35 + 3 * k, 10)
        grey = rng.gamma(4, 25, SHAPE).clip(0, 255) * np.where(lesion, 0.4, 1)
        Image.fromarray(grey.astype(np.uint8)).save(FRAMES / f"{image}.png")
        write_labels(
            OUTLINES / f"{image}.png" if image == "P1-b" else MASKS / f"{image}.png",
            lesion if image != "P3-a" else np.zeros(SHAPE, np.uint8),
        )
        edge = disc(25 + 2 * k, 35 + 3 * k, 12) - disc(25 + 2 * k, 35 + 3 * k, 8)
        write_labels(UNCERTAINTY / f"{image}.png", edge * 200)
    return folder


def proposed(outlined: str = "expert") -> dict[str, Proposal]:
    """Proposals of the project in the current folder."""
    return proposals(IMAGES.read(), DETECTIONS.read(), FOLDERS, outlined)  # type: ignore[arg-type]
