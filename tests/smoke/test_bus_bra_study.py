"""The study bus-bra on its real images, end to end, with a small network; `make real` runs it."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sonogenomics.__main__ import STAGES
from tests.smoke.workspace import PICTURED, Workspace, copy_project

pytestmark = [pytest.mark.realrun, pytest.mark.realdata]


@pytest.fixture(scope="session")
def real(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A checkout in which the real images went all the way, with no way to the internet."""
    changes = {**PICTURED[0], "study: simulated ": "study: bus-bra "}
    workspace = copy_project(tmp_path_factory.mktemp("bus-bra") / "project", changes)
    nowhere = "http://127.0.0.1:9"
    done = workspace.run(
        *("python", "-m", "sonogenomics", "repro"),
        SONOGENOMICS_MIRROR=str(mirror),
        http_proxy=nowhere,
        https_proxy=nowhere,
    )
    print(done.stdout)
    return workspace


def metrics(workspace: Workspace, stage: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (workspace.folder / "reports" / stage / "metrics.json").read_text()
    )
    return found


def test_every_stage_ran_on_the_real_images(real: Workspace) -> None:
    reports = real.folder / "reports"
    assert [s for s in STAGES if not list((reports / s).rglob("metrics.json"))] == []


def test_all_images_of_all_patients_are_used(real: Workspace) -> None:
    images = metrics(real, "images")
    assert (images["n_usable"], images["n_outlined"], images["n_patients"]) == (707, 707, 400)
    cohort = metrics(real, "cohort")
    assert (cohort["n_positive"], cohort["n_negative"]) == (130, 270)


def test_the_published_folds_are_kept(real: Workspace, mirror: Path) -> None:
    images = pd.read_parquet(real.folder / "data/imaging/images.parquet")
    published = pd.read_csv(mirror / "bus-bra" / "5-fold-cv.csv").set_index("ID")["kFold"]
    training = images[images["split"] == "train"]
    assert (training["fold"] == published.loc[training.index]).all()
    assert (images.loc[images["split"] == "test", "fold"] == 0).all()


def test_features_are_those_of_the_experts_outlines(real: Workspace) -> None:
    assert metrics(real, "lesions")["n_by_origin"]["outlined"] == 707
    assert metrics(real, "radiomics")["n_with_features"] == 707
    urfs = pd.read_parquet(real.folder / "data/radiomics/urfs.parquet")
    assert urfs.shape == (400, 86)


def test_agreement_is_told_of_unseen_patients(real: Workspace) -> None:
    masks = metrics(real, "masks")
    for group in ("held_out", "unseen_train"):
        dice = masks[group]["dice"]
        assert 0 <= dice["low"] <= dice["patient_mean"] <= dice["high"] <= 1
    assert masks["held_out"]["n_patients"] == 120


def test_texture_tells_malignant_from_benign_in_held_out_patients(real: Workspace) -> None:
    served = metrics(real, "validation")["served"]
    # which features are served is chosen on six splits only, so no more than this is promised
    assert served["auc_low"] > 0.5


def test_the_gene_stages_are_left_out_visibly(real: Workspace) -> None:
    page = (real.folder / "reports" / "report.html").read_text()
    assert "no tumour of these patients was sequenced" in page
    assert "malignant" in page
    assert "HER2" not in page.replace("sonogenomics-her2", "")
