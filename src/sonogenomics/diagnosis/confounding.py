"""Whether a score says more than stage, scanner, site or age alone would say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import logit
from scipy.stats import chi2

from sonogenomics.diagnosis.calibrated import CLIP
from sonogenomics.diagnosis.clinical_terms import Terms, terms_of
from sonogenomics.diagnosis.corrected import corrected_interval
from sonogenomics.diagnosis.estimators import Floats, Labels
from sonogenomics.diagnosis.folds import Rows, deal
from sonogenomics.diagnosis.maximum_likelihood import fit_logistic
from sonogenomics.diagnosis.metrics import auc

REPEATS = 4
FOLDS = 5
PARTS = ("alone", "score", "both")
KINDS = {"confounder": "str", "n": "int64", "n_missing": "int64", "n_merged": "int64"}
COLUMNS = [*KINDS, *(f"auc_{part}{end}" for part in PARTS for end in ("", "_low", "_high"))]


@dataclass(frozen=True)
class Checked:
    """The table of confounders, and those that could not be checked, with the reason."""

    table: pd.DataFrame
    left_out: Mapping[str, str] = field(default_factory=dict)


def confounders(
    score: pd.Series,
    outcome: pd.Series,
    variables: pd.DataFrame,
    rng: np.random.Generator,
) -> Checked:
    r"""Compare the score with each clinical variable, alone and together, on the same patients.

    Three logistic regressions (variable; score; both) predict patients of folds they did not learn
    from, 4 times 5 folds stratified by outcome. `p_added` tests the score beside the variable in
    everyone: twice the gain in log-likelihood against chi-square with one degree of freedom.

    Parameters
    ----------
    score : Series, by patient
        Of a model that never saw the patient, between 0 and 1.
    outcome : Series of int, by patient
        1 = positive, 0 = negative.
    variables : DataFrame, by patient
        A column for each possible confounder, numbers or categories, see `terms_of`.
    rng : numpy.random.Generator
        Draws the folds; a variable's folds do not depend on the others.

    Returns
    -------
    Checked
        Columns of `catalog.Confounders`: AUCs are means over the folds with 95 % intervals after
        Nadeau and Bengio, cut at 0 and 1. `n_missing` patients in whom the variable is not known
        are left out of all three; `n_merged` rare levels were put together. A variable that is
        the same in all, or known in too few patients of an arm, is in `left_out`.

    References
    ----------
    Pepe MS et al. Stat Med 2013;32:1467-1482 (test of the likelihood, not of the AUCs' difference).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> outcome = pd.Series([0, 1] * 30)
    >>> score = pd.Series(rng.uniform(0.2, 0.6, 60) + 0.2 * outcome)
    >>> age = pd.DataFrame({"age": rng.normal(60, 9, 60), "sex": "f"})
    >>> checked = confounders(score, outcome, age, rng)
    >>> checked.table["confounder"].tolist(), dict(checked.left_out)
    (['age'], {'sex': 'the same in all 60 patients'})
    """
    score, outcome = score.sort_index(), outcome.loc[score.sort_index().index]
    rows, left_out = [], {}
    for name, child in zip(variables.columns, rng.spawn(variables.shape[1]), strict=True):
        terms = terms_of(variables.loc[score.index, name])
        status = outcome.to_numpy()[terms.known]
        if why := _too_little(terms, status):
            left_out[str(name)] = why
            continue
        x = logit(np.clip(score.to_numpy(dtype=float)[terms.known], CLIP, 1 - CLIP))
        designs = _designs(terms.columns, (x - x.mean()) / (x.std() or 1.0))
        p = _p_added(designs, status)
        aucs = _intervals(designs, status, np.asarray(score.index[terms.known].astype(str)), child)
        counts = (int(terms.known.sum()), int((~terms.known).sum()), len(terms.merged))
        rows.append((str(name), *counts, *aucs, p))
    table = pd.DataFrame(rows, columns=[*COLUMNS, "p_added"])
    return Checked(table.astype({c: KINDS.get(c, "float64") for c in table.columns}), left_out)


def _too_little(terms: Terms, status: Labels) -> str:
    n1 = int(status.sum())
    n0 = len(status) - n1
    if min(n1, n0) < FOLDS:
        return f"known in {n1} positive and {n0} negative patients, too few for {FOLDS} folds"
    if not (np.ptp(terms.columns, axis=0) > 0).any():
        return f"the same in all {len(status)} patients"
    return ""


def _designs(columns: Floats, x: Floats) -> dict[str, Floats]:
    ones = np.ones((len(x), 1))
    return {
        "alone": np.hstack([ones, columns]),
        "score": np.column_stack([ones, x]),
        "both": np.column_stack([ones, columns, x]),
    }


def _p_added(designs: dict[str, Floats], status: Labels) -> float:
    without, with_score = (fit_logistic(designs[part], status) for part in ("alone", "both"))
    gain = 2 * (with_score.log_likelihood - without.log_likelihood)
    return float(chi2.sf(max(0.0, gain), 1))


def _intervals(
    designs: dict[str, Floats], status: Labels, names: np.ndarray, rng: np.random.Generator
) -> list[float]:
    """Mean AUC, low and high for each of the three designs, over the same folds."""
    rows = Rows(status, names, np.full(len(names), ""))
    aucs: dict[str, list[float]] = {part: [] for part in PARTS}
    n_train, n_test = [], []
    for _ in range(REPEATS):
        fold = deal(rows, FOLDS, "nested.folds", rng).fold
        for i in range(FOLDS):
            learned, tested = fold != i, fold == i
            n_train.append(int(learned.sum()))
            n_test.append(int(tested.sum()))
            for part, design in designs.items():
                b = fit_logistic(design[learned], status[learned]).coefficients
                aucs[part].append(float(auc(status[tested], design[tested] @ b)))
    found = [corrected_interval(aucs[part], n_train, n_test) for part in PARTS]
    return [v for one in found for v in (one.mean, max(0.0, one.low), min(1.0, one.high))]
