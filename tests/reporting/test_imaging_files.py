"""Curves and pictures come from their folders, what is absent is left out."""

from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.output import write_json
from sonogenomics.reporting.imaging_files import (
    PictureFolders,
    read_curves,
    read_examples,
    read_weights,
)
from tests.reporting import fake_images, fake_run
from tests.reporting.reported import left_by_every_stage, reported


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's files; look, do not touch."""
    folder = tmp_path_factory.mktemp("imaged")
    run = fake_images.imaged_run()
    fake_run.write_tables(run, folder)
    fake_images.write_imaging(run, folder)
    return folder


def folders(root: Path) -> PictureFolders:
    return PictureFolders(
        *(root / "data/imaging" / name for name in ("frames", "outlines", "masks"))
    )


def test_curves_of_all_networks_stand_in_one_table_by_fold(written: Path) -> None:
    found = read_curves(written / "models/segmenter")
    expected = fake_images.curves()
    pd.testing.assert_frame_equal(found[list(expected.columns)], expected)


def test_without_a_network_there_is_no_curve_and_no_known_weights(tmp_path: Path) -> None:
    assert read_curves(tmp_path).empty
    assert read_weights(tmp_path) == "of unknown weights"


def test_networks_say_themselves_from_which_weights_they_started(tmp_path: Path) -> None:
    for fold, weights in ((1, "none"), (2, "coco")):
        settings = {"backbone": "resnet50_fpn", "weights": weights}
        write_json(tmp_path / str(fold) / "network.json", {"settings": settings})
    assert read_weights(tmp_path) == (
        "Mask R-CNN (resnet50_fpn), trained from COCO weights or "
        "Mask R-CNN (resnet50_fpn), trained from random weights"
    )


def test_a_picture_that_is_not_there_is_left_out(written: Path, tmp_path: Path) -> None:
    judged = fake_images.imaging().agreement
    arms = fake_run.patients()["outcome"].map({1: "P", 0: "N"})
    assert len(read_examples(judged, arms, folders(written))) == 8
    assert read_examples(judged, arms, folders(tmp_path)) == ()


def test_the_report_of_a_study_with_images_shows_them(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(written)
    left_by_every_stage(written)
    metrics = reported(fake_images.study())
    names = {path.stem.partition("-")[2] for path in Path("reports/figures").glob("*.svg")}
    assert {"image-flow", "lesion-gallery", "training-curves", "reliability"} <= names
    assert metrics["n_figures"] == len(names) == 23
    text = Path("reports/report.html").read_text(encoding="utf-8")
    assert "trained from random weights" in text
    assert len(text) < 6_000_000
