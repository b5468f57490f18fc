"""Stage classifiers: one of the seven, trained and tested on many random splits."""

import numpy as np

from sonogenomics.catalog import DIFFERENTIAL, MODULES, PATIENTS, PERFORMANCE, SCORES, URFS
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.compute.shelf import kept
from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.comparison import compare_feature_sets
from sonogenomics.diagnosis.feature_sets import feature_sets, sets_of
from sonogenomics.diagnosis.resampling import splits
from sonogenomics.diagnosis.tuning import recipe_for
from sonogenomics.output import whole_file
from sonogenomics.params.models import Classifiers, Resampling, Tuning
from sonogenomics.params.proof import Compute
from sonogenomics.profiles import Profile
from sonogenomics.stages import Metrics
from sonogenomics.workers import n_workers

AUC = "reports/classifiers/{}/auc.csv"
READS = (URFS, PATIENTS, DIFFERENTIAL, MODULES)
WRITES = (SCORES, PERFORMANCE, AUC)
HEADLINES = {"best": "auc_best", "median": "auc_median"}
STAGE = 7  # sets this stage's draws apart; the same for all seven, so that they share the splits


def main(
    model: str,
    seed: int,
    profile: Profile,
    resampling: Resampling,
    tuning: Tuning,
    classifiers: Classifiers,
    compute: Compute,
) -> Metrics:
    """Resample one classifier on each feature set; all sets and classifiers share the splits."""
    urfs = URFS.read()
    patients = with_urfs(PATIENTS.read(), urfs)
    if profile.resample == "train":
        patients = patients[patients["split"] == "train"]
    sets = sets_of(model, feature_sets(urfs.columns, DIFFERENTIAL.read(), MODULES.read()))
    recipe = recipe_for(model, classifiers, tuning, profile)
    rng = np.random.default_rng([seed, STAGE])
    n, stratify = resampling.n if sets else 0, profile.stratify
    drawn = splits(n, patients["outcome"], resampling.test_fraction, stratify, rng)
    tables = {name: urfs.loc[patients.index, features] for name, features in sets.items()}
    with kept(f"classifiers-{model}") as shelf:
        plan = Plan(n_workers(), compute.scheduler, shelf=shelf)
        compared = compare_feature_sets(recipe, tables, patients["outcome"], drawn, plan)
        SCORES.at(model).write(compared.scores)
        PERFORMANCE.at(model).write(compared.performance)
    with whole_file(AUC.format(model)) as partial:
        compared.performance[["feature_set", "resampling", "auc"]].to_csv(partial, index=False)
    summaries = {
        name: {"headline": figures[HEADLINES[profile.headline]], **figures}
        for name, figures in compared.summaries.items()
    }
    return {"n_patients": len(patients), "n_resamplings": n, **summaries}
