"""Who is scanned by which machine, how often, and what each view shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sonogenomics.simulation.phantom import Habit, habit
from sonogenomics.simulation.pictures import Picture, picture

VIEWS = (1, 2, 3)
VIEW_SHARES = (0.15, 0.75, 0.10)


@dataclass(frozen=True)
class Examination:
    """One patient's ultrasound.

    Attributes
    ----------
    patient_id, scanner : str
    traits : dict
        Of the lesion, see `latents`.
    own : Habit
        What all views share.
    seeds : tuple of sequence of int
        One for each view: to change a patient leaves the others as they were.
    """

    patient_id: str
    scanner: str
    traits: dict[str, float]
    own: Habit
    seeds: tuple[tuple[int, ...], ...]


def examinations(
    traits: pd.DataFrame, scanners: Sequence[str], seed: Sequence[int]
) -> list[Examination]:
    """Arrange one examination a patient.

    Parameters
    ----------
    traits : DataFrame of shape (n_patients, 6)
        By patient.
    scanners : sequence of str
        Each patient's machine.
    seed : sequence of int

    Returns
    -------
    list of Examination
    """
    found = []
    for number, (patient, scanner) in enumerate(zip(traits.index, scanners, strict=True)):
        rng = np.random.default_rng([*seed, number])
        n_views = int(rng.choice(VIEWS, p=VIEW_SHARES))
        seeds = tuple((*seed, number, view) for view in range(1, n_views + 1))
        lesion = {str(name): float(value) for name, value in traits.loc[patient].items()}
        found.append(Examination(str(patient), scanner, lesion, habit(rng), seeds))
    return found


def views(one: Examination) -> Iterator[Picture]:
    """Scan a patient's lesion as often as the examination says."""
    for seed in one.seeds:
        yield picture(one.traits, one.own, one.scanner, np.random.default_rng(seed))
