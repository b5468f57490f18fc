"""Models of the made-up study that do better or worse on the same held-out patients."""

import numpy as np

from sonogenomics import catalog
from sonogenomics.serving.servable import Servable
from tests.tracking import study_files
from tests.tracking.study_files import HELD_OUT_SCORES

BETTER = [*HELD_OUT_SCORES[:10], *(score + 0.12 for score in HELD_OUT_SCORES[10:])]
WORSE = [
    *HELD_OUT_SCORES[5:10],
    *HELD_OUT_SCORES[15:],
    *HELD_OUT_SCORES[:5],
    *HELD_OUT_SCORES[10:15],
]


def package(seed: int, scores: list[float] | None = None) -> None:
    """Put another model into models/servable, which said these things of the held-out patients."""
    if scores is not None:
        catalog.VALIDATION.write(catalog.VALIDATION.read().assign(score=scores))
    study_files.write_servable(np.random.default_rng(seed))


def package_truly(seed: int) -> None:
    """Put another model there, with what it really says of the held-out patients."""
    package(seed)
    servable, met = Servable.load(catalog.SERVABLE.path), catalog.VALIDATION.read()
    urfs = catalog.URFS.read().loc[met["patient_id"], servable.features]
    package(seed, servable.predict(urfs)["probability_her2_positive"].tolist())
