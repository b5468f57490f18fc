"""Stage differential: URFs that differ between positive and negative patients."""

from sonogenomics.catalog import DIFFERENTIAL, PATIENTS, URFS
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.params.features import Differential
from sonogenomics.profiles import Profile
from sonogenomics.radiomics.differential import (
    compared_patients,
    differential_features,
    is_constant,
    no_features,
)
from sonogenomics.stages import Metrics

READS = (PATIENTS, URFS)
WRITES = (DIFFERENTIAL,)


def main(profile: Profile, differential: Differential) -> Metrics:
    """Compare every URF between the arms and mark those the profile's rule selects."""
    urfs = URFS.read()
    patients = compared_patients(with_urfs(PATIENTS.read(), urfs), profile)
    if urfs.empty:
        DIFFERENTIAL.write(no_features())
        return {"n_features": 0, "n_selected": 0}
    urfs = urfs.loc[patients.index]
    table = differential_features(urfs, patients["outcome"], profile, differential.alpha)
    DIFFERENTIAL.write(table)
    return {
        "n_features": len(table),
        "n_selected": int(table["selected"].sum()),
        "n_p_below_alpha": int((table["p"] < differential.alpha).sum()),
        "n_bh_below_alpha": int((table["p_bh"] < differential.alpha).sum()),
        "expected_by_chance": len(table) * differential.alpha,
        "smallest_p": float(table["p"].min()),
        "n_constant": int(is_constant(urfs).sum()),
        "n_positive": int((patients["outcome"] == 1).sum()),
        "n_negative": int((patients["outcome"] == 0).sum()),
    }
