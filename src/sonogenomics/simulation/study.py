"""The simulated study: the raw files a group would have, and what was planted in them."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.gene_sets import write_gene_sets
from sonogenomics.simulation.genome import genome
from sonogenomics.simulation.latents import traits
from sonogenomics.simulation.patients import imaged, modelled, patients
from sonogenomics.simulation.series import write_paired, write_unpaired
from sonogenomics.simulation.settings import Settings
from sonogenomics.simulation.truth import Truth
from sonogenomics.simulation.ultrasound import write_ultrasound
from sonogenomics.simulation.urfs import texture, urfs
from sonogenomics.simulation.visibility import image_truth, link

# Each part has random numbers of its own: to change one leaves the others as they were.
PARTS = (
    "patients",
    "texture",
    "urfs",
    "genes",
    "a",
    "b",
    "c",
    "v",
    "gene_sets",
    "chosen",
    "traits",
)
PICTURES = len(PARTS)  # a further part, with random numbers of each patient's and view's own

Rngs = dict[str, np.random.Generator]


def simulate(settings: Mapping[str, float], folder: Path) -> None:
    """Write every file of the simulated study into a folder.

    Patients with HER2 assays and reasons to be excluded, their features (or the ultrasound they
    come from, with experts' outlines of a part), four expression series in the formats of GEO and
    as plain tables (one of them of the patients' own tumours), gene sets, and `truth.json`. Equal
    settings give equal bytes.

    Parameters
    ----------
    settings : mapping
        The section `simulation` of study.yaml, see `Settings`.
    folder : Path
        An existing folder; the caller makes it whole.

    Raises
    ------
    StudyError
        A setting is unknown or impossible.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     simulate({"seed": 1, "n_patients": 100, "n_paired": 40, "n_genes": 600}, Path(folder))
    ...     Truth.read(Path(folder, "truth.json")).n_genes
    600
    """
    asked = Settings.of(settings)
    rngs = {part: np.random.default_rng([asked.seed, n]) for n, part in enumerate(PARTS)}
    table, her2 = patients(asked, rngs["patients"])
    genes = genome(asked.n_genes, rngs["genes"])
    table.to_csv(folder / "patients.csv", index=False, lineterminator="\n")
    measure = _pictures if asked.images else _table
    activity = measure(folder, table, her2, asked, rngs)

    write_unpaired(folder, genes, rngs)
    chosen = _chosen(table, asked.n_paired, rngs["chosen"])
    write_paired(folder, genes, her2.iloc[chosen], activity[chosen], rngs["c"])
    n_terms = write_gene_sets(folder, genes, rngs["gene_sets"])
    if asked.images:
        truth = image_truth(asked, genes.carriers, n_terms)
    else:
        truth = Truth.of(genes.carriers, asked.n_genes, n_terms)
    truth.write(folder / "truth.json")


def _table(
    folder: Path, table: pd.DataFrame, her2: pd.Series, asked: Settings, rngs: Rngs
) -> NDArray[np.float64]:
    """Write a table of features; give the activity of each function in each patient."""
    behind = texture(her2, asked, rngs["texture"])
    features = urfs(her2.index, behind, asked, rngs["urfs"])
    _seen(features, table).to_csv(folder / "urfs.csv", float_format="%.6g", lineterminator="\n")
    return behind.functions


def _pictures(
    folder: Path, table: pd.DataFrame, her2: pd.Series, asked: Settings, rngs: Rngs
) -> NDArray[np.float64]:
    """Write ultrasound pictures; give the activity of each function in each patient."""
    activity = rngs["texture"].standard_normal((len(her2), len(FUNCTIONS)))
    lesions = traits(her2, activity, asked.effect, link(asked), rngs["traits"])
    scanned = table.assign(clean=modelled(table))[imaged(table)]
    seen = _seen(lesions, table)
    write_ultrasound(folder, scanned, seen, asked.outlined_share, [asked.seed, PICTURES])
    return activity


def _seen(features: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the patients on whose images a lesion could be outlined."""
    return features[imaged(table).to_numpy()]


def _chosen(table: pd.DataFrame, n: int, rng: np.random.Generator) -> np.ndarray:
    """Rows of the patients whose tumour is sequenced, in order."""
    candidates = np.flatnonzero(modelled(table))
    return np.sort(rng.choice(candidates, n, replace=False))
