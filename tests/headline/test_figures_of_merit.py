"""A run in a dozen numbers: from where each is taken, and what happens where there is none."""

from typing import Any

import pandas as pd

from sonogenomics.headline.figures_of_merit import headline
from sonogenomics.headline.meaning import MEANING

FOUND: dict[str, dict[str, Any]] = {
    "nested": {
        "honest": "chosen",
        "candidates": {
            "ridge": {"auc": 0.9},
            "chosen": {"auc": 0.70277, "auc_low": 0.62538, "auc_high": 0.780161},
        },
    },
    "validation": {"champion": {"auc": 0.634358}},
    "modules": {"n_module": 70},
    "masks": {"held_out": {"dice": {"patient_mean": 0.895161}}},
}


def asked(*claims: tuple[str, float | None, float]) -> pd.DataFrame:
    return pd.DataFrame(claims, columns=["claim", "observed", "null_mean"])


CHANCE = asked(
    ("honest.association.positive_specific.discovery", 104.198, 108.745),
    ("honest.association.positive_specific.discovery.original_glcm_Contrast", 99.0, 112.85),
    ("honest.association.links.paired", 14.4, 0.0017),
    ("published.classifier.auc_best.module", 0.7367, 0.604638),
    ("honest.classifier.auc_mean.module", 0.646865, 0.498094),
)


def test_every_number_of_the_headline_is_there_and_explained() -> None:
    assert headline(FOUND, CHANCE) == {
        "auc": 0.703,
        "auc_low": 0.625,
        "auc_high": 0.78,
        "auc_null": 0.498,
        "held_out": 0.634,
        "best": 0.737,
        "best_null": 0.605,
        "genes": 104.2,
        "genes_null": 108.7,
        "module": 70,
        "dice": 0.895,
    }
    assert list(headline(FOUND, CHANCE)) == list(MEANING)


def test_a_study_of_paired_genes_alone_tells_its_links() -> None:
    numbers = headline(FOUND, asked(("honest.association.links.paired", 14.37, 0.0017)))
    assert (numbers["genes"], numbers["genes_null"]) == (14.4, 0.0)


def test_what_a_study_lacks_is_left_out_not_null() -> None:
    empty: dict[str, dict[str, Any]] = {
        "nested": {},
        "validation": {},
        "modules": {"n_module": 0},
        "masks": {"told": "no"},
    }
    assert headline(empty, asked()) == {"module": 0}


def test_a_claim_that_was_not_observed_is_left_out() -> None:
    numbers = headline(FOUND, asked(("published.classifier.auc_best.module", None, 0.6)))
    assert "best" not in numbers
    assert numbers["best_null"] == 0.6
