"""What a paired comparison finds when patients are shuffled: the number beside its links."""

from dataclasses import dataclass

import numpy as np

from sonogenomics.linking.counting import Floats
from sonogenomics.linking.paired_scan import adjusted_p, scan
from sonogenomics.linking.paired_sides import Sides, residuals


@dataclass(frozen=True)
class Shuffled:
    """Links of shuffled patients, beside those of the patients as they are.

    Attributes
    ----------
    n : int
        Shufflings.
    n_links : int
        Links of the patients as they are.
    n_with_link : int
        Shufflings in which anything was found. With p-values that hold, a share of at most `fdr`.
    as_strong : float
        Pairs of a shuffling, on average, whose p-value is as small as the weakest link's (or as
        one test's must be to be found alone, where there is no link).
    as_strong_by_theory : float
        The same by the p-value itself: tests x p. Less than `as_strong` says that Student's
        distribution does not hold out there.
    """

    n: int
    n_links: int
    n_with_link: int
    as_strong: float
    as_strong_by_theory: float

    @property
    def false_share(self) -> float | None:
        """Links that shuffling explains, of those found; None where nothing was found."""
        return min(1.0, self.as_strong / self.n_links) if self.n_links else None


def shuffled(
    ready: Sides, p_links: Floats, fdr: float, n: int, rng: np.random.Generator
) -> Shuffled:
    """Shuffle who has which URFs, and look for links as before.

    Whole rows are shuffled, so that features stay correlated among themselves, and genes too.
    With covariates the residuals are shuffled and freed of the covariates again (Freedman & Lane).

    Parameters
    ----------
    ready : Sides
        As discovery compared them.
    p_links : ndarray
        P-values of the links that were found; may be empty.
    fdr : float
        Level of the adjusted p-value.
    n : int
        Shufflings.
    rng : numpy.random.Generator

    Returns
    -------
    Shuffled

    References
    ----------
    Freedman & Lane, J Bus Econ Stat 1983;1:292.

    Examples
    --------
    >>> import pandas as pd
    >>> from sonogenomics.linking.paired_sides import sides
    >>> rng = np.random.default_rng(1)
    >>> patients = [f"P{i}" for i in range(40)]
    >>> urfs = pd.DataFrame(rng.standard_normal((40, 3)), patients, ["a", "b", "c"])
    >>> genes = pd.DataFrame(rng.standard_normal((50, 40)), columns=patients)
    >>> found = shuffled(sides(urfs, genes), np.array([]), 0.05, 20, rng)
    >>> found.n_with_link <= 3, round(found.as_strong_by_theory, 2), found.false_share
    (True, 0.05, None)
    """
    n_tests = max(1, ready.n_tests)
    weakest = float(p_links.max()) if p_links.size else fdr / n_tests
    n_with_link, as_strong = 0, 0
    for _ in range(n):
        x = ready.x[:, rng.permutation(ready.design.n)]
        if ready.design.columns:
            x = residuals(x, ready.design.basis)
        p = scan(x, ready.y, ready.design.n_effective, fdr).p
        n_with_link += bool((adjusted_p(p, n_tests) < fdr).any())
        as_strong += int((p <= weakest).sum())
    by_theory = n_tests * weakest
    return Shuffled(n, p_links.size, n_with_link, as_strong / max(1, n), by_theory)
