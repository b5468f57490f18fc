"""How much is permuted and by which rules, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sonogenomics.chance.claims import Claim
from sonogenomics.compute.spread import Plan
from sonogenomics.linking.chain import ChainRules
from sonogenomics.profiles import Profile


@dataclass(frozen=True)
class Asked:
    """How much is permuted, by which rules, and where the work runs.

    Attributes
    ----------
    profile : Profile
        Of the run.
    rules : mapping of str to ChainRules
        Of both profiles.
    min_hits : mapping of str to int
        Perturbations that must agree, by role.
    how_many : tuple of int
        Permutations of a step, of the whole chain, and splits behind an AUC.
    test_fraction : float
        Of those splits.
    seed : int
        Everything random descends from it.
    plan : Plan
        Where the work runs, and whether finished pieces are kept.
    """

    profile: Profile
    rules: Mapping[str, ChainRules]
    min_hits: Mapping[str, int]
    how_many: tuple[int, int, int]
    test_fraction: float
    seed: int
    plan: Plan

    @property
    def n(self) -> int:
        """Permutations of a step."""
        return self.how_many[0]

    @property
    def n_chain(self) -> int:
        """Permutations of the whole chain."""
        return self.how_many[1]

    @property
    def n_splits(self) -> int:
        """Splits behind an AUC."""
        return self.how_many[2]

    def rng(self, stream: int, *more: int) -> np.random.Generator:
        """A stream of its own for each use."""
        return np.random.default_rng([self.seed, stream, *more])

    def seed_of(self, stream: int, *more: int) -> int:
        """A seed for work that is spread."""
        return int(self.rng(stream, *more).integers(2**31))


@dataclass
class Findings:
    """Claims, tables, and what could not be asked."""

    claims: list[Claim] = field(default_factory=list)
    family_wise: list[pd.DataFrame] = field(default_factory=list)
    arm_differences: list[pd.DataFrame] = field(default_factory=list)
    not_asked: list[str] = field(default_factory=list)

    @property
    def main_claims(self) -> list[Claim]:
        """All claims but those of single features."""
        return [one for one in self.claims if not one.of_feature]
