"""Claims of the models: the module beside random modules, and the chain beside permuted labels."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sonogenomics.chance.claims import Claim
from sonogenomics.chance.whole_chain import SETS

Nulls = Mapping[str, NDArray[np.float64]]
NAMES = {"differential": "differential URFs", "module": "module"}
HOW = {
    "published": (
        "chosen on everyone, then split at random",
        "Features were chosen on the very patients who are tested.",
    ),
    "honest": (
        "chosen inside each training fold",
        "A fold in which nothing is chosen has no model, and an AUC of one half.",
    ),
}


def random_set_claims(
    profile: str, observed: Mapping[str, float], auc: NDArray[np.float64], n_splits: int
) -> list[Claim]:
    """The AUC of each feature set beside random sets of its size.

    Parameters
    ----------
    profile : str
        By whose rules the set was chosen.
    observed : mapping of str to float
        Mean AUC of each set.
    auc : ndarray, shape (permutations, sets)
        Of random sets, in the order of `observed`.
    n_splits : int
        Over which each is a mean.

    Returns
    -------
    list of Claim
        `classifier.random_set.{set}`.
    """
    return [
        Claim(
            profile,
            f"classifier.random_set.{name}",
            "classifier",
            f"AUC of logistic regression on the {NAMES[name]}, mean of {n_splits} splits",
            "Features: as many, drawn at random from all",
            found,
            auc[:, column],
            note="The set was chosen with the labels of the patients who are tested; random sets "
            "were not.",
        )
        for column, (name, found) in enumerate(observed.items())
    ]


def chain_claims(profile: str, found: Nulls) -> list[Claim]:
    """The AUC of the whole chain beside the same chain with permuted labels.

    Parameters
    ----------
    profile : {'published', 'honest'}
        Which way.
    found : mapping of str to ndarray
        From `whole_chain.as_published` or `whole_chain.honestly`; item 0 is the observed one.

    Returns
    -------
    list of Claim
        `classifier.auc_mean.{set}` and, of the published way, `classifier.auc_best.{set}`;
        `classifier.n_features.{set}`.
    """
    how, note = HOW[profile]
    over = "splits" if profile == "published" else "folds"
    wanted = {"mean": ("auc_mean", f"AUC, mean of {over}"), "n": ("n_features", "URFs chosen")}
    if profile == "published":
        wanted["best"] = ("auc_best", f"AUC of the best of {over}")
    return [
        Claim(
            profile,
            f"classifier.{quantity}.{name}",
            "classifier",
            f"{what}, logistic regression on the {NAMES[name]}, {how}",
            "Labels of the patients, through the whole chain",
            float(found[key][0, column]),
            found[key][1:, column],
            note=note if key != "n" else "",
        )
        for key, (quantity, what) in wanted.items()
        for column, name in enumerate(SETS)
    ]
