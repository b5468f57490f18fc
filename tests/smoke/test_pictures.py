"""The default study, from ultrasound images to a report, as a newcomer runs it."""

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from sonogenomics.review.decisions import Decision, record
from sonogenomics.review.labels import fingerprint, read_labels
from tests.pipeline.graph import PIPELINE
from tests.smoke.test_interruption import kill_after
from tests.smoke.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pictured")]
N_KILLS = 4
FROM_PIXELS = (
    "data/imaging/",
    "models/segmenter/",
    "data/radiomics/lesion_features",
    "data/radiomics/reliability",
    "data/radiomics/urfs",
)


def metrics(workspace: Workspace, stage: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (workspace.folder / "reports" / stage / "metrics.json").read_text()
    )
    return found


def names(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.png")}


def test_every_stage_leaves_its_numbers(pictured: Workspace) -> None:
    folder = pictured.folder / "reports"
    missing = [name for name in PIPELINE if not list((folder / name).rglob("metrics.json"))]
    assert missing == []


def test_every_usable_image_goes_all_the_way_or_is_counted(pictured: Workspace) -> None:
    imaging = pictured.folder / "data" / "imaging"
    images = pd.read_parquet(imaging / "images.parquet")
    lesions = pd.read_parquet(imaging / "lesions.parquet")
    faults = pd.read_parquet(imaging / "lesion_faults.parquet")
    features = pd.read_parquet(pictured.folder / "data/radiomics/lesion_features.parquet")
    assert names(imaging / "frames") == set(images.index)
    assert set(lesions["image"]) | set(faults["image"]) == set(images.index)
    assert len(features) + metrics(pictured, "radiomics")["n_without_features"] == len(lesions)


def test_the_planted_blemishes_are_each_counted(pictured: Workspace) -> None:
    faults = metrics(pictured, "images")["image_faults"]
    assert faults["two_patients"] == 2
    assert {"damaged", "absent", "unlisted"} <= set(faults)


def test_no_name_of_a_patient_leaves_the_sources(pictured: Workspace) -> None:
    folder = pictured.folder / "data"
    dicom = (folder / "sources").rglob("*.dcm")
    assert any(b"Simulated^" in path.read_bytes() for path in dicom)
    for part in ("imaging", "radiomics"):
        for path in filter(Path.is_file, (folder / part).rglob("*")):
            assert b"Simulated^" not in path.read_bytes(), path


def test_no_held_out_patient_taught_the_network(pictured: Workspace) -> None:
    table = pd.read_parquet(pictured.folder / "data/imaging/agreement.parquet")
    assert not table.loc[table["split"] == "test", "seen"].any()
    assert table.loc[table["split"] == "train", "seen"].any()


def test_the_report_says_how_many_masks_nobody_reviewed(pictured: Workspace) -> None:
    n = metrics(pictured, "lesions")["n_by_origin"]["unreviewed"]
    page = (pictured.folder / "reports" / "report.html").read_text()
    assert n > 0
    assert f"{n} of" in page
    assert "nobody has reviewed" in page


def test_a_verdict_runs_only_what_comes_after_it(pictured: Workspace, tmp_path: Path) -> None:
    shutil.copytree(pictured.folder, tmp_path / "copy", symlinks=True)
    copy = Workspace(tmp_path / "copy")
    imaging = copy.folder / "data" / "imaging"
    lesions = pd.read_parquet(imaging / "lesions.parquet").set_index("image")
    image = str(lesions.index[lesions["origin"] == "unreviewed"][0])
    patient = str(lesions.loc[image, "patient_id"])
    mask = imaging / "masks" / f"{image}.png"
    verdict = Decision(
        image=image,
        patient_id=patient,
        verdict="accept",
        reviewer="Dr A",
        mask_sha256=fingerprint(read_labels(mask, np.asarray(Image.open(mask)).shape)),
    )
    record(copy.folder / "data" / "review" / "simulated", [verdict], {})
    said = copy.run("dvc", "repro", "--dry", "radiomics").stdout
    assert "Running stage 'lesions'" in said
    assert "Running stage 'masks'" not in said
    copy.run("python", "-m", "sonogenomics", "lesions")
    after = pd.read_parquet(imaging / "lesions.parquet").set_index("image")
    assert after.loc[image, "origin"] == "accepted"
    assert (after["origin"] == "accepted").sum() == 1


def test_a_run_killed_among_its_images_ends_with_the_same_bytes(
    unpictured: Workspace, pictured: Workspace, rng: np.random.Generator
) -> None:
    kills = sum(kill_after(unpictured, float(rng.uniform(10, 30))) for _ in range(N_KILLS))
    unpictured.run("python", "-m", "sonogenomics", "repro", "urfs")
    assert kills >= 2
    found, expected = unpictured.hashes(), pictured.hashes()
    made = [path for path in expected if path.startswith(FROM_PIXELS)]
    assert "data/radiomics/urfs.parquet" in made
    assert {path: found[path] for path in made} == {path: expected[path] for path in made}


def test_a_training_that_is_killed_goes_on(unpictured: Workspace) -> None:
    unpictured.run("dvc", "repro", "images")
    process = unpictured.start("python", "-m", "sonogenomics", "segmenter", "1")
    training = unpictured.folder / "models" / ".training"
    while process.poll() is None and not list(training.rglob("curves.csv")):
        time.sleep(0.05)  # the first epoch has ended
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (unpictured.folder / "models" / "segmenter" / "1").exists()
    done = subprocess.run(
        ["python", "-m", "sonogenomics", "segmenter", "1"],
        cwd=unpictured.folder,
        env=unpictured.env(),
        check=False,
    )
    assert done.returncode == 0
    curves = pd.read_csv(unpictured.folder / "models" / "segmenter" / "1" / "curves.csv")
    assert curves["epoch"].tolist() == [1, 2, 3, 4, 5, 6]
