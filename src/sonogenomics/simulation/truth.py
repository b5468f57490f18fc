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


class Record(BaseModel):
    """A part of truth.json: immutable, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Planted(Record):
    """One function: the features and the genes that follow it, the terms that name it."""

    name: str
    features: tuple[str, ...]
    genes: tuple[str, ...]
    terms: tuple[str, ...]


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
        return frozenset(product(self.differential, self.her2_genes)) - self.links

    @property
    def feature_terms(self) -> frozenset[Pair]:
        """Pairs of a feature and a term that names its function."""
        return frozenset(pair for f in self.functions for pair in product(f.features, f.terms))

    @property
    def module(self) -> frozenset[str]:
        """The differential features, and every feature that shares function with one of them."""
        differing = frozenset(self.differential)
        shared = (f.features for f in self.functions if differing.intersection(f.features))
        return differing.union(*shared)

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
        write_text(path, self.model_dump_json(indent=2) + "\n")
