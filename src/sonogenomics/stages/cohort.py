"""Stage cohort: who is in the study, their outcome, and who is held out."""

import numpy as np

from sonogenomics.catalog import CHARACTERISTICS, FLOW, PATIENTS, SOURCES
from sonogenomics.cohort.characteristics import characteristics
from sonogenomics.cohort.image_rows import listed_patients
from sonogenomics.cohort.inclusion import Asked, include, patient_table, unlisted_patients
from sonogenomics.errors import StudyError
from sonogenomics.params.patients import Cohort
from sonogenomics.radiomics.table import read_cells
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study

READS = (SOURCES,)
WRITES = (PATIENTS, FLOW, CHARACTERISTICS)
STREAM = 1  # of random numbers, this stage's own


def main(study: Study, seed: int, cohort: Cohort) -> Metrics:
    """Apply the study's rules to its patients, hold some out, and describe both arms."""
    rules, rng = study.patients, np.random.default_rng([seed, STREAM])
    asked = _asked(study)
    included = include(asked, rules, study.outcome.title)
    patients = patient_table(included, rules, cohort.test_fraction, rng)
    PATIENTS.write(patients)
    FLOW.write(included.flow)
    CHARACTERISTICS.write(characteristics(patients, rules.variables, rng))
    is_test, is_positive = patients["split"] == "test", patients["outcome"] == 1
    return {
        "n_asked": len(asked.patients) + asked.n_nameless,
        "n_excluded": int(included.flow["n_excluded"].sum()),
        "n_nameless": asked.n_nameless,
        "n_outcome_blank": included.n_outcome_blank,
        "n_outcome_neither": included.n_outcome_neither,
        "n_patients": len(patients),
        "n_positive": int(is_positive.sum()),
        "n_negative": int((~is_positive).sum()),
        "n_train": int((~is_test).sum()),
        "n_train_positive": int((~is_test & is_positive).sum()),
        "n_test": int(is_test.sum()),
        "n_test_positive": int((is_test & is_positive).sum()),
    }


def _asked(study: Study) -> Asked:
    """Everyone on the patient list, or else everyone in the URF table."""
    rules, urfs = study.patients, study.urfs
    cells = None
    if not isinstance(urfs, Absent):
        cells = read_cells(SOURCES / study.sources[urfs.source].file, urfs)
    if rules.source is not None:
        path = SOURCES / study.sources[rules.source].file
        measured = None if cells is None else cells.patients
        return Asked(path.name, listed_patients(path, rules), measured=measured)
    if cells is None:
        raise StudyError(
            f"Study {study.name} has neither a patient list nor a URF table: "
            "name one of them in its study.yaml (patients.source or urfs)."
        )
    return Asked(cells.file, unlisted_patients(cells.patients, cells.file), cells.n_nameless)
