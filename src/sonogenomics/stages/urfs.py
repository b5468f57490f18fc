"""Stage urfs: a patient becomes a vector of URFs."""

import pandas as pd

from sonogenomics.catalog import PATIENTS, SOURCES, URFS
from sonogenomics.cohort.patients import read_patients
from sonogenomics.params.features import Urfs
from sonogenomics.radiomics.table import choose_features, measured_urfs, read_cells
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study

READS = (SOURCES, PATIENTS)
WRITES = (URFS,)


def main(study: Study, urfs: Urfs) -> Metrics:
    """Take the included patients' features from the study's own table, once it is faultless."""
    included = [str(name) for name in PATIENTS.read().index]
    if isinstance(study.urfs, Absent):
        URFS.write(pd.DataFrame(index=pd.Index([], dtype="str", name="patient_id")))
        return {"n_patients": 0, "n_features": 0, "absent": study.urfs.absent}
    cells = read_cells(SOURCES / study.sources[study.urfs.source].file, study.urfs)
    choice = choose_features(cells, urfs.feature_set)
    table = measured_urfs(cells, choice, included, _listed(study))
    URFS.write(table)
    return {
        "n_patients": len(table),
        "n_patients_left_out": len(cells.patients) - len(table),
        "n_nameless": cells.n_nameless,
        "n_features": table.shape[1],
        "n_features_left_out": choice.n_left_out,
        "n_features_missing": choice.n_missing,
    }


def _listed(study: Study) -> list[str] | None:
    """Everyone on the study's patient list, where it has one."""
    rules = study.patients
    if rules.source is None:
        return None
    patients = read_patients(SOURCES / study.sources[rules.source].file, rules.id_column)
    return [str(name) for name in patients.index]
