"""What a paired comparison of this size can find: power, and the smallest link worth hoping for."""

import math
from dataclasses import dataclass

from scipy import optimize, stats

from sonogenomics.errors import StudyError

FEWEST = 4  # pairs; Fisher's z has no variance with three
USUAL_POWER = 0.8
NEARLY_ONE = 1 - 1e-12


@dataclass(frozen=True)
class CorrelationTest:
    """One test of one correlation, as it stands among all the others.

    Attributes
    ----------
    n : int
        Patients.
    alpha : float
        Level of this one test: fdr / m where it has to be found alone among m (Bonferroni, and the
        strictest step of Benjamini-Hochberg), fdr k / m beside k - 1 others that are found.
    two_sided : bool
        False where the direction was known beforehand.
    n_covariates : int
        Columns held fixed; each costs a patient.

    Examples
    --------
    Pairs of 86 features and 20,000 genes, in 100 patients.

    >>> test = CorrelationTest(n=100, alpha=0.05 / (86 * 20_000))
    >>> round(test.power(0.5), 3), round(test.detectable(), 3)
    (0.404, 0.578)
    """

    n: int
    alpha: float
    two_sided: bool = True
    n_covariates: int = 0

    def __post_init__(self) -> None:
        if self._n < FEWEST:
            raise StudyError(
                f"{self.n} patients less {self.n_covariates} columns of covariates leave "
                f"{self._n}: power needs at least {FEWEST}."
            )
        if not 0 < self.alpha < 1:
            raise StudyError(f"The level of a test lies between 0 and 1, and not at {self.alpha}.")

    @property
    def _n(self) -> int:
        return self.n - self.n_covariates

    def power(self, r: float) -> float:
        r"""How probable it is to find a link of true correlation `r`.

        Fisher's z with the small-sample correction that R's `pwr.r.test` uses, against the exact
        critical value :math:`r_c` of Student's distribution:

        .. math:: \Phi\left(\sqrt{n-3}\,\left(\operatorname{artanh}|r| + \frac{|r|}{2(n-1)} -
                  \operatorname{artanh} r_c\right)\right)

        and the same in the wrong direction, which a two-sided test counts too. With k columns of
        covariates n is n - k. It holds for values near normal, and for normal scores.

        Parameters
        ----------
        r : float
            Between -1 and 1, in the direction asked where the test is one-sided.

        Returns
        -------
        float

        References
        ----------
        Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988; Champely, R package
        pwr.
        """
        n, critical = self._n, math.asinh(self._t / math.sqrt(self._n - 2))  # artanh of r_c
        size = min(abs(r) if self.two_sided else r, NEARLY_ONE)
        z = math.atanh(size) + size / (2 * (n - 1))
        tails = stats.norm.cdf((z - critical) * math.sqrt(n - 3))
        if self.two_sided:
            tails += stats.norm.cdf((-z - critical) * math.sqrt(n - 3))
        return float(tails)

    @property
    def _t(self) -> float:
        return float(stats.t.isf(self.alpha / 2 if self.two_sided else self.alpha, self._n - 2))

    def detectable(self, power: float = USUAL_POWER) -> float:
        """The smallest true correlation that is found with this power.

        Parameters
        ----------
        power : float
            Above `alpha`, below 1.

        Returns
        -------
        float
            1 where the patients are too few for any.
        """
        if self.power(NEARLY_ONE) < power:
            return 1.0
        return float(optimize.brentq(lambda r: self.power(r) - power, 0.0, NEARLY_ONE, xtol=1e-10))
