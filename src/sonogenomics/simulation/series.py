"""Four expression series: three sets of other people's tumours, one of the study's own patients."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.simulation.arrays import Array, array, measured, with_gaps
from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.genome import Genome, expression
from sonogenomics.simulation.geo import write_series_matrix, write_soft

COVERED = 0.96  # genes without anything planted that a platform covers
ARMS = {"a": (40, 64), "b": (30, 52), "v": (35, 70)}  # samples told positive, and negative
UNTOLD = 2  # further samples of each arm whose HER2 is not told


def write_unpaired(folder: Path, genes: Genome, rngs: dict[str, np.random.Generator]) -> None:
    """Write the series whose samples are not the study's patients.

    Parameters
    ----------
    folder : Path
    genes : Genome
    rngs : dict
        One generator for each of the series a, b and v.
    """
    _write_a(folder, genes, rngs["a"])
    _write_b(folder, genes, rngs["b"])
    _write_v(folder, genes, rngs["v"])


def write_paired(
    folder: Path,
    genes: Genome,
    her2: pd.Series,
    functions: NDArray[np.float64],
    rng: np.random.Generator,
) -> None:
    """Write series c: tumours of the study's own patients, log2, genes in rows.

    Parameters
    ----------
    folder : Path
    genes : Genome
    her2 : Series of int
        Of the patients whose tumour was sequenced.
    functions : ndarray of shape (n_patients, n_functions)
        The same activity that their features show.
    rng : Generator
    """
    samples = pd.Series(her2.to_numpy(), index=_names("SIMC", len(her2)))
    told = _told(samples, "HER2+", "HER2-", "")
    sheet = pd.DataFrame({"sample": samples.index, "patient_id": her2.index, "HER2_call": told})
    sheet["batch"] = rng.choice(["2021", "2022"], len(sheet))
    values = expression(genes, samples, functions, rng)
    _csv(sheet, folder / "series-c-samples.csv")
    values.to_csv(folder / "series-c.tsv", sep="\t", float_format="%.3f", lineterminator="\n")


def _write_a(folder: Path, genes: Genome, rng: np.random.Generator) -> None:
    her2 = _arms("a", rng)
    told = _told(her2, "Positive", "Negative", "Unknown")
    fields = {"tissue": ["breast tumour"] * len(her2), "her2 status": told}
    write_soft(folder / "series-a_family.soft", "SIMA", _array(genes, her2, rng), fields)


def _write_b(folder: Path, genes: Genome, rng: np.random.Generator) -> None:
    her2 = _arms("b", rng)
    below = list(rng.choice(["0", "1+"], len(her2)))
    told = [
        grade if call == "below" else call
        for call, grade in zip(_told(her2, "3+", "below", "2+"), below, strict=True)
    ]
    ages = [str(age) for age in rng.integers(30, 85, len(her2))]
    fields = {"age": ages, "erbb2 ihc": told}
    measured_by = _array(genes, her2, rng)
    write_series_matrix(folder / "series-b_series_matrix.txt", "SIMB", measured_by, fields)
    _csv(measured_by.annotation, folder / "series-b-probes.csv")


def _write_v(folder: Path, genes: Genome, rng: np.random.Generator) -> None:
    her2 = _arms("v", rng)
    told = _told(her2, "pos", "neg", "NA")
    sheet = pd.DataFrame({"sample": her2.index, "her2_by_fish": told})
    values = _tumours(genes, her2, rng)
    with_gaps(values, genes.kept_by_all(), rng)
    abundance = (2**values - 1).clip(lower=0)
    _csv(sheet, folder / "series-v-samples.csv")
    abundance.to_csv(folder / "series-v.tsv", sep="\t", float_format="%.2f", lineterminator="\n")


def _array(genes: Genome, her2: pd.Series, rng: np.random.Generator) -> Array:
    return array(_tumours(genes, her2, rng), genes, rng)


def _tumours(genes: Genome, her2: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    """Expression of other people's tumours: the same functions, active in others."""
    functions = rng.standard_normal((len(her2), len(FUNCTIONS)))
    return expression(genes, her2, functions, rng).loc[measured(genes, COVERED, rng)]


def _arms(series: str, rng: np.random.Generator) -> pd.Series:
    positive, negative = (n + UNTOLD for n in ARMS[series])
    her2 = rng.permutation(np.repeat([1, 0], [positive, negative]))
    return pd.Series(her2, index=_names(f"SIM{series.upper()}", len(her2)))


def _told(her2: pd.Series, positive: str, negative: str, unknown: str) -> list[str]:
    """How a series spells HER2; of the last samples of each arm it tells nothing."""
    place_in_arm = her2.groupby(her2).cumcount(ascending=False)
    spelt = np.where(her2 == 1, positive, negative)
    return [str(told) for told in np.where(place_in_arm < UNTOLD, unknown, spelt)]


def _names(series: str, n: int) -> list[str]:
    return [f"{series}{number:04d}" for number in range(1, n + 1)]


def _csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, lineterminator="\n")
