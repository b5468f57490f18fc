"""The quantities of a run that a claim can be held against, each with its sentence."""

import re
from typing import NamedTuple

NAME = r"[A-Za-z0-9_-]+"  # a classifier, a series, a URF


class Quantity(NamedTuple):
    """A quantity, or a family of them: how it is written, and what it is."""

    written: str
    pattern: str
    means: str


def _quantity(written: str, means: str) -> Quantity:
    """Words in capitals stand for a name or a number of the claim's own."""
    pattern = re.escape(written)
    for place in ("SERIES", "ROLE", "CLASSIFIER", "SET", "FEATURE", "OTHER"):
        pattern = pattern.replace(place, NAME)
    return Quantity(written, pattern.replace("WHOLE", r"\d+").replace("PART", r"\d+"), means)


VOCABULARY = (
    _quantity("percent.PART.WHOLE", "arithmetic: what percentage a part is of its whole"),
    _quantity("cohort.n_asked", "patients on the study's list, or columns of its URF table"),
    _quantity("cohort.n_patients", "patients included"),
    _quantity("cohort.n_positive", "of them positive"),
    _quantity("cohort.n_negative", "of them negative"),
    _quantity("characteristics.p_rank", "p-values of the rank tests of Tables 1 and 2"),
    _quantity("characteristics.p_category", "p-values of chi-square or Fisher's test there"),
    _quantity("segmentation.accepted_percent", "images with exactly one lesion, well outlined"),
    _quantity("features.n", "URFs of a patient"),
    _quantity("features.by_class", "of them firstorder, glcm, gldm, glrlm and glszm"),
    _quantity("differential.n", "URFs that differ between the arms, published rule"),
    _quantity("differential.names", "their names"),
    _quantity("differential.p", "their p-values"),
    _quantity("differential.fold_changes", "their means, positive over negative arm"),
    _quantity("series.SERIES.arms", "positive and negative samples of a series"),
    _quantity("series.perturbations.ROLE", "random pairings over all series of a role"),
    _quantity("association.positive_specific.ROLE", "positive-specific genes of each URF"),
    _quantity("association.top_genes.links", "URFs linked to each of the 25 most linked genes"),
    _quantity("association.top_genes.names", "those 25 genes"),
    _quantity("functions.n_enriched", "enriched terms of all URFs together"),
    _quantity("module.n", "members of the URF module"),
    _quantity("module.n_auxiliary", "of them auxiliary"),
    _quantity("module.auxiliary.names", "their names"),
    _quantity("module.joining_edges", "overlap at which each auxiliary URF joins"),
    _quantity("edge.FEATURE.OTHER", "overlap of enriched terms of a differential and another URF"),
    _quantity("replication.n_patients", "rows that were modelled"),
    _quantity("replication.n_positive", "of them positive"),
    _quantity("replication.n_negative", "of them negative"),
    _quantity("replication.n_train", "of them learnt from in one split"),
    _quantity("replication.n_test", "of them tested in one split"),
    _quantity("replication.n_splits", "random splits of each classifier"),
    _quantity("replication.n_features.SET", "URFs of a set that were modelled"),
    _quantity("replication.best.CLASSIFIER.SET", "AUC of one classifier on its best split"),
    _quantity("replication.best.SET", "AUC of all classifiers on their best splits"),
    _quantity("replication.specificity.CLASSIFIER.SET", "specificity there, in percent"),
    _quantity("validation.auc", "AUC of every classifier in held-out patients"),
)


def is_known(quantity: str) -> bool:
    """Whether the vocabulary holds a quantity.

    Examples
    --------
    >>> is_known("replication.best.logistic.module"), is_known("replication.best.of.all.worlds")
    (True, False)
    """
    return any(re.fullmatch(one.pattern, quantity) for one in VOCABULARY)
