"""Stage radiomics on small folders: a row of features a lesion, or the reason why not."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sonogenomics.catalog import (
    FEATURE_FAULTS,
    FRAMES,
    IMAGES,
    LESION_FEATURES,
    LESION_MASKS,
    LESIONS,
)
from sonogenomics.params import Params
from sonogenomics.profiles import PROFILES
from sonogenomics.radiomics.names import PUBLISHED
from sonogenomics.stages import radiomics as stage
from tests.stages.imaged import Picture, pictures, real_pictures, split_of, study, write_project

RULES = Params.load().radiomics
HONEST, STUDYS = PROFILES["honest"], PROFILES["published"]
MEAN = "original_firstorder_Mean"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SONOGENOMICS_WORKERS", "1")
    return tmp_path


def project(found: list[Picture]) -> None:
    write_project(found, split_of([one.patient for one in found], 1))


def written() -> list[bytes]:
    paths = (LESION_FEATURES.path, FEATURE_FAULTS.path, stage.PROVENANCE)
    return [Path(path).read_bytes() for path in paths]


def test_every_lesion_gives_the_86_features_of_its_own_pixels(rng: np.random.Generator) -> None:
    found = pictures(3, rng)
    found[0].labels[:12, :12] = 2
    project(found)
    metrics = stage.main(study(), HONEST, RULES)
    table = LESION_FEATURES.read()
    assert table.columns.tolist() == ["patient_id", "image", "lesion", "n_px", *PUBLISHED]
    assert table.loc[:1, ["image", "lesion"]].to_numpy().tolist() == [["P00-0", 1], ["P00-0", 2]]
    for row, number in enumerate((1, 2)):
        inside = found[0].labels == number
        assert table["n_px"].iloc[row] == inside.sum()
        assert table[MEAN].iloc[row] == pytest.approx(found[0].grey[inside].mean())
    assert metrics == {
        "n_lesions": 7,
        "n_with_features": 7,
        "n_features": 86,
        "n_without_features": 0,
        "reasons": {},
        "n_at_edge": 1,
        "n_spacing_known": 0,
        "region": "mask",
        "bin_width": 25,
        "bin_count": None,
        "engine": "fast",
    }


def test_the_profile_decides_between_lesion_and_box_unless_params_do(
    rng: np.random.Generator,
) -> None:
    found = pictures(1, rng, views=1)
    project(found)
    rows, columns = np.nonzero(found[0].labels)
    box = found[0].grey[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    lesion = found[0].grey[found[0].labels > 0]
    asked = [("profile", STUDYS, box), ("profile", HONEST, lesion), ("mask", STUDYS, lesion)]
    for region, profile, pixels in asked:
        stage.main(study(), profile, RULES.model_copy(update={"region": region}))
        assert LESION_FEATURES.read()[MEAN].item() == pytest.approx(pixels.mean())


def test_lesions_at_fault_are_counted_by_reason_and_the_others_go_on(
    rng: np.random.Generator,
) -> None:
    found = pictures(5, rng, views=1)
    small, blank = np.zeros_like(found[0].labels), np.full_like(found[0].grey, 9)
    small[30:35, 30:35] = 1
    found[1], found[2] = replace(found[1], labels=small), replace(found[2], grey=blank)
    project(found)
    (FRAMES / "P03-0.png").write_bytes((FRAMES / "P03-0.png").read_bytes()[:300])
    (LESION_MASKS / "P04-0.png").unlink()
    metrics = stage.main(study(), HONEST, RULES)
    assert metrics["reasons"] == {"constant": 1, "small": 1, "unreadable": 2}
    assert (metrics["n_lesions"], metrics["n_with_features"]) == (5, 1)
    faults = FEATURE_FAULTS.read()
    assert faults["patient_id"].tolist() == ["P01", "P02", "P03", "P04"]
    assert "covers 25 px, fewer than 100" in faults["fault"][0]
    assert "P04-0.png is missing" in faults["fault"][3]


def test_equal_input_gives_equal_bytes_for_any_number_of_workers(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(pictures(3, rng))
    stage.main(study(), HONEST, RULES)
    alone = written()
    shuffled = LESIONS.read().sample(frac=1, random_state=1).reset_index(drop=True)
    LESIONS.write(shuffled)
    monkeypatch.setenv("SONOGENOMICS_WORKERS", "2")
    stage.main(study(), HONEST, RULES)
    assert written() == alone


def test_either_engine_gives_the_same_table(rng: np.random.Generator) -> None:
    project(pictures(2, rng))
    stage.main(study(), HONEST, RULES)
    fast = Path(LESION_FEATURES.path).read_bytes()
    stage.main(study(), HONEST, RULES.model_copy(update={"engine": "reference"}))
    assert Path(LESION_FEATURES.path).read_bytes() == fast


def test_provenance_says_how_to_take_the_same_features_again(rng: np.random.Generator) -> None:
    project(pictures(1, rng))
    stage.main(study(), STUDYS, RULES)
    provenance = json.loads(Path(stage.PROVENANCE).read_text())
    assert provenance["pyradiomics"] == "3.0.1"
    assert provenance["engine"] == "fast"
    assert provenance["settings"]["region"] == "box"
    assert provenance["settings"]["bin_width"] == 25
    assert len(provenance["settings_sha256"]) == 64


def test_lengths_are_in_mm_where_the_size_of_a_pixel_is_known(rng: np.random.Generator) -> None:
    first, second = pictures(1, rng)
    project([first, replace(second, labels=first.labels, spacing_mm=0.1)])
    metrics = stage.main(study(), HONEST, RULES.model_copy(update={"extras": ("shape2D",)}))
    surface = LESION_FEATURES.read()["original_shape2D_PixelSurface"]
    assert metrics["n_spacing_known"] == 1
    assert surface.tolist() == pytest.approx([first.labels.sum(), first.labels.sum() / 100])


def test_a_study_without_images_has_empty_tables_and_says_why() -> None:
    for table in (IMAGES, LESIONS):
        table.write(table.schema.empty())
    assert stage.main(study(images=False), HONEST, RULES) == {"absent": "not in this test"}
    assert LESION_FEATURES.read().shape == (0, 90)
    assert FEATURE_FAULTS.read().empty


@pytest.mark.realdata
def test_real_lesions_have_the_first_order_features_of_scipy(mirror: Path) -> None:
    found = real_pictures(mirror, 5)
    project(found)
    metrics = stage.main(study(), HONEST, RULES)
    table = LESION_FEATURES.read().set_index("image")
    assert metrics["n_with_features"] == 10
    assert {one.grey[one.labels > 0].max() > 205 for one in found} == {True, False}
    for one in found:
        inside = one.grey[one.labels > 0].astype(float)
        row = table.loc[one.image]
        assert row[MEAN] == pytest.approx(inside.mean())
        assert row["original_firstorder_Skewness"] == pytest.approx(stats.skew(inside))
        bins = np.bincount((inside // 25).astype(int))
        assert row["original_firstorder_Entropy"] == pytest.approx(stats.entropy(bins, base=2))
