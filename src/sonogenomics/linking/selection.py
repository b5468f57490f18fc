"""Which URFs a model may see, by the patients it learns from: the differential, and the module."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sonogenomics.linking.chain import ChainRules, differential_names, link, members_of
from sonogenomics.linking.gene_side import GeneSide


@dataclass(frozen=True)
class Selection:
    """The gene chain as a choice of URFs, to be made anew in every training fold.

    Attributes
    ----------
    rules : ChainRules
        What decides at each step.
    side : GeneSide, optional
        The genes; without them a module is its differential URFs.
    uncorrected : bool
        Also choose by the raw p-value, as the published study does.
    """

    rules: ChainRules
    side: GeneSide | None = None
    uncorrected: bool = False

    def __call__(
        self, urfs: pd.DataFrame, outcome: "pd.Series[int]", rng: np.random.Generator
    ) -> dict[str, list[str]]:
        """Choose from these patients alone.

        Where no URF differs the module is empty by rule, and the gene steps, which take nearly all
        of the time, are left out. They are done once for both choices.

        Parameters
        ----------
        urfs : DataFrame, patients x features
            Of the patients who may be learned from.
        outcome : Series of int, by patient
            1 = positive, 0 = negative.
        rng : numpy.random.Generator
            Source of the random pairings.

        Returns
        -------
        dict of str to list of str
            `differential` and `module`; and `raw-differential` and `raw-module`.

        Raises
        ------
        StudyError
            An arm is empty, or too small to be paired.

        Examples
        --------
        >>> from sonogenomics.linking.association import HitRule
        >>> from sonogenomics.linking.enrichment import EnrichmentRule
        >>> rule = EnrichmentRule(alpha=0.05, min_size=5, max_size=9, adjust_over="tested")
        >>> rules = ChainRules(0.05, True, HitRule(0.05, 0.3), 6, 0.05, rule, 0.6)
        >>> urfs = pd.DataFrame({"a": range(20), "b": [0, 1] * 10}, dtype=float)
        >>> outcome = pd.Series([0] * 10 + [1] * 10)
        >>> Selection(rules)(urfs, outcome, np.random.default_rng(1))
        {'differential': ['a'], 'module': ['a']}
        """
        raw = replace(self.rules, correct_differential=False)
        rules = {"": self.rules} | ({"raw-": raw} if self.uncorrected else {})
        found = {kind: differential_names(urfs, outcome, rule) for kind, rule in rules.items()}
        modules = found
        if self.side is not None and any(found.values()):
            overlap = link(urfs, outcome, self.side, self.rules, rng).overlap
            names, least = list(urfs.columns), self.rules.min_overlap
            modules = {
                kind: members_of(names, some, overlap, least) for kind, some in found.items()
            }
        return {
            f"{kind}{what}": chosen[kind]
            for what, chosen in (("differential", found), ("module", modules))
            for kind in rules
        }
