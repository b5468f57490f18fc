"""A folder in which the stages of diagnosis find what they read."""

import numpy as np
import pandas as pd

from sonogenomics.catalog import DIFFERENTIAL, MODULES, PATIENTS, URFS
from sonogenomics.params import Params
from sonogenomics.study import Study
from tests.outcomes import HER2

FEATURES = [f"original_glcm_F{i}" for i in range(5)]
QUICK = {
    "resampling": {"n": 4},
    "tuning": {"trials": 2, "folds": 3},
    "classifiers": {"forest": {"trees": 10}},
}


def quick_params() -> Params:
    """params.yaml as it stands, with fewer resamplings, trials and trees."""
    whole = Params.load().model_dump()
    for section, changes in QUICK.items():
        whole[section].update(changes)
    return Params.model_validate(whole)


def simple_study() -> Study:
    """A study without anything but a name."""
    return Study.model_validate(
        {
            "name": "small",
            "title": "A small study",
            "citation": "Nobody et al.",
            "outcome": HER2,
            "sources": {},
            "patients": {"outcome": {"positive_id": "^pos", "negative_id": "^neg"}},
            **{part: {"absent": "not here"} for part in ("images", "masks", "urfs")},
            **{part: {"absent": "not here"} for part in ("expression", "gene_sets")},
        }
    )


def write_inputs(n: int = 60, *, with_urfs: bool = True) -> None:
    """Write what the earlier stages would have written, in the current folder."""
    rng = np.random.default_rng(5)
    index = pd.Index([f"P{i:03d}" for i in range(n)], name="patient_id", dtype="str")
    outcome = np.arange(n) % 2
    x = rng.normal(size=(n, len(FEATURES)))
    x[:, 0] += 1.5 * outcome
    split = np.where(np.arange(n) < 0.7 * n, "train", "test")
    PATIENTS.write(pd.DataFrame({"outcome": outcome, "split": split}, index=index))
    features = FEATURES if with_urfs else []
    URFS.write(pd.DataFrame(x[:, : len(features)], index, features).loc[index if with_urfs else []])
    DIFFERENTIAL.write(
        pd.DataFrame(
            {
                "u": 1.0,
                "p": 0.5,
                "p_bh": 0.5,
                "rank_biserial": 0.0,
                "fold_change": 1.0,
                "n_positive": n // 2,
                "n_negative": n // 2,
                "selected": [i == 0 for i in range(len(features))],
            },
            index=pd.Index(features, name="feature", dtype="str"),
        )
        .astype({"n_positive": int, "n_negative": int, "selected": bool, "u": float, "p": float})
        .astype({"p_bh": float, "rank_biserial": float, "fold_change": float})
    )
    members = features[:2]
    MODULES.write(
        pd.DataFrame(
            {
                "feature": members,
                "kind": ["differential", "auxiliary"][: len(members)],
                "joined_to": [None, FEATURES[0]][: len(members)],
                "overlap": [np.nan, 0.7][: len(members)],
                "n_terms": [3, 4][: len(members)],
            }
        )
        .astype({"feature": "str", "kind": "str", "joined_to": "str", "overlap": float})
        .astype({"n_terms": int})
    )
