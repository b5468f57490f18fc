"""Tables of the imaging half, made up but shaped as the catalog promises."""

from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from sonogenomics import catalog
from sonogenomics.catalog.store import Table
from sonogenomics.figures.lesion_gallery import Example, chosen, cut_out
from sonogenomics.output import write_json
from sonogenomics.reporting.imaging_run import Imaging, weights_in_words
from sonogenomics.reporting.run import Run
from sonogenomics.study import Study
from tests.reporting.fake_run import FEATURES, HOSTILE, differential, full_run, patients
from tests.reporting.fake_run import study as fake_study

SCANNERS = ("Aixplorer", "Vision 500")
FOLDS = (1, 2)  # networks trained
SIDE = 96


def images() -> pd.DataFrame:
    """Two views a patient; every third patient's second view was not outlined."""
    rows = [
        {
            "image": f"{who}{view}",
            "patient_id": who,
            "split": one["split"],
            "fold": 0 if one["split"] == "test" else 1 + n % 3,
            "view": view,
            "scanner": SCANNERS[n // 2 % 2],
            "format": "PNG",
            "n_rows": SIDE,
            "n_columns": SIDE,
            "row_mm": 0.1 if n % 2 else np.nan,
            "column_mm": 0.1 if n % 2 else np.nan,
            "n_outlined": int(view == "a" or n % 3 > 0),
            "pixel_sha256": f"{n:03}{view}",
        }
        for n, (who, one) in enumerate(patients().iterrows())
        for view in ("a", "b")
    ]
    return pd.DataFrame(rows).set_index("image")


def image_faults() -> pd.DataFrame:
    rows = [
        ("X1", "P001", "image", "absent", "X1.png is listed and absent."),
        ("X2", "P002", "image", "truncated", f"X2.png ends early {HOSTILE}."),
        ("X3", "", "image", "unlisted", "X3.png is in nobody's list."),
        ("P004a", "P004", "mask", "other_size", "P004a.png has another size."),
    ]
    return pd.DataFrame(rows, columns=["image", "patient_id", "part", "reason", "fault"])


def findings() -> pd.DataFrame:
    rows: list[tuple[object, ...]] = [
        ("P003a", "P003", "near_duplicate", "same_patient", "P003b", 3.0, np.nan),
        ("P003b", "P003", "near_duplicate", "same_patient", "P003a", 3.0, np.nan),
        ("P005a", "P005", "exact_duplicate", "across_splits", "P007a", 0.0, np.nan),
        ("P007a", "P007", "exact_duplicate", "across_splits", "P005a", 0.0, np.nan),
    ]
    rows += [(f"P{n:03}a", f"P{n:03}", "strokes_outside", "", "", 4.0, 0.0) for n in range(40)]
    rows += [(f"P{n:03}a", f"P{n:03}", "spacing_missing", "", "", np.nan, np.nan) for n in range(9)]
    columns = ["image", "patient_id", "finding", "scope", "partner", "value", "limit"]
    return pd.DataFrame(rows, columns=columns)


def agreement(rng: np.random.Generator) -> pd.DataFrame:
    known = images().query("n_outlined > 0")
    trained = known["fold"].isin(FOLDS)
    dice = np.clip(1 - rng.gamma(1.6, 0.07, len(known)), 0, 1)
    spread = np.clip(dice + rng.normal(0, 0.05, len(known)), 0, 1)
    lost = dice < 0.55
    frame = pd.DataFrame(
        {
            "patient_id": known["patient_id"],
            "split": known["split"],
            "fold": known["fold"].where(trained, FOLDS[0]),
            "seen": (known["split"] == "train") & ~trained,
            "n_reference": 1,
            "n_detections": 1 + (dice < 0.7).astype(int),
            "n_hit": (~lost).astype(int),
            "n_false": (dice < 0.7).astype(int),
            "accepted": dice >= 0.7,
            "quality": spread,
            "dice": dice,
            "iou": dice / (2 - dice),
            "hd95_px": 20 * (1 - dice),
            "asd_px": 6 * (1 - dice),
            "hd95_mm": np.where(known["row_mm"].notna(), 2 * (1 - dice), np.nan),
            "asd_mm": np.where(known["row_mm"].notna(), 0.6 * (1 - dice), np.nan),
        }
    )
    return frame.astype({"n_reference": "int64"})


def detections(judged: pd.DataFrame) -> pd.DataFrame:
    columns = ["image", "patient_id", "fold", "seen", "quality"]
    frame = judged.reset_index()[columns]
    return frame.assign(detection=1, score=0.9, n_px=900, lesion=1)


def lesions() -> pd.DataFrame:
    known = images()
    places = np.arange(len(known))
    origin = np.where(known["n_outlined"] > 0, "outlined", "unreviewed")
    origin = np.where((origin == "unreviewed") & (places % 4 == 1), "accepted", origin)
    frame = pd.DataFrame({"patient_id": known["patient_id"], "lesion": 1, "origin": origin})
    frame = frame.assign(quality=np.where(origin == "outlined", np.nan, 0.8), n_px=900)
    return frame.reset_index()[["patient_id", "image", "lesion", "origin", "quality", "n_px"]]


def lesion_faults(reason: str) -> pd.DataFrame:
    rows = [("P070", "P070b", 0, reason, f"P070b: {reason}, redraw it.")]
    return pd.DataFrame(rows, columns=["patient_id", "image", "lesion", "reason", "fault"])


def reliability() -> pd.DataFrame:
    masks = np.linspace(0.98, 0.35, len(FEATURES))
    views = np.linspace(0.2, 0.9, len(FEATURES))
    frame = pd.DataFrame({"icc_masks": masks}, index=pd.Index(FEATURES, name="feature"))
    frame = frame.assign(icc_masks_low=masks - 0.08, icc_masks_high=np.minimum(masks + 0.06, 1))
    frame = frame.assign(icc_views=views, icc_views_low=views - 0.2, icc_views_high=views + 0.1)
    return frame.assign(barred=views < 0.25)


def scanner_effects() -> pd.DataFrame:
    explained = np.linspace(0.3, 0.001, len(FEATURES))
    return pd.DataFrame(
        {
            "n_scanners": 2,
            "epsilon_squared": explained,
            "p": np.linspace(1e-9, 0.8, len(FEATURES)),
            "p_bh": np.linspace(1e-8, 0.9, len(FEATURES)),
            "epsilon_squared_after": explained / 10,
        },
        index=pd.Index(FEATURES, name="feature"),
    )


def curves() -> pd.DataFrame:
    parts = []
    for fold in FOLDS:
        epoch = np.arange(1, 13)
        frame = pd.DataFrame({"fold": fold, "epoch": epoch, "step": epoch * 20, "rate": 0.001})
        frame = frame.assign(train_loss=2.2 * np.exp(-epoch / 5) + 0.3 + 0.05 * fold)
        for name, share in (("mask", 0.4), ("box", 0.3), ("class", 0.2)):
            frame[f"train_loss_{name}"] = share * frame["train_loss"]
        parts.append(frame.assign(validation_dice=0.88 * (1 - np.exp(-epoch / (2 + fold)))))
    return pd.concat(parts, ignore_index=True)


def disc(centre: tuple[float, float], radius: float) -> np.ndarray:
    rows, columns = np.mgrid[:SIDE, :SIDE]
    inside = (rows - centre[0]) ** 2 + (1.4 * (columns - centre[1])) ** 2 < radius**2
    return np.asarray(inside, dtype=np.uint8)


def examples(judged: pd.DataFrame) -> list[Example]:
    """Dark discs in speckle, the network's shifted the more the lower its Dice."""
    rng = np.random.default_rng(20230121)
    arms = patients().iloc[:, 0].map({1: "HER2+", 0: "HER2−"})
    shown = []
    for _, row in chosen(judged, arms).iterrows():
        lesion = disc((48, 46), 20)
        speckle = rng.rayleigh(45, (SIDE, SIDE)) * np.where(lesion > 0, 0.5, 1.4)
        drawn = disc((48, 46 + 30 * (1 - float(row["dice"]))), 19)
        frame = np.clip(speckle, 0, 255).astype(np.uint8)
        shown.append(cut_out(row, frame, lesion, drawn))
    return shown


def tested() -> pd.DataFrame:
    """As the differential features of the fake run, their U varying."""
    frame = differential()
    return frame.assign(u=np.linspace(250.0, 560.0, len(frame)))


def imaging(**changes: object) -> Imaging:
    """Every table, curve and picture of the imaging half."""
    judged = agreement(np.random.default_rng(20230121))
    parts: dict[str, object] = {
        "images": images(),
        "image_faults": image_faults(),
        "findings": findings(),
        "agreement": judged,
        "lesions": lesions(),
        "lesion_faults": lesion_faults("nothing_detected"),
        "feature_faults": lesion_faults("too_small"),
        "reliability": reliability(),
        "scanner_effects": scanner_effects(),
        "curves": curves(),
        "examples": tuple(examples(judged)),
        "weights": weights_in_words("resnet18_fpn", "none"),
    }
    return Imaging(**(parts | changes))  # type: ignore[arg-type]


def study() -> Study:
    """The made-up study, with images instead of a table of features."""
    source = {"origin": {"url": "https://example.org/i"}, "licence": "CC0-1.0", "citation": HOSTILE}
    sources = {
        "frames": {**source, "file": "frames", "folder": "frames"},
        "list": {**source, "file": "list.csv"},
        "outlines": {**source, "file": "outlines", "folder": "outlines"},
    }
    return fake_study(
        sources=sources,
        truth=None,
        patients={"source": "list", "outcome": {"positive_id": "^p", "negative_id": "^n"}},
        images={"source": "frames", "list": "list", "image": {"column": "file"}, "patient": "id"},
        masks={"source": "outlines", "format": "png", "mask": {"column": "file"}},
        urfs={"absent": "taken from the images"},
    )


def imaged_run(profile: str = "honest", **changes: object) -> Run:
    """A run of a study with images."""
    given: dict[str, object] = {"study": study(), "imaging": imaging(), "differential": tested()}
    return full_run(profile, **(given | {"recovered": pd.DataFrame()} | changes))


TABLES = {
    "images": catalog.IMAGES,
    "image_faults": catalog.IMAGE_FAULTS,
    "findings": catalog.FINDINGS,
    "agreement": catalog.AGREEMENT,
    "lesions": catalog.LESIONS,
    "lesion_faults": catalog.LESION_FAULTS,
    "feature_faults": catalog.FEATURE_FAULTS,
    "reliability": catalog.RELIABILITY,
    "scanner_effects": catalog.SCANNER_EFFECTS,
}


def write_imaging(run: Run, folder: Path) -> None:
    """Write tables, networks and pictures as the image stages would, below `folder`."""
    for name, table in TABLES.items():
        Table(str(folder / table.path), table.schema).write(getattr(run.imaging, name))
    for fold, rows in run.imaging.curves.groupby("fold"):
        network = folder / catalog.SEGMENTER.path.format(fold)
        network.mkdir(parents=True)
        rows.drop(columns="fold").to_csv(network / "curves.csv", index=False)
        settings = {"backbone": "resnet18_fpn", "weights": "none"}
        write_json(network / "network.json", {"settings": settings})
    pictures = {"frames": disc((40, 40), 90) * 120, "outlines": disc((48, 46), 20)}
    for name, levels in (pictures | {"masks": disc((48, 50), 19)}).items():
        place = folder / "data/imaging" / name
        place.mkdir(parents=True)
        for image in run.imaging.agreement.index:
            Image.fromarray(levels).save(place / f"{image}.png")
