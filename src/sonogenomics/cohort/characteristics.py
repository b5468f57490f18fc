"""Tables 1 and 2: who the positive and negative patients are."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy.stats import MonteCarloMethod, chi2_contingency, fisher_exact, mannwhitneyu
from scipy.stats.contingency import expected_freq

from sonogenomics.cohort.ordering import in_order
from sonogenomics.errors import StudyError, listed
from sonogenomics.study import Variable

COLUMNS = ["variable", "category", "positive", "negative", "p_rank", "p_category", "test"]
FEW_EXPECTED = 5  # below it the chi-square distribution is a poor guide, and Fisher's test serves
N_RANDOM_TABLES = 9_999
QUARTILES = (0.5, 0.25, 0.75)
MISSING = "missing"
Row = tuple[str, str, str, str, float, float, str]


def clinical_values(patients: pd.DataFrame, variables: Sequence[Variable]) -> pd.DataFrame:
    """Turn the columns of numeric variables into numbers; the others stay texts.

    Parameters
    ----------
    patients : DataFrame of str, one row per patient
        NaN where blank.
    variables : sequence of Variable
        Those of Tables 1 and 2.

    Raises
    ------
    StudyError
        A cell of a numeric variable that is no number, with its patient.
    """
    values, faults = patients.copy(), []
    for variable in variables:
        if variable.kind != "number":
            continue
        texts = patients[variable.column]
        numbers = pd.to_numeric(texts, errors="coerce").astype(float)
        wrong = texts.notna() & ~np.isfinite(numbers)
        faults += [f"{name}, {variable.column} ({texts[name]!r})" for name in texts[wrong].index]
        values[variable.column] = numbers
    if faults:
        raise StudyError(
            f"The patient list holds no number in patient {listed(faults)}: mend the cell, or "
            "declare the variable ordered or category in study.yaml."
        )
    return values


def characteristics(
    patients: pd.DataFrame, variables: Sequence[Variable], rng: np.random.Generator
) -> pd.DataFrame:
    """Describe the two arms and test each clinical variable for a difference between them.

    Numbers: median [quartiles]. Ordered variables and categories: n (% of the arm's known values).
    Numbers and ordered variables: two-sided Wilcoxon rank-sum test (normal approximation, corrected
    for ties and continuity; order by `in_order`). Ordered variables and categories: chi-square
    (Yates-corrected for two categories), or Fisher's exact test where an expected count is under
    five: in full for two categories, over random tables of the same margins for more.

    Parameters
    ----------
    patients : DataFrame, one row per patient
        With `outcome` and a column per variable; NaN where unknown.
    variables : sequence of Variable
        What is described, in this order.
    rng : numpy.random.Generator
        Draws the random tables of Fisher's test.

    Returns
    -------
    DataFrame, one row per variable and category
        `variable`, `category`, `positive`, `negative`, `p_rank`, `p_category`, `test`. Patients
        without a value are counted in a row "missing" and take part in no test. p-values and the
        test's name stand in the variable's first row only; NaN where a test does not apply.

    References
    ----------
    R Core Team, `wilcox.test`, `chisq.test` and `fisher.test` of package stats.
    """
    rows: list[Row] = []
    for variable in variables:
        values, outcome = patients[variable.column], patients["outcome"]
        rows += (
            _number_rows(variable.label, values, outcome)
            if variable.kind == "number"
            else (_category_rows(variable, values, outcome, rng))
        )
    kinds = {"p_rank": float, "p_category": float}
    return pd.DataFrame(rows, columns=COLUMNS).astype(
        {name: kinds.get(name, "str") for name in COLUMNS}
    )


def _number_rows(label: str, values: pd.Series, outcome: pd.Series) -> Iterator[Row]:
    arms = _arms(values, outcome)
    positive, negative = (_quartiles(arm) for arm in arms)
    p_rank = rank_test(*arms)
    yield label, "median [quartiles]", positive, negative, p_rank, np.nan, ""
    yield from _missing_row(label, values, outcome)


def _category_rows(
    variable: Variable, values: pd.Series, outcome: pd.Series, rng: np.random.Generator
) -> Iterator[Row]:
    order = in_order(values.dropna())
    arms = _arms(values, outcome)
    counts = np.array([[int((arm == name).sum()) for arm in arms] for name in order])
    p_category, test = category_test(counts.reshape(-1, 2), rng)
    p_rank = np.nan
    if variable.kind == "ordered":
        p_rank = rank_test(*(arm.map(order.index).astype(float) for arm in arms))
    for place, name in enumerate(order):
        shares = [_share(int(n), len(arm)) for n, arm in zip(counts[place], arms, strict=True)]
        first = (p_rank, p_category, test) if place == 0 else (np.nan, np.nan, "")
        yield variable.label, name, shares[0], shares[1], *first
    yield from _missing_row(variable.label, values, outcome)


def _missing_row(label: str, values: pd.Series, outcome: pd.Series) -> Iterator[Row]:
    positive, negative = (int(values[outcome == arm].isna().sum()) for arm in (1, 0))
    if positive or negative:
        yield label, MISSING, str(positive), str(negative), np.nan, np.nan, ""


def _arms(values: pd.Series, outcome: pd.Series) -> tuple[pd.Series, pd.Series]:
    return values[outcome == 1].dropna(), values[outcome == 0].dropna()


def _quartiles(values: pd.Series) -> str:
    if values.empty:
        return "–"
    middle, low, high = (_digits(quantile) for quantile in values.quantile(list(QUARTILES)))
    return f"{middle} [{low}, {high}]"


def _digits(value: float) -> str:
    return np.format_float_positional(value, precision=4, fractional=False, trim="-")


def _share(n: int, total: int) -> str:
    return f"{n} ({100 * n / total:.1f} %)" if total else "0 (–)"


def rank_test(positive: pd.Series, negative: pd.Series) -> float:
    """Two-sided p-value of the Wilcoxon rank-sum test, normal approximation.

    Parameters
    ----------
    positive, negative : Series of float
        Values of the arms.

    Returns
    -------
    float
        NaN where an arm is empty or all values are equal.

    Examples
    --------
    >>> round(rank_test(pd.Series([3.0, 4.0, 5.0]), pd.Series([1.0, 2.0])), 4)
    0.1489
    """
    values = pd.concat([positive, negative])
    if positive.empty or negative.empty or (values == values.iloc[0]).all():
        return float("nan")
    return float(mannwhitneyu(positive, negative, method="asymptotic").pvalue)


def category_test(counts: np.ndarray, rng: np.random.Generator) -> tuple[float, str]:
    """Test whether the categories are spread alike over the arms.

    Parameters
    ----------
    counts : array of int, categories x 2
        Patients of the positive and the negative arm.
    rng : numpy.random.Generator
        Draws random tables where Fisher's test is not done in full.

    Returns
    -------
    (float, str)
        p-value and the test's name; NaN and "none" where a margin leaves nothing to test.

    Examples
    --------
    >>> category_test(np.array([[20, 30], [35, 25]]), np.random.default_rng(1))[1]
    'chi-square'
    """
    counts = counts[counts.sum(axis=1) > 0]
    if len(counts) < 2 or (counts.sum(axis=0) == 0).any():  # noqa: PLR2004 (two to compare)
        return float("nan"), "none"
    if (expected_freq(counts) >= FEW_EXPECTED).all():
        return float(chi2_contingency(counts).pvalue), "chi-square"
    if counts.shape == (2, 2):
        return float(fisher_exact(counts).pvalue), "Fisher"
    method = MonteCarloMethod(n_resamples=N_RANDOM_TABLES, rng=rng)
    p = float(fisher_exact(counts, method=method).pvalue)
    return p, f"Fisher ({N_RANDOM_TABLES:,} random tables)"
