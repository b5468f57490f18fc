"""What was repeated, doubted and judged in a run, as the page needs it."""

import re
from dataclasses import dataclass, field

import pandas as pd

from sonogenomics.catalog.chance import ArmDifferences, Chance, FamilyWise, Nulls
from sonogenomics.catalog.ledger import Ledger
from sonogenomics.catalog.nested import (
    Calibration,
    Candidates,
    Confounders,
    DecisionCurve,
    LearningCurve,
)
from sonogenomics.catalog.replication import (
    ReplicatedEdges,
    ReplicatedFeatures,
    Replication,
)

BEST = re.compile(r"classifier\.auc_best\.(?:(?P<classifier>\w+)\.)?(?P<set>differential|module)")
QUOTED = "logistic"  # whose best split is looked for under permuted outcomes
LUCK = ["classifier", "feature_set", "seen", "null_mean", "null_low", "null_high", "best_of"]


@dataclass(frozen=True)
class Proof:
    """Tables of the stages that repeat and doubt the study; empty where one has not run.

    Attributes
    ----------
    replication, replicated_features, replicated_edges, nulls, chance, family_wise, \
arm_differences, candidates, calibration, decision_curve, learning_curve, confounders, \
ledger : DataFrame
        As described in the catalog.
    best_of : int
        Random splits behind each permuted AUC; fewer than the study's.
    """

    replication: pd.DataFrame = field(default_factory=Replication.empty)
    replicated_features: pd.DataFrame = field(default_factory=ReplicatedFeatures.empty)
    replicated_edges: pd.DataFrame = field(default_factory=ReplicatedEdges.empty)
    nulls: pd.DataFrame = field(default_factory=Nulls.empty)
    chance: pd.DataFrame = field(default_factory=Chance.empty)
    family_wise: pd.DataFrame = field(default_factory=FamilyWise.empty)
    arm_differences: pd.DataFrame = field(default_factory=ArmDifferences.empty)
    candidates: pd.DataFrame = field(default_factory=Candidates.empty)
    calibration: pd.DataFrame = field(default_factory=Calibration.empty)
    decision_curve: pd.DataFrame = field(default_factory=DecisionCurve.empty)
    learning_curve: pd.DataFrame = field(default_factory=LearningCurve.empty)
    confounders: pd.DataFrame = field(default_factory=Confounders.empty)
    ledger: pd.DataFrame = field(default_factory=Ledger.empty)
    best_of: int = 0

    def best_by_chance(self) -> pd.DataFrame:
        """The best split under permuted outcomes, and with the true ones on the same splits.

        Returns
        -------
        DataFrame
            One row per classifier and feature set: classifier, feature_set, seen, null_mean,
            null_low, null_high, best_of. The splits are those of stage chance, fewer than the
            study's; a best split grows with their number, so the null belongs to `seen` alone.
        """
        published = self.chance[self.chance["profile"] == "published"]
        rows = [
            [named["classifier"] or QUOTED, named["set"], *(row[name] for name in LUCK[2:])]
            for row in published.rename(columns={"observed": "seen"})
            .assign(best_of=self.best_of)
            .to_dict("records")
            if (named := BEST.fullmatch(str(row["quantity"])))
        ]
        return pd.DataFrame(rows, columns=LUCK).drop_duplicates(LUCK[:2])

    def role(self, which: str) -> pd.Series | None:
        """The row of the candidate that is `chosen`, or of the `reference`; None without it."""
        if self.candidates.empty:
            return None
        rows = self.candidates[self.candidates[which].astype(bool)]
        return None if rows.empty else rows.iloc[0]
