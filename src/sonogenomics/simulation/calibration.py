"""What the pictures truly show: planted traits pass through physics, so their effect is measured.

`python -m sonogenomics.simulation.calibration` scans a large population, takes its features from
the true masks, and writes calibration.csv beside this file. Run it whenever the pictures change.
"""

import argparse
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import special, stats

from sonogenomics.params.features import Extraction
from sonogenomics.progress import track
from sonogenomics.radiomics.aggregation import patient_rows
from sonogenomics.radiomics.batch import extract_all
from sonogenomics.radiomics.region import Lesion
from sonogenomics.simulation.examination import Examination, examinations, views
from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.latents import TRAITS, traits
from sonogenomics.simulation.scanner import SCANNERS
from sonogenomics.simulation.visibility import TABLE
from sonogenomics.workers import n_workers

N_PATIENTS = 1500
SEED = 86
GROUP = 20  # patients whose features a process takes at a time
SITE_SHARES = (0.6, 0.4)  # as `patients` draws them


def calibrate(n_patients: int, seed: int, workers: int = 1) -> pd.DataFrame:
    r"""Measure how HER2 and each trait show in each feature of a patient.

    Every patient is scanned twice with equal random numbers, once HER2-negative and once -positive
    at effect 1, so that their difference is HER2 and little else. The effect is

    .. math:: d = \sqrt 2\, \Phi^{-1}(P(x_+ > x_-)),

    the shift in standard deviations of two normal arms with the same probability of superiority,
    which is what a rank test sees. Correlations are Pearson's with the lesion's traits, within an
    arm, averaged over both.

    Parameters
    ----------
    n_patients : int
    seed : int
    workers : int
        Processes.

    Returns
    -------
    DataFrame, one row per feature
        `her2_effect`, then one column a trait.
    """
    rng = np.random.default_rng(seed)
    unmoved = pd.Series(0, index=[f"{number:05d}" for number in range(n_patients)])
    functions = rng.standard_normal((n_patients, len(FUNCTIONS)))
    negative = traits(unmoved, functions, 0.0, 1.0, rng)
    positive = negative.assign(fineness=negative["fineness"] - 1)
    scanners = [str(name) for name in rng.choice(list(SCANNERS), n_patients, p=SITE_SHARES)]
    arms = [
        patient_urfs(shown, scanners, seed, workers).loc[unmoved.index]
        for shown in (negative, positive)
    ]
    r = sum(_correlations(urfs, negative) for urfs in arms) / 2
    effect = _effect(arms[1].to_numpy(), arms[0].to_numpy())
    table = pd.DataFrame(r, index=pd.Index(arms[0].columns, name="feature"), columns=TRAITS)
    table.insert(0, "her2_effect", effect)
    return table


def patient_urfs(
    shown: pd.DataFrame, scanners: list[str], seed: int, workers: int = 1
) -> pd.DataFrame:
    """Features of each patient: the mean over her views, from the true masks."""
    scanned = examinations(shown, scanners, [seed, 1])
    groups = [scanned[start : start + GROUP] for start in range(0, len(scanned), GROUP)]
    tasks = (delayed(_group_features)(group) for group in groups)
    done = Parallel(n_jobs=workers, return_as="generator")(tasks)
    found = pd.concat(track(done, "Scanning", len(groups)), ignore_index=True)
    return patient_rows(found).urfs


def _group_features(group: Sequence[Examination]) -> pd.DataFrame:
    return extract_all(list(_lesions(group)), Extraction()).features


def _lesions(group: Sequence[Examination]) -> Iterator[Lesion]:
    for one in group:
        side = SCANNERS[one.scanner].spacing_mm
        spacing = None if side is None else (side, side)
        for view, seen in enumerate(views(one), start=1):
            name = f"{one.patient_id}-{view}"
            yield Lesion(one.patient_id, name, seen.grey, seen.mask, spacing_mm=spacing)


def _correlations(urfs: pd.DataFrame, shown: pd.DataFrame) -> NDArray[np.float64]:
    both = np.corrcoef(urfs.to_numpy().T, shown.to_numpy().T)
    return np.asarray(both[: urfs.shape[1], urfs.shape[1] :])


def _effect(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> NDArray[np.float64]:
    u = stats.mannwhitneyu(positive, negative, method="asymptotic").statistic
    return np.asarray(np.sqrt(2) * special.ndtri(u / (len(positive) * len(negative))))


def main() -> None:
    """Write the committed table anew."""
    parser = argparse.ArgumentParser(description="Measure what simulated pictures show.")
    parser.add_argument("--patients", type=int, default=N_PATIENTS)
    asked = parser.parse_args()
    table = calibrate(asked.patients, SEED, n_workers())
    table.to_csv(TABLE, float_format="%.3f", lineterminator="\n")
    print(f"{TABLE}: {len(table)} features of {asked.patients} patients")


if __name__ == "__main__":
    main()
