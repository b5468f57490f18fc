"""All that a gene chain needs to know of genes, prepared once and used for any number of URFs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from sonogenomics.errors import StudyError
from sonogenomics.linking.counting import Floats
from sonogenomics.linking.enrichment import EnrichmentRule
from sonogenomics.linking.pairing import FEWEST
from sonogenomics.linking.perturbation import ARMS, LabelledSeries, shared_genes


@dataclass(frozen=True)
class ArmSamples:
    """One arm of one expression series, on the genes of the side.

    Attributes
    ----------
    series : str
        Its name.
    arm : int
        1 = positive, 0 = negative.
    genes : ndarray, shape (genes, samples)
        log2 scale.
    perturbations : int
        Random pairings.
    """

    series: str
    arm: int
    genes: Floats
    perturbations: int


@dataclass(frozen=True)
class Library:
    """The sets of one library that are tested, within its universe.

    Attributes
    ----------
    name : str
        Of the library.
    terms : Index
        Names of the sets, in the alphabet.
    membership : sparse array, sets x genes of the side
        1 where the gene is in the set.
    n_set : ndarray of int, shape (sets,)
        Genes of each set in the universe, measured or not.
    known : ndarray of bool, shape (genes,)
        Genes of the side that are in the universe.
    n_universe : int
        Genes of the universe.
    """

    name: str
    terms: pd.Index
    membership: sparse.csr_array
    n_set: NDArray[np.int64]
    known: NDArray[np.bool_]
    n_universe: int


@dataclass(frozen=True)
class GeneSide:
    """Everything about genes that no URF changes.

    Attributes
    ----------
    genes : Index
        Those that can be in a list: shared by the series, or of the paired matrix.
    arms : tuple of ArmSamples
        Positive and negative arm of each unpaired series, in the order they are drawn.
    libraries : tuple of Library
        In the alphabet.
    paired : DataFrame, genes x patients, optional
        Expression of the study's own patients; where it is given, URFs are linked by it.
    covariates : DataFrame, patients x covariates, optional
        What is held fixed where URFs are linked by the same patients.
    """

    genes: pd.Index
    arms: tuple[ArmSamples, ...]
    libraries: tuple[Library, ...]
    paired: pd.DataFrame | None = None
    covariates: pd.DataFrame | None = None


def gene_side(
    series: Sequence[LabelledSeries],
    gene_sets: pd.DataFrame,
    rule: EnrichmentRule,
    universe: Literal["annotated", "measured"],
    paired: pd.DataFrame | None = None,
    covariates: pd.DataFrame | None = None,
) -> GeneSide:
    """Prepare the genes of a study, so that any URFs can be linked to them at little cost.

    Parameters
    ----------
    series : sequence of LabelledSeries
        The unpaired series of one role; may be empty where `paired` is given.
    gene_sets : DataFrame
        Columns `library`, `term` and `gene`; may have no row.
    rule : EnrichmentRule
        Its sizes decide which sets are tested.
    universe : {'annotated', 'measured'}
        Background of over-representation: all genes of a library, or those that were measured.
    paired : DataFrame, genes x patients, optional
        Expression of patients who have URFs, as `paired.by_patient` gives it.
    covariates : DataFrame, patients x covariates, optional
        Of those patients, as `paired_design.chosen_covariates` gives them.

    Returns
    -------
    GeneSide

    Raises
    ------
    StudyError
        There is neither a series nor a paired matrix, the series share no gene, or an arm of one
        has fewer than three samples.

    Examples
    --------
    >>> paired = pd.DataFrame(0.0, index=list("ABC"), columns=["P1", "P2"])
    >>> sets = pd.DataFrame({"library": "GO", "term": list("sst"), "gene": list("ABZ")})
    >>> rule = EnrichmentRule(alpha=0.05, min_size=1, max_size=9, adjust_over="tested")
    >>> side = gene_side([], sets, rule, "measured", paired)
    >>> side.libraries[0].terms.to_list(), side.libraries[0].n_universe
    (['s'], 3)
    """
    if paired is None and not series:
        raise StudyError(
            "There is no expression to link URFs with: name a series with perturbations, or a "
            "paired one, in study.yaml."
        )
    if paired is None:
        genes = shared_genes([s.name for s in series], [s.expression.index for s in series])
    else:
        genes = paired.index
    arms = () if paired is not None else _arms(series, genes)
    measured = genes if universe == "measured" else None
    libraries = tuple(
        _library(str(name), sets, genes, measured, rule)
        for name, sets in gene_sets.groupby("library")
    )
    return GeneSide(genes, arms, libraries, paired, covariates)


def _arms(series: Sequence[LabelledSeries], genes: pd.Index) -> tuple[ArmSamples, ...]:
    arms = []
    for one in series:
        matrix = one.expression.loc[genes]
        for arm, name in ARMS.items():
            samples = matrix[one.outcome.index[one.outcome == arm]].to_numpy(dtype=float)
            if samples.shape[1] < FEWEST:
                raise StudyError(
                    f"The {name} arm of series {one.name} has {samples.shape[1]} samples; it needs "
                    f"at least {FEWEST}. Set the series' perturbations to 0, or mend its outcome "
                    f"rule in study.yaml."
                )
            arms.append(ArmSamples(one.name, arm, samples, one.perturbations))
    return tuple(arms)


def _library(
    name: str,
    sets: pd.DataFrame,
    genes: pd.Index,
    measured: pd.Index | None,
    rule: EnrichmentRule,
) -> Library:
    """Sets of admitted size; those of the annotated universe may hold genes nobody measured."""
    sets = sets[["term", "gene"]].drop_duplicates()
    universe = pd.Index(sets["gene"]).unique() if measured is None else measured.unique()
    sets = sets[sets["gene"].isin(universe)]
    sizes = sets.groupby("term").size()
    sizes = sizes[(sizes >= rule.min_size) & (sizes <= rule.max_size)]
    row = sizes.index.get_indexer(pd.Index(sets["term"]))
    column = genes.get_indexer(pd.Index(sets["gene"]))
    here = (row >= 0) & (column >= 0)
    cells = (np.ones(here.sum(), np.float32), (row[here], column[here]))
    membership = sparse.csr_array(cells, shape=(len(sizes), len(genes)))
    n_set = np.array(sizes, np.int64)
    known = np.asarray(genes.isin(universe))
    return Library(name, sizes.index, membership, n_set, known, len(universe))
