"""The study that enters at a table of URFs, and a small one with images, made once each."""

from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.simulation.settings import Settings
from sonogenomics.simulation.study import simulate
from sonogenomics.simulation.truth import Truth
from sonogenomics.study import Study
from tests.conftest import PROJECT


@pytest.fixture(scope="session")
def study() -> Study:
    return Study.load("simulated-urfs", PROJECT / "studies")


@pytest.fixture(scope="session")
def settings(study: Study) -> Settings:
    return Settings.of(study.simulation or {})


@pytest.fixture(scope="session")
def simulated(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated")
    simulate(study.simulation or {}, folder)
    return folder


@pytest.fixture(scope="session")
def truth(simulated: Path) -> Truth:
    return Truth.read(simulated / "truth.json")


@pytest.fixture(scope="session")
def patients(simulated: Path) -> pd.DataFrame:
    return pd.read_csv(simulated / "patients.csv", keep_default_na=False, dtype=str)


WITH_IMAGES = {"seed": 3.0, "n_patients": 100.0, "n_paired": 40.0, "n_genes": 600.0, "images": 1.0}


@pytest.fixture(scope="session")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with images, as small as may be."""
    folder = tmp_path_factory.mktemp("pictured")
    simulate(WITH_IMAGES, folder)
    return folder


@pytest.fixture(scope="session")
def image_list(pictured: Path) -> pd.DataFrame:
    return pd.read_csv(pictured / "images.csv", keep_default_na=False)
