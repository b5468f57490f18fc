"""How large a link must be to be found in the patients at hand: discovery and second cohorts."""

from collections.abc import Mapping

import pandas as pd

from sonogenomics.linking.paired import PairedLinks
from sonogenomics.linking.paired_design import Design
from sonogenomics.linking.paired_replication import Replicated
from sonogenomics.linking.power import CorrelationTest

DISCOVERY = "discovery"
ALONE, AS_FOUND = "alone", "as found"
EFFECTS = {"power_r30": 0.3, "power_r40": 0.4, "power_r50": 0.5}


def power_rows(found: PairedLinks, again: Mapping[str, Replicated], fdr: float) -> pd.DataFrame:
    """State the power of discovery (two-sided) and of each second cohort (one-sided).

    Two levels each: `alone`, the fdr / tests that a single link must reach (Bonferroni, and the
    first step of Benjamini-Hochberg), and `as found`, the fdr x found / tests at which
    Benjamini-Hochberg stood in the end, which depends on how much there was to find.

    Parameters
    ----------
    found : PairedLinks
        Of the discovery series.
    again : mapping of str to Replicated
        By second cohort.
    fdr : float
        Level of the adjusted p-value.

    Returns
    -------
    DataFrame
        Columns of `catalog.PairedPower` but `series`.
    """
    rows = _rows(DISCOVERY, found.design, (found.n_tests, len(found.links)), fdr)
    for cohort, one in again.items():
        counts = int(one.links["p"].notna().sum()), int(one.links["replicated"].sum())
        rows += _rows(cohort, one.design, counts, fdr)
    return pd.DataFrame(rows)


def _rows(
    cohort: str, patients: Design, counts: tuple[int, int], fdr: float
) -> list[dict[str, object]]:
    """The rows of one cohort; none where nothing could be tested."""
    n_tests, n_found = counts
    levels = {ALONE: 1, AS_FOUND: n_found} if n_found else {ALONE: 1}
    two_sided, n_covariates = cohort == DISCOVERY, len(patients.columns)
    rows: list[dict[str, object]] = []
    for level, k in levels.items() if n_tests else ():
        alpha = fdr * k / n_tests
        test = CorrelationTest(patients.n, alpha, two_sided, n_covariates)
        known = {"cohort": cohort, "level": level, "alpha": alpha, "two_sided": two_sided}
        sizes = {"n_patients": patients.n, "n_covariates": n_covariates}
        powers = {name: test.power(r) for name, r in EFFECTS.items()}
        rows.append({**known, **sizes, "smallest_r": test.detectable(), **powers})
    return rows
