"""A made-up study with its record and its registered model."""

import shutil
from pathlib import Path

import numpy as np

from sonogenomics.params.promotion import Promotion
from sonogenomics.tracking.examination import examine_packaged
from sonogenomics.tracking.mirror import Repro, mirror
from sonogenomics.tracking.packaged import packaged_models
from sonogenomics.tracking.promotion import promote
from sonogenomics.tracking.registration import publish
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
        models = packaged_models()
        publish(store, models, examine_packaged(models[0].card))
        promote(store, ["sonogenomics-her2"], Promotion.load())
    return folder
