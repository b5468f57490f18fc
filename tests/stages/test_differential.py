"""Stage differential: which features each profile selects, and from whom."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import DIFFERENTIAL, PATIENTS, URFS
from sonogenomics.params.features import Differential
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import differential

LEVEL = Differential(alpha=0.05)
STRONG, WEAK, NOISE = "original_glcm_Idm", "original_glcm_Id", "original_glcm_Idn"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forty patients; one feature differs everywhere, one only among the held-out patients."""
    monkeypatch.chdir(tmp_path)
    index = pd.Index([f"P{i}" for i in range(40)], name="patient_id")
    outcome = np.tile([1, 0], 20)
    held_out = np.arange(40) >= 28
    patients = {"outcome": outcome, "split": np.where(held_out, "test", "train")}
    PATIENTS.write(pd.DataFrame(patients, index=index))
    place = np.arange(40.0)
    urfs = {STRONG: place + 40 * outcome, WEAK: -place + 60 * outcome * held_out, NOISE: place}
    URFS.write(pd.DataFrame(urfs, index=index))
    return tmp_path


def selected() -> list[str]:
    table = DIFFERENTIAL.read()
    return [str(name) for name in table.index[table["selected"]]]


def test_the_honest_profile_looks_at_training_patients_and_corrects() -> None:
    metrics = differential.main(PROFILES["honest"], LEVEL)
    assert selected() == [STRONG]
    assert (metrics["n_positive"], metrics["n_negative"]) == (14, 14)
    assert metrics["expected_by_chance"] == pytest.approx(0.15)


def test_the_published_profile_looks_at_everyone_and_does_not_correct() -> None:
    metrics = differential.main(PROFILES["published"], LEVEL)
    assert selected() == [STRONG, WEAK]
    assert (metrics["n_features"], metrics["n_selected"]) == (3, 2)
    assert (metrics["n_p_below_alpha"], metrics["n_positive"]) == (2, 20)
    assert metrics["smallest_p"] == DIFFERENTIAL.read()["p"].min()


def test_a_feature_constant_among_training_patients_is_counted() -> None:
    urfs = URFS.read()
    urfs[NOISE] = np.where(PATIENTS.read()["split"] == "test", urfs[NOISE], 1.0)
    URFS.write(urfs)
    assert differential.main(PROFILES["honest"], LEVEL)["n_constant"] == 1
    assert DIFFERENTIAL.read().loc[NOISE, "p"] == 1
    assert differential.main(PROFILES["published"], LEVEL)["n_constant"] == 0


def test_a_study_without_urfs_has_an_empty_table() -> None:
    URFS.write(pd.DataFrame(index=pd.Index([], dtype="str", name="patient_id")))
    assert differential.main(PROFILES["honest"], LEVEL) == {"n_features": 0, "n_selected": 0}
    assert DIFFERENTIAL.read().empty
