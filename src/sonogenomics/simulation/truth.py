"""What was planted: a file beside the data, and sets to compare findings with."""

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, PositiveInt, ValidationError

from sonogenomics.errors import StudyError
from sonogenomics.output import write_text
from sonogenomics.params.section import faults
from sonogenomics.simulation.features import DIFFERENTIAL, FEATURES
from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.genome import HER2_SHIFTS

Pair = tuple[str, str]
MIN_OVERLAP = 0.6  # of terms, as in the published study


class Record(BaseModel):
    """A part of truth.json: immutable, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Planted(Record):
    """One function: the features and the genes that follow it, the terms that name it.

    `undecided` features follow it too little to be missed, and too much to be false.
    """

    name: str
    features: tuple[str, ...]
    genes: tuple[str, ...]
    terms: tuple[str, ...]
    undecided: tuple[str, ...] = ()


class Truth(Record):
    """Everything that a perfect analysis would find, and among how many it had to be found.

    Attributes
    ----------
    differential : tuple of str
        Features that differ between HER2-positive and -negative.
    functions : tuple of Planted
    her2_genes : tuple of str
        Genes that HER2 amplification moves.
    n_features, n_genes, n_terms : int
        Features of the table, genes of the paired series, gene sets of all libraries.
    undecided : tuple of str
        Features that differ too little to be missed, and too much to be false. Only where features
        are taken from pictures; in a drawn table each feature differs as planted or not at all.

    Examples
    --------
    >>> truth = Truth.of({function.name: ("G1", "G2") for function in FUNCTIONS}, 1500, 400)
    >>> len(truth.differential), len(truth.module), len(truth.links)
    (8, 18, 44)
    """

    differential: tuple[str, ...]
    functions: tuple[Planted, ...]
    her2_genes: tuple[str, ...]
    n_features: PositiveInt
    n_genes: PositiveInt
    n_terms: PositiveInt
    undecided: tuple[str, ...] = ()

    @property
    def links(self) -> frozenset[Pair]:
        """Pairs of a feature and a gene that follow the same function."""
        return frozenset(pair for f in self.functions for pair in product(f.features, f.genes))

    @property
    def by_way_of_her2(self) -> frozenset[Pair]:
        """Pairs of a feature and a gene that move together only because HER2 moves both.

        No function is planted in them, yet a test over both arms is right to find them: they are
        neither counted as found nor as false.
        """
        differing = (*self.differential, *self.undecided)
        return frozenset(product(differing, self.her2_genes)) - self.links

    @property
    def undecided_links(self) -> frozenset[Pair]:
        """Pairs of a feature and a gene, neither a link nor surely none."""
        open_ = (product(f.undecided, f.genes) for f in self.functions)
        return frozenset(pair for pairs in open_ for pair in pairs) - self.links

    @property
    def feature_terms(self) -> frozenset[Pair]:
        """Pairs of a feature and a term that names its function."""
        return frozenset(pair for f in self.functions for pair in product(f.features, f.terms))

    @property
    def undecided_terms(self) -> frozenset[Pair]:
        """Pairs of a feature and a term, neither true nor surely false."""
        return frozenset(pair for f in self.functions for pair in product(f.undecided, f.terms))

    @property
    def module(self) -> frozenset[str]:
        """The differential features, and every feature that shares function with one of them.

        To share function is to have an overlap coefficient of terms of at least `MIN_OVERLAP`.
        """
        terms = _by_feature(self.feature_terms)
        core = [terms[name] for name in self.differential if name in terms]
        sharing = {name for name, own in terms.items() if any(_share(own, one) for one in core)}
        return frozenset(self.differential) | sharing

    @property
    def undecided_module(self) -> frozenset[str]:
        """Features outside the module that may belong to it, as far as anything is undecided."""
        differing = {*self.differential, *self.undecided}
        sharing = (
            {*f.features, *f.undecided}
            for f in self.functions
            if differing.intersection((*f.features, *f.undecided))
        )
        if not self.undecided and not self.undecided_terms:
            return frozenset()
        return frozenset(differing.union(*sharing)) - self.module

    @classmethod
    def of(cls, carriers: Mapping[str, tuple[str, ...]], n_genes: int, n_terms: int) -> Self:
        """Gather what was planted.

        Parameters
        ----------
        carriers : dict
            Function to its genes.
        n_genes, n_terms : int
            Genes of the paired series, gene sets of all libraries.
        """
        functions = tuple(
            Planted(
                name=function.name,
                features=tuple(sorted(function.features)),
                genes=carriers[function.name],
                terms=tuple(sorted(term.name for term in function.terms)),
            )
            for function in FUNCTIONS
        )
        return cls(
            differential=tuple(sorted(DIFFERENTIAL)),
            functions=functions,
            her2_genes=tuple(sorted(HER2_SHIFTS)),
            n_features=len(FEATURES),
            n_genes=n_genes,
            n_terms=n_terms,
        )

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read truth.json.

        Raises
        ------
        StudyError
            The file is absent, or is not what `simulate` writes.
        """
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise StudyError(f"{path} is missing: run the sources stage again.") from None
        except ValidationError as error:
            raise StudyError(faults(str(path), error)) from None

    def write(self, path: Path) -> None:
        """Write truth.json, whole or not at all."""
        write_text(path, self.model_dump_json(indent=2, exclude_defaults=True) + "\n")


def _by_feature(pairs: frozenset[Pair]) -> dict[str, set[str]]:
    terms: dict[str, set[str]] = {}
    for feature, term in pairs:
        terms.setdefault(feature, set()).add(term)
    return terms


def _share(one: set[str], other: set[str]) -> bool:
    return len(one & other) >= MIN_OVERLAP * min(len(one), len(other))
