import csv
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from sonogenomics.params.features import Extraction
from sonogenomics.radiomics.engine import binned, fast_features
from sonogenomics.radiomics.extraction import reference_features
from sonogenomics.radiomics.ibsi import DEVIATIONS, IBSI, ibsi_code
from sonogenomics.radiomics.names import KNOWN
from sonogenomics.radiomics.region import Region
from sonogenomics.radiomics.settings import feature_names
from tests.radiomics.lesions import ellipse, speckle

SETTINGS = Extraction(bin_width=1, extras=("ngtdm", "glcm_MCC", "glcm_SumAverage"))
ENGINES = [reference_features, fast_features]
OFFSETS = {one.what: one.offset for one in DEVIATIONS if np.isfinite(one.offset)}
TEXTURES = [key for key in IBSI if key[0] != "firstorder"]
INTENSITIES = [key for key in IBSI if key[0] == "firstorder"]
# how IBSI calls merging: per direction and averaged, or no direction at all
VOLUME = {"firstorder": "", "glcm": "_3D_avg", "glrlm": "_3D_avg"}
PLANE = {"glcm": "_2D_avg", "glrlm": "_2D_avg"}
Engine = Callable[[Region, Extraction], dict[str, float]]


@cache
def reference_values(mirror: Path) -> dict[str, tuple[Decimal, Decimal]]:
    path = mirror / "ibsi" / "ibsi_1_reference_values" / "ibsi_1_dig_phantom.csv"
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["reference value"]]
    return {
        row["tag"]: (Decimal(row["reference value"]), Decimal(row["tolerance"])) for row in rows
    }


def phantom(mirror: Path) -> Region:
    folder = mirror / "ibsi" / "ibsi_1_digital_phantom" / "nifti"
    grey = sitk.ReadImage(folder / "image" / "phantom.nii.gz")
    inside = sitk.ReadImage(folder / "mask" / "mask.nii.gz")
    pixels = sitk.GetArrayFromImage(inside) == 1
    levels = sitk.GetArrayFromImage(grey).astype(np.int32)
    return Region("phantom", levels, pixels, int(pixels.sum()), (2.0, 2.0, 2.0))


@cache
def of_the_volume(mirror: Path, engine: Engine) -> dict[str, float]:
    return engine(phantom(mirror), SETTINGS)


@cache
def of_the_planes(mirror: Path, engine: Engine) -> dict[str, float]:
    """Mean over the slices, each handed over as the plane it is, as an ultrasound frame is."""
    whole = phantom(mirror)
    slices = [
        # a margin, because PyRadiomics refuses a mask that covers all
        engine(Region("slice", np.pad(grey, 1), np.pad(inside, 1), 0), SETTINGS)
        for grey, inside in zip(whole.grey, whole.inside, strict=True)
    ]
    return {name: float(np.mean([one[name] for one in slices])) for name in slices[0]}


def within(value: float, reference: tuple[Decimal, Decimal]) -> bool:
    """Within the tolerance, once rounded to the digits that the consensus gives."""
    consensus, tolerance = reference
    last_digit = Decimal(1).scaleb(consensus.adjusted() - 2)  # three significant digits
    return abs(Decimal(value) - consensus) <= tolerance + last_digit / 2


def test_every_feature_of_the_table_is_one_of_pyradiomics() -> None:
    assert set(IBSI) <= KNOWN
    assert len({one.code for one in IBSI.values()}) == len(IBSI) == 91


def test_every_feature_without_a_code_is_listed_as_a_deviation() -> None:
    everything = Extraction(extras=("shape2D", "ngtdm", "glcm_MCC", "glcm_SumAverage"))
    without = {
        name.removeprefix("original_").partition("_shape2D")[0]
        for name in feature_names(everything)
        if not ibsi_code(name)
    }
    listed = {one.what for one in DEVIATIONS}
    assert {"shape2D" if name.startswith("shape2D") else name for name in without} <= listed


def test_no_feature_has_a_code_twice() -> None:
    assert ibsi_code("wavelet-LH_glcm_Idm") == ibsi_code("original_glcm_Idm") == "WF0Z"


@pytest.mark.realdata
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("key", IBSI, ids="_".join)
def test_the_phantom_as_a_volume_gives_the_consensus(
    mirror: Path, key: tuple[str, str], engine: Engine
) -> None:
    name = "_".join(key)
    reference = reference_values(mirror)[IBSI[key].tag + VOLUME.get(key[0], "_3D")]
    value = of_the_volume(mirror, engine)[f"original_{name}"]
    assert within(value - OFFSETS.get(name, 0), reference)
    assert within(value, reference) == (name not in OFFSETS)


@pytest.mark.realdata
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("key", TEXTURES, ids="_".join)
def test_the_phantom_plane_by_plane_gives_the_consensus(
    mirror: Path, key: tuple[str, str], engine: Engine
) -> None:
    reference = reference_values(mirror)[IBSI[key].tag + PLANE.get(key[0], "_2D")]
    assert within(of_the_planes(mirror, engine)["_".join(("original", *key))], reference)


@pytest.mark.realdata
def test_total_energy_is_energy_times_the_size_of_a_voxel(mirror: Path) -> None:
    values = of_the_volume(mirror, fast_features)
    energy = values["original_firstorder_Energy"]
    assert values["original_firstorder_TotalEnergy"] == energy * 2**3  # 2 mm each way


def test_bins_start_at_a_multiple_of_the_width_and_not_at_the_lowest_level() -> None:
    """IBSI's fixed bin size, floor((x - lowest) / width) + 1, would put 74 and 75 together."""
    levels = np.array([[54, 74, 75, 166]], dtype=np.int32)
    ours = binned(levels, levels > 0, {"binWidth": 25}).matrix
    assert ours.tolist() == [[1, 1, 2, 5]]
    assert ((levels - 54) // 25 + 1).tolist() == [[1, 1, 1, 5]]


def test_the_codes_stand_beside_every_texture_of_a_real_table() -> None:
    grey = speckle(np.random.default_rng(1)).astype(np.int32)
    region = Region("P1", grey, ellipse() > 0, n_px=1)
    codes = {name: ibsi_code(name) for name in fast_features(region, Extraction())}
    assert [name for name, code in codes.items() if not code] == ["original_firstorder_TotalEnergy"]
