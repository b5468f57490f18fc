"""Stage urfs: a patient becomes a vector of URFs."""

import pandas as pd

from sonogenomics.catalog import (
    IMAGES,
    LESION_FEATURES,
    PATIENTS,
    RELIABILITY,
    SCANNER_EFFECTS,
    SOURCES,
    URFS,
)
from sonogenomics.cohort.patients import read_patients
from sonogenomics.params.features import Urfs
from sonogenomics.radiomics.aggregation import PatientRows, of_patients, patient_rows, usable
from sonogenomics.radiomics.harmonisation import harmonised, is_known, learn
from sonogenomics.radiomics.scanners import (
    by_chance,
    no_effects,
    scanner_effects,
    scanner_of_patients,
    summary,
)
from sonogenomics.radiomics.table import choose_features, measured_urfs, read_cells
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study, UrfTable

READS = (SOURCES, PATIENTS, IMAGES, LESION_FEATURES, RELIABILITY)
WRITES = (URFS, SCANNER_EFFECTS)


def main(study: Study, urfs: Urfs) -> Metrics:
    """Take the included patients' features from their lesions, or from the study's own table."""
    if not isinstance(study.images, Absent):
        return _from_lesions(urfs)
    SCANNER_EFFECTS.write(no_effects())
    if not isinstance(study.urfs, Absent):
        return _from_table(study, study.urfs, urfs)
    URFS.write(pd.DataFrame(index=pd.Index([], dtype="str", name="patient_id")))
    return {"n_patients": 0, "n_features": 0, "absent": study.urfs.absent}


def _from_lesions(rules: Urfs) -> Metrics:
    patients, scanners = PATIENTS.read(), scanner_of_patients(IMAGES.read())
    every = patient_rows(LESION_FEATURES.read(), rules.aggregate)
    rows = of_patients(every, [str(name) for name in patients.index])
    reliability = RELIABILITY.read()
    features = usable(rows.urfs, reliability.index[reliability["barred"]])
    is_training = patients.loc[rows.urfs.index, "split"] == "train"
    table, counts = _harmonised(features.urfs, scanners.by_patient, is_training, rules)
    URFS.write(table)
    return {
        "n_patients": len(table),
        "n_patients_without_features": len(patients) - len(table),
        "n_features": table.shape[1],
        "n_features_barred": features.n_barred,
        "n_features_constant": features.n_constant,
        "n_patients_of_several_scanners": scanners.n_several,
        **_spread(rows),
        **counts,
    }


def _harmonised(
    urfs: pd.DataFrame, scanner: "pd.Series[str]", is_training: "pd.Series[bool]", rules: Urfs
) -> tuple[pd.DataFrame, dict[str, object]]:
    """The table, and what was found of scanners; their effects are written."""
    training = urfs[is_training]
    if rules.harmonise == "none":
        effects = scanner_effects(training, scanner)
        SCANNER_EFFECTS.write(effects)
        return urfs, {"harmonised": False, "scanners": summary(effects, training, scanner)}
    combat = learn(training, scanner)
    table = harmonised(combat, urfs, scanner)
    held_out = table[~is_training]
    effects = scanner_effects(training, scanner, held_out)
    SCANNER_EFFECTS.write(effects)
    return table, {
        "harmonised": True,
        "n_scanners_harmonised": len(combat.scanners),
        "n_patients_not_harmonised": int((~is_known(combat, urfs, scanner)).sum()),
        "n_features_not_harmonised": urfs.shape[1] - len(combat.features),
        "scanners": summary(effects, training, scanner),
        "by_chance_after": _chance_after(effects, scanner.loc[held_out.index]),
    }


def _chance_after(effects: pd.DataFrame, scanner: "pd.Series[str]") -> float:
    """What chance explains of held-out patients, where their scanners could be compared."""
    known = effects["epsilon_squared_after"].notna().any()
    return by_chance(scanner) if known else float("nan")


def _spread(rows: PatientRows) -> dict[str, object]:
    """Images and lesions of a patient: mean and most."""
    return {
        f"{str(column)[2:]}_per_patient": {"mean": float(n.mean()), "max": int(n.max())}
        for column, n in rows.counts.items()
    }


def _from_table(study: Study, layout: UrfTable, rules: Urfs) -> Metrics:
    included = [str(name) for name in PATIENTS.read().index]
    cells = read_cells(SOURCES / study.sources[layout.source].file, layout)
    choice = choose_features(cells, rules.feature_set)
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
