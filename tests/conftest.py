"""What every test may ask for."""

import os
from pathlib import Path

# Before torch is imported: threads that wait must not spin where other tests share the cores.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
import pytest

PROJECT = Path(__file__).parents[1]
BESIDE = PROJECT.parent / "shared" / "realdata"


@pytest.fixture(scope="session")
def mirror() -> Path:
    """A folder of the public files with their MANIFEST.sha256."""
    folder = Path(os.environ.get("SONOGENOMICS_MIRROR", BESIDE))
    if not (folder / "MANIFEST.sha256").is_file():
        pytest.skip(f"no mirror of the public files at {folder}: set SONOGENOMICS_MIRROR")
    return folder


@pytest.fixture
def rng() -> np.random.Generator:
    """Random numbers, the same in every run."""
    return np.random.default_rng(20230121)
