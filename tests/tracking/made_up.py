"""A made-up study with its record and its registered model."""

from pathlib import Path

import numpy as np

from sonogenomics.tracking import registry
from sonogenomics.tracking.mirror import Repro, mirror
from sonogenomics.tracking.store import connect
from tests.tracking import study_files
from tests.tracking.project import inside

SEED = 20230121


def record(folder: Path) -> Path:
    """Write the files of a run into `folder`, and mirror them."""
    folder.mkdir(exist_ok=True)
    with inside(folder):
        study_files.write(np.random.default_rng(SEED))
        study_files.write_servable(np.random.default_rng(SEED))
        mirror(Repro.earlier())
    return folder


def release(folder: Path) -> Path:
    """Publish the packaged model and let it become champion."""
    with inside(folder), connect() as store:
        registry.publish(store)
        registry.promote(store)
    return folder
