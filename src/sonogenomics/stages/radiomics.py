"""Stage radiomics: PyRadiomics features of every lesion, or why there are none."""

from pathlib import Path

from sonogenomics.catalog import (
    FEATURE_FAULTS,
    FRAMES,
    IMAGES,
    LESION_FEATURES,
    LESION_MASKS,
    LESIONS,
)
from sonogenomics.output import write_json
from sonogenomics.params.features import Radiomics
from sonogenomics.profiles import Profile
from sonogenomics.radiomics.batch import extract_all
from sonogenomics.radiomics.extraction import provenance
from sonogenomics.radiomics.files import lesions_in
from sonogenomics.radiomics.settings import feature_names
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study
from sonogenomics.workers import n_workers

PROVENANCE = "data/radiomics/provenance.json"
READS = (IMAGES, FRAMES, LESIONS, LESION_MASKS)
WRITES = (LESION_FEATURES, FEATURE_FAULTS, PROVENANCE)


def main(study: Study, profile: Profile, radiomics: Radiomics) -> Metrics:
    """Take the features of every lesion; one at fault is counted and the others go on."""
    settings, engine = radiomics.extraction(profile.region), radiomics.engine
    lesions = lesions_in(LESIONS.read(), IMAGES.read(), Path(FRAMES.path), Path(LESION_MASKS.path))
    extracted = extract_all(lesions, settings, n_workers(), engine)
    LESION_FEATURES.write(extracted.features)
    FEATURE_FAULTS.write(extracted.faults)
    write_json(PROVENANCE, {**provenance(settings), "engine": engine})
    if isinstance(study.images, Absent):
        return {"absent": study.images.absent}
    reasons = extracted.faults["reason"].value_counts().sort_index()
    return {
        "n_lesions": len(lesions),
        "n_with_features": len(extracted.features),
        "n_features": len(feature_names(settings)),
        "n_without_features": len(extracted.faults),
        "reasons": {str(reason): int(n) for reason, n in reasons.items()},
        "n_at_edge": extracted.n_at_edge,
        "n_spacing_known": sum(lesion.spacing_mm is not None for lesion in lesions),
        "region": settings.region,
        "bin_width": settings.bin_width,
        "bin_count": settings.bin_count,
        "engine": engine,
    }
