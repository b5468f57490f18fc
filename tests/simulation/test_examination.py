import numpy as np
import pandas as pd

from sonogenomics.simulation.examination import examinations, views
from sonogenomics.simulation.latents import TRAITS
from sonogenomics.simulation.scanner import SCANNERS

NAMES = [f"P{number:03d}" for number in range(300)]
TABLE = pd.DataFrame(np.zeros((300, len(TRAITS))), NAMES, list(TRAITS))
SCANNED_BY = ["Aixplorer"] * 300


def test_most_have_two_views_and_few_three() -> None:
    counts = pd.Series([len(one.seeds) for one in examinations(TABLE, SCANNED_BY, [1])])
    shares = counts.value_counts(normalize=True)
    assert 0.65 < shares[2] < 0.85
    assert 0.08 < shares[1] < 0.22
    assert 0.04 < shares[3] < 0.16


def test_views_differ_and_can_be_drawn_again() -> None:
    one = next(one for one in examinations(TABLE, SCANNED_BY, [1]) if len(one.seeds) > 1)
    first, again = list(views(one)), list(views(one))
    assert first[0].grey.shape == SCANNERS["Aixplorer"].shape
    assert (first[0].grey != first[1].grey).any()
    assert all((a.grey == b.grey).all() for a, b in zip(first, again, strict=True))


def test_a_patient_is_the_same_whoever_else_is_scanned() -> None:
    few = examinations(TABLE[:5], SCANNED_BY[:5], [1])
    assert few == examinations(TABLE, SCANNED_BY, [1])[:5]
