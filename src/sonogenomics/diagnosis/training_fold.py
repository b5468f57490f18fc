"""All that is chosen from the patients of one training fold, and what it gives in the others."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sonogenomics.diagnosis.estimators import Floats, Labels
from sonogenomics.diagnosis.fitted import Fitted, best_of, mean_logit
from sonogenomics.diagnosis.folds import Rows, deal
from sonogenomics.diagnosis.learners import learner
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.diagnosis.procedures import CHOSEN, FeatureSet, Procedure
from sonogenomics.diagnosis.race import Split, race
from sonogenomics.diagnosis.transforms import scale
from sonogenomics.diagnosis.tuning import Recipe

Flags = npt.NDArray[np.bool_]
Selected = Mapping[str, Sequence[str]]
Select = Callable[[pd.DataFrame, "pd.Series[int]", np.random.Generator], Selected]
INNER, SELECTION, LEARNER = range(3)  # streams of random numbers


@dataclass(frozen=True)
class Rules:
    """How everything inside a training fold is chosen.

    Attributes
    ----------
    select : callable
        `select(urfs, outcome, rng)` names the URFs of each feature set that a procedure sees
        (`differential`, `module`, ...), from the patients it is handed.
    recipes : mapping of str to Recipe
        The seven classifiers as params.yaml sets them.
    inner_folds, trials : int
        Of the cross-validation inside, and settings tried there.
    """

    select: Select
    recipes: Mapping[str, Recipe]
    inner_folds: int
    trials: int


class TrainingFold:
    """The patients of one training fold: whatever is asked of it is learnt from them alone.

    Selection and scaling are repeated inside every inner fold, so that the inner scores, which
    decide on settings, classifier and cut-off, are those of patients no step has seen. What several
    procedures share is done once.

    Parameters
    ----------
    urfs : DataFrame, rows x features
        Of everyone.
    rows : Rows
        Outcome, patient and stratum of each row.
    parts : tuple of ndarray of int
        Positions of the training rows (rising) and of those left out.
    rules : Rules
        How choices are made.
    entropy : tuple of int
        Of all random numbers; each use has its own stream, by its name and not by its turn.
    """

    def __init__(
        self,
        urfs: pd.DataFrame,
        rows: Rows,
        parts: tuple[Labels, Labels],
        rules: Rules,
        entropy: tuple[int, ...],
    ) -> None:
        self.urfs, self.rows, self.rules, self.entropy = urfs, rows, rules, entropy
        self.values = urfs.to_numpy(dtype=float)
        self.learned, self.left = parts
        n, rng = rules.inner_folds, self._rng(INNER)
        self.fold = deal(rows.at(self.learned), n, "nested.inner_folds", rng).fold
        inner = [(self.learned[self.fold != i], self.learned[self.fold == i]) for i in range(n)]
        self.splits = [*inner, parts]  # the last is the training fold itself
        self._tables: dict[tuple[int, str], tuple[Floats, Floats]] = {}
        self._selected: dict[int, Selected] = {}
        self._fitted: dict[tuple[str, bytes], Fitted] = {}

    def results(self, wanted: Sequence[Procedure]) -> dict[str, Fitted]:
        """Run procedures, by name; those made of others come after them."""
        done: dict[str, Fitted] = {}
        for one in wanted:
            members = {name: done[name] for name in one.members}
            if one.name == CHOSEN:
                done[one.name] = best_of(members, "candidate")
            elif members:
                done[one.name] = self._mean(members)
            else:
                own = {name: self._learn(name, one.features) for name in one.learners}
                done[one.name] = best_of(own, "classifier")
        return done

    @property
    def n_selections(self) -> tuple[int, int]:
        """How often features were selected, and how often none was."""
        chosen = self._selected.values()
        return len(chosen), sum(not any(one.values()) for one in chosen)

    def _rng(self, *stream: int) -> np.random.Generator:
        return np.random.default_rng([*self.entropy, *stream])

    def _columns(self, split: int, features: FeatureSet) -> tuple[Flags, bool]:
        """Which URFs a procedure sees in a split, and whether for want of any selected."""
        everything = np.ones(self.urfs.shape[1], dtype=bool)
        if features == "all":
            return everything, False
        if split not in self._selected:
            learned, _ = self.splits[split]
            urfs = self.urfs.iloc[learned]
            outcome = pd.Series(self.rows.outcome[learned], urfs.index)
            self._selected[split] = self.rules.select(urfs, outcome, self._rng(SELECTION, split))
        chosen = self.urfs.columns.isin(list(self._selected[split][features]))
        return (chosen, False) if chosen.any() else (everything, True)

    def _scaled(self, split: int, name: str) -> tuple[Floats, Floats]:
        """URFs of a split's learned and left rows, on a scale learnt from the former."""
        if (split, name) not in self._tables:
            learned, left = self.splits[split]
            fitted = scale(name).fit(self.values[learned])
            both = fitted.transform(self.values[learned]), fitted.transform(self.values[left])
            self._tables[split, name] = both
        return self._tables[split, name]

    def _split(self, split: int, name: str, columns: Flags) -> Split:
        (learned, left), (x, x_left) = self.splits[split], self._scaled(split, name)
        status = self.rows.outcome
        return Split(x[:, columns], status[learned], x_left[:, columns], status[left])

    def _learn(self, name: str, features: FeatureSet) -> Fitted:
        """Tune a learner on the inner folds and train it on the whole training fold."""
        seen = [self._columns(i, features) for i in range(len(self.splits))]
        key = name, b"".join(columns.tobytes() for columns, _ in seen)
        if key not in self._fitted:
            asked = learner(name, self.rules.recipes)
            seed = int(self._rng(LEARNER, zlib.crc32(name.encode())).integers(2**31))
            *inner, whole = (self._split(i, asked.scale, seen[i][0]) for i in range(len(seen)))
            raced = race(asked, inner, whole, self.rules.trials, seed)
            scores = self._in_order(raced.inner)
            what = raced.test, raced.settings, seen[-1][0], False, raced.converged
            self._fitted[key] = Fitted(scores, self._inner_auc(scores), *what)
        return self._fitted[key]._replace(fell_back=seen[-1][1])

    def _in_order(self, inner: Sequence[Floats]) -> Floats:
        """Scores of the inner folds as those of the training rows."""
        scores = np.empty(len(self.learned))
        for i, some in enumerate(inner):
            scores[self.fold == i] = some
        return scores

    def _inner_auc(self, scores: Floats) -> float:
        status = self.rows.outcome[self.learned]
        folds = [self.fold == i for i in range(self.rules.inner_folds)]
        return float(np.mean([float(auc(status[mine], scores[mine])) for mine in folds]))

    def _mean(self, members: Mapping[str, Fitted]) -> Fitted:
        inner = mean_logit([one.inner for one in members.values()])
        return Fitted(
            inner=inner,
            inner_auc=self._inner_auc(inner),
            test=mean_logit([one.test for one in members.values()]),
            settings={"members": " ".join(members)},
            features=np.any([one.features for one in members.values()], axis=0),
            fell_back=any(one.fell_back for one in members.values()),
            converged=all(one.converged for one in members.values()),
        )
