"""Stage robustness on small folders: what training patients say of each feature."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import IMAGES, LESION_FEATURES, LESIONS, RELIABILITY
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.profiles import PROFILES
from sonogenomics.radiomics.names import PUBLISHED
from sonogenomics.stages import Metrics
from sonogenomics.stages import radiomics as before
from sonogenomics.stages import robustness as stage
from tests.stages.imaged import Picture, pictures, real_pictures, split_of, study, write_project

PARAMS = Params.load()
RULES = PARAMS.robustness.model_copy(update={"lesions": 5, "changes": 4})
HONEST = PROFILES["honest"]
SEED = 20230121


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SONOGENOMICS_WORKERS", "1")
    return tmp_path


def project(found: list[Picture], n_test: int = 2) -> None:
    write_project(found, split_of([one.patient for one in found], n_test))
    before.main(study(), HONEST, PARAMS.radiomics)


def ran(seed: int = SEED, **thresholds: float) -> Metrics:
    rules = PARAMS.urfs.model_copy(update=thresholds)
    return stage.main(study(), seed, HONEST, PARAMS.radiomics, RULES, rules)


def test_each_feature_gets_its_agreement_and_interval(rng: np.random.Generator) -> None:
    project(pictures(9, rng))
    metrics = ran()
    table = RELIABILITY.read()
    assert table.index.tolist() == list(PUBLISHED)
    for kind in ("masks", "views"):
        known = table.dropna(subset=[f"icc_{kind}"])
        assert len(known) > 80
        assert (known[f"icc_{kind}_low"] <= known[f"icc_{kind}"] + 1e-9).all()
        assert (known[f"icc_{kind}"] <= known[f"icc_{kind}_high"] + 1e-9).all()
    assert metrics["n_changed_outlines"] == 20
    assert (metrics["n_changes_failed"], metrics["n_barred"]) == (0, 0)
    masks = metrics["masks"]
    assert isinstance(masks, dict)
    assert (masks["n_compared"], masks["n_measurements"]) == (5, 5)


def test_held_out_patients_bar_no_feature(rng: np.random.Generator) -> None:
    project(pictures(9, rng))
    ran()
    expected = Path(RELIABILITY.path).read_bytes()
    features = LESION_FEATURES.read()
    held_out = features["patient_id"].isin(["P07", "P08"])
    assert held_out.sum() == 4
    LESION_FEATURES.write(features[~held_out])
    ran()
    assert Path(RELIABILITY.path).read_bytes() == expected


def test_the_seed_draws_lesions_and_changes_and_nothing_else_does(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(pictures(9, rng))
    ran()
    first = Path(RELIABILITY.path).read_bytes()
    monkeypatch.setenv("SONOGENOMICS_WORKERS", "2")
    ran()
    assert Path(RELIABILITY.path).read_bytes() == first
    ran(seed=1)
    assert Path(RELIABILITY.path).read_bytes() != first


def test_features_below_a_threshold_are_barred_and_counted(rng: np.random.Generator) -> None:
    project(pictures(9, rng))
    metrics = ran(min_icc_masks=0.8)
    table = RELIABILITY.read()
    assert metrics["n_barred"] == table["barred"].sum() > 0
    assert not (table["barred"] & (table["icc_masks"] >= 0.8)).any()
    assert not (~table["barred"] & ~(table["icc_masks"] >= 0.8)).any()


def test_patients_with_one_view_leave_the_agreement_of_views_unknown(
    rng: np.random.Generator,
) -> None:
    project(pictures(6, rng, views=1))
    ran()
    assert RELIABILITY.read()["icc_views"].isna().all()
    with pytest.raises(StudyError, match=r"urfs\.min_icc_views is 0\.5.*set it to 0"):
        ran(min_icc_views=0.5)


def test_a_study_without_images_has_an_empty_table_and_says_why() -> None:
    for table in (IMAGES, LESIONS):
        table.write(table.schema.empty())
    before.main(study(images=False), HONEST, PARAMS.radiomics)
    metrics = stage.main(study(images=False), SEED, HONEST, PARAMS.radiomics, RULES, PARAMS.urfs)
    assert metrics == {"absent": "not in this test"}
    assert RELIABILITY.read().empty


@pytest.mark.realdata
def test_on_real_lesions_the_mean_survives_and_most_features_are_good(mirror: Path) -> None:
    project(real_pictures(mirror, 5), n_test=1)
    ran()
    masks = RELIABILITY.read()["icc_masks"]
    assert masks["original_firstorder_Mean"] > 0.9
    assert pd.Series(masks).median() > 0.75
