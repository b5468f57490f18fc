"""Differential features when the labels say nothing: the rank-sum test on permuted labels.

Ranks never change when labels are permuted, so all features and all permutations are one product.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
AT_ONCE = 256  # permutations, so that a thousand of them need no more memory than these


class RankSums(NamedTuple):
    """What the rank-sum test says, permutation by permutation."""

    z: Floats  # permutations x features, without sign and without continuity correction
    p: Floats  # permutations x features


@dataclass(frozen=True)
class RankTest:
    """The rank-sum test of some features, ready for any labels of the same patients.

    Attributes
    ----------
    ranks : ndarray, shape (patients, features)
        Ties share their mean rank.
    ties : ndarray, shape (features,)
        Sum of t^3 - t over groups of t equal values.
    """

    ranks: Floats
    ties: Floats

    @classmethod
    def of(cls, urfs: pd.DataFrame) -> "RankTest":
        """Rank the patients once, feature by feature."""
        ranks = stats.rankdata(urfs.to_numpy(dtype=float), axis=0)
        ties = [float((n**3 - n).sum()) for n in _group_sizes(ranks)]
        return cls(ranks, np.array(ties))

    def __call__(self, labels: Labels) -> RankSums:
        r"""Test every feature with every labelling.

        With :math:`U` of the positive arm, :math:`\mu = n_1 n_0 / 2` and :math:`s` its standard
        deviation corrected for ties, :math:`z = |U - \mu| / s`, and
        :math:`p = 2 (1 - \Phi((|U - \mu| - 0.5) / s))`: `differential.compare_arms`.

        Parameters
        ----------
        labels : ndarray of int, shape (permutations, patients)
            1 = positive, 0 = negative; every row has equally many positive ones.

        Returns
        -------
        RankSums
            A feature that is the same in all patients has z = 0 and p = 1.

        Examples
        --------
        >>> test = RankTest.of(pd.DataFrame({"original_x": [3.0, 4.0, 1.0, 2.0]}))
        >>> found = test(np.array([[1, 1, 0, 0], [0, 1, 1, 0]]))
        >>> found.z.round(3).ravel().tolist(), found.p.round(3).ravel().tolist()
        ([1.549, 0.0], [0.245, 1.0])
        """
        n = labels.shape[1]
        n_positive = int(labels[0].sum())
        n_pairs = n_positive * (n - n_positive)
        u = labels.astype(float) @ self.ranks - n_positive * (n_positive + 1) / 2
        away = np.abs(u - n_pairs / 2)
        spread = np.sqrt(n_pairs / 12 * (n + 1 - self.ties / (n * (n - 1))))
        z = np.divide(away, spread, out=np.zeros_like(away), where=spread > 0)
        corrected = np.divide(away - 0.5, spread, out=np.zeros_like(away), where=spread > 0)
        return RankSums(z, np.minimum(2 * stats.norm.sf(corrected), 1))


def _group_sizes(ranks: Floats) -> list[NDArray[np.float64]]:
    return [np.unique(column, return_counts=True)[1].astype(float) for column in ranks.T]


def permuted_labels(outcome: "pd.Series[int]", n: int, rng: np.random.Generator) -> Labels:
    """Deal the same labels out to the same patients anew, `n` times.

    Examples
    --------
    >>> labels = permuted_labels(pd.Series([1, 1, 0, 0]), 3, np.random.default_rng(1))
    >>> labels.shape, labels.sum(axis=1).tolist()
    ((3, 4), [2, 2, 2])
    """
    return rng.permuted(np.tile(np.array(outcome, np.int64), (n, 1)), axis=1)


def n_differential(p: Floats, alpha: float, *, corrected: bool) -> Labels:
    """Count the features below a level, permutation by permutation.

    Parameters
    ----------
    p : ndarray, shape (permutations, features)
        Raw p-values.
    alpha : float
        Level.
    corrected : bool
        Of the p-values after Benjamini-Hochberg over the features, or of the raw ones.

    Returns
    -------
    ndarray of int, shape (permutations,)

    Examples
    --------
    >>> p = np.array([[0.001, 0.04, 0.9], [0.03, 0.04, 0.9]])
    >>> n_differential(p, 0.05, corrected=False), n_differential(p, 0.05, corrected=True)
    (array([2, 2]), array([1, 0]))
    """
    if not corrected:
        return np.asarray((p < alpha).sum(axis=1), np.int64)
    n = p.shape[1]
    passing = np.sort(p, axis=1) * (n / np.arange(1, n + 1)) < alpha
    last: Labels = n - passing[:, ::-1].argmax(axis=1)
    return np.where(passing.any(axis=1), last, 0)


class LabelNull(NamedTuple):
    """The features as they are, and what permuted labels give."""

    family: pd.DataFrame  # columns of `catalog.FamilyWise`
    n_raw: Labels  # features below the level, per permutation
    n_corrected: Labels  # after Benjamini-Hochberg
    observed: tuple[int, int]  # the same two numbers with the labels as they are


def label_null(
    urfs: pd.DataFrame, outcome: "pd.Series[int]", alpha: float, n: int, rng: np.random.Generator
) -> LabelNull:
    """Compare the arms with permuted labels: p-values of the family, and numbers by chance.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        Patients that are compared, both arms among them.
    outcome : Series of int, by patient
        1 = positive, 0 = negative.
    alpha : float
        Level of the test.
    n : int
        Permutations.
    rng : numpy.random.Generator
        Source of the permutations.

    Returns
    -------
    LabelNull

    Examples
    --------
    >>> urfs = pd.DataFrame({"a": np.arange(20.0), "b": [1.0, 2.0] * 10})
    >>> outcome = pd.Series([0] * 10 + [1] * 10)
    >>> null = label_null(urfs, outcome, 0.05, 99, np.random.default_rng(1))
    >>> null.family.set_index("feature")["p_family"].to_dict()
    {'a': 0.01, 'b': 1.0}
    """
    test, outcome = RankTest.of(urfs), outcome.loc[urfs.index]
    observed = test(np.array(outcome, np.int64)[None])
    labels = permuted_labels(outcome, n, rng)
    batches = [test(labels[at : at + AT_ONCE]) for at in range(0, n, AT_ONCE)]
    z, p = (np.concatenate(part) for part in zip(*batches, strict=True))
    family = pd.DataFrame(
        {
            "feature": urfs.columns,
            "p": observed.p[0],
            "p_permutation": (1 + (z >= observed.z[0]).sum(axis=0)) / (1 + n),
            "p_family": step_down(observed.z[0], z),
            "fdr": permutation_fdr(observed.z[0], z),
        }
    )
    both = np.concatenate([observed.p, p])
    raw, bh = (n_differential(both, alpha, corrected=corrected) for corrected in (False, True))
    family = family.sort_values("p", ignore_index=True, kind="stable")
    return LabelNull(family, raw[1:], bh[1:], (int(raw[0]), int(bh[0])))


def step_down(observed: Floats, permuted: Floats) -> Floats:
    """Family-wise p-values: how often the largest of what is left is as large by chance.

    Westfall-Young step-down maxT. Features in order of falling statistic; the k-th is compared with
    the largest permuted statistic among itself and those after it; p-values never fall along the
    order. The features' correlation is kept, because whole patients are relabelled.

    Parameters
    ----------
    observed : ndarray, shape (features,)
        Statistics, larger meaning more different.
    permuted : ndarray, shape (permutations, features)
        The same with permuted labels.

    Returns
    -------
    ndarray, shape (features,)
        (1 + as large) / (1 + permutations), made monotone.

    References
    ----------
    Westfall & Young 1993, Resampling-based multiple testing, algorithm 4.1; R's
    ``multtest::mt.maxT``, which leaves out the two ones.

    Examples
    --------
    >>> step_down(np.array([3.0, 1.0]), np.array([[0.5, 2.0], [2.0, 0.5], [4.0, 0.1]]))
    array([0.5, 0.5])
    """
    order = np.argsort(-observed, kind="stable")
    largest = np.maximum.accumulate(permuted[:, order[::-1]], axis=1)[:, ::-1]
    counts = (largest >= observed[order]).sum(axis=0)
    p = np.empty(len(observed))
    p[order] = np.maximum.accumulate((1 + counts) / (1 + len(permuted)))
    return p


def permutation_fdr(observed: Floats, permuted: Floats) -> Floats:
    """False discovery rate: features this different by chance, over those found.

    For each feature, the mean number of features with a statistic as large, over the permutations
    and the labels as they are, over their number among the observed; a feature never has a larger
    rate than one with a smaller statistic. Every feature is taken to be null, so it errs upwards.

    Parameters
    ----------
    observed : ndarray, shape (features,)
        Statistics, larger meaning more different.
    permuted : ndarray, shape (permutations, features)
        The same with permuted labels.

    Returns
    -------
    ndarray, shape (features,)
        At most 1.

    References
    ----------
    Storey & Tibshirani, Proc Natl Acad Sci 2003;100:9440, with a null share of 1.

    Examples
    --------
    >>> permutation_fdr(np.array([3.0, 1.0]), np.array([[0.5, 2.0], [2.0, 0.5], [4.0, 0.1]]))
    array([0.5  , 0.625])
    """
    n_found = (observed[None] >= observed[:, None]).sum(axis=1)
    pooled = np.sort(permuted, axis=None)
    n_false = permuted.size - np.searchsorted(pooled, observed, side="left")
    rate = (n_false + n_found) / (1 + len(permuted)) / n_found
    order = np.argsort(observed, kind="stable")
    fdr = np.empty(len(observed))
    fdr[order] = np.minimum.accumulate(np.minimum(rate[order], 1))
    return fdr
