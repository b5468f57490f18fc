"""Stage robustness: how far a feature survives another outline, and another view."""

from pathlib import Path

import numpy as np

from sonogenomics.catalog import (
    FRAMES,
    IMAGES,
    LESION_FEATURES,
    LESION_MASKS,
    LESIONS,
    RELIABILITY,
)
from sonogenomics.params.features import Radiomics, Robustness, Urfs
from sonogenomics.profiles import Profile
from sonogenomics.radiomics.files import lesions_in
from sonogenomics.radiomics.reliability import reliability, summary
from sonogenomics.radiomics.robustness import (
    agreement_of_masks,
    agreement_of_views,
    one_a_patient,
)
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study
from sonogenomics.workers import n_workers

READS = (IMAGES, FRAMES, LESIONS, LESION_MASKS, LESION_FEATURES)
WRITES = (RELIABILITY,)
STREAM = 23  # this stage's own stream of random numbers


def main(
    study: Study,
    seed: int,
    profile: Profile,
    radiomics: Radiomics,
    robustness: Robustness,
    urfs: Urfs,
) -> Metrics:
    """Measure on training patients alone, so that held-out ones bar no feature."""
    images, features = IMAGES.read(), LESION_FEATURES.read()
    features = features[features["image"].map(images["split"]) == "train"]
    if features.empty:
        RELIABILITY.write(RELIABILITY.schema.empty())
        absent = study.images.absent if isinstance(study.images, Absent) else "no lesion features"
        return {"absent": absent}
    rng = np.random.default_rng([seed, STREAM])
    drawn = one_a_patient(features, robustness.lesions, rng)
    lesions = lesions_in(drawn, images, Path(FRAMES.path), Path(LESION_MASKS.path))
    settings = radiomics.extraction(profile.region)
    masks = agreement_of_masks(lesions, settings, robustness, rng, n_workers())
    views = agreement_of_views(features)
    table = reliability(masks, views, urfs)
    RELIABILITY.write(table)
    return {
        "n_features": len(table),
        "n_barred": int(table["barred"].sum()),
        "n_changed_outlines": len(lesions) * robustness.changes,
        "n_changes_failed": masks.n_failed,
        "masks": summary(masks),
        "views": summary(views),
    }
