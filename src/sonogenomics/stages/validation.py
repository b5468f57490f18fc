"""Stage validation: the champion, and every classifier's best, meet the held-out patients once."""

import json
from dataclasses import asdict
from pathlib import Path

from sonogenomics.catalog import PATIENTS, URFS, VALIDATION
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.diagnosis.external import calibrations, evaluations, meet, roc
from sonogenomics.diagnosis.locked import meeting, standing, times_opened
from sonogenomics.diagnosis.ranking import Candidate
from sonogenomics.diagnosis.tuning import recipe_for
from sonogenomics.output import whole_file
from sonogenomics.params.models import Classifiers, Tuning
from sonogenomics.profiles import Profile
from sonogenomics.stages import Metrics
from sonogenomics.study import Study
from sonogenomics.tracking import openings

CHAMPION = "data/diagnosis/champion.json"
ROC = "reports/validation/roc.csv"  # of the champion
CALIBRATION = "reports/validation/calibration.csv"  # of every classifier's best
READS = (URFS, PATIENTS, CHAMPION)
WRITES = (VALIDATION, ROC, CALIBRATION)


def main(
    study: Study, seed: int, profile: Profile, tuning: Tuning, classifiers: Classifiers
) -> Metrics:
    """Train each classifier's best on all training patients and score the held-out ones once."""
    chosen = json.loads(Path(CHAMPION).read_text(encoding="utf-8"))
    candidates = [Candidate(**entry) for entry in chosen["candidates"]]
    recipes = {
        one.classifier: recipe_for(one.classifier, classifiers, tuning, profile)
        for one in candidates
    }
    urfs = URFS.read()
    patients = with_urfs(PATIENTS.read(), urfs)
    table = meet(candidates, recipes, urfs, patients, seed)
    evaluated = evaluations(table, candidates)
    if candidates:  # on record before anybody can read what came out
        met = meeting(candidates, recipes, urfs, patients, seed)
        openings.note(openings.as_line(study.name, profile.name, met, evaluated))
        evaluated["locked"] = asdict(met)
        times = times_opened(openings.read(), met.patients)
        print(f"{evaluated['n']} held-out patients, {standing(times)}.")
    VALIDATION.write(table)
    for path, points in ((ROC, roc(table, candidates)), (CALIBRATION, calibrations(table))):
        with whole_file(path) as partial:
            points.to_csv(partial, index=False)
    return {
        "selected_on_everyone": profile.resample == "everyone",
        **evaluated,
    }
