"""A made-up study with its record and its registered model."""

import shutil
from pathlib import Path

import numpy as np

from sonogenomics.serving.servable import Servable
from sonogenomics.tracking import registry
from sonogenomics.tracking.examination import examine_packaged
from sonogenomics.tracking.mirror import Repro, mirror
from sonogenomics.tracking.store import connect
from tests.tracking import study_files
from tests.tracking.project import inside

SEED = 20230121


def record(folder: Path) -> Path:
    """Put a made-up study and its record into `folder`; made once a session, then copied."""
    template = folder.parents[1] / "made-up-study"  # where pytest keeps the session's files
    if not template.is_dir():
        template.mkdir()
        with inside(template):
            study_files.write(np.random.default_rng(SEED))
            study_files.write_servable(np.random.default_rng(SEED))
            mirror(Repro.earlier())
    return Path(shutil.copytree(template, folder))


def release(folder: Path) -> Path:
    """Publish the packaged model and let it become champion."""
    with inside(folder), connect() as store:
        servable = Servable.load("models/servable")
        registry.publish(store, servable, examine_packaged(servable))
        registry.promote(store, "sonogenomics-her2")
    return folder
