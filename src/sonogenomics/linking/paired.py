"""Features and genes of the same people: the comparison that can find something."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special, stats

from sonogenomics.errors import StudyError
from sonogenomics.linking.counting import Floats, standardised

FEWEST = 4  # patients; with three, hardly any correlation can be told from chance


class PairedLinks(NamedTuple):
    """What a paired series came to."""

    links: pd.DataFrame  # feature, gene, r, p, p_bh of the significant pairs
    n_patients: int
    n_tests: int
    n_undefined: int  # pairs of which the feature or the gene is constant


def by_patient(
    expression: pd.DataFrame, patient_of: "pd.Series[str]", patients: pd.Index
) -> pd.DataFrame:
    """Expression of the patients who have URFs, one column each.

    Several samples of one patient are averaged, as several images are.

    Parameters
    ----------
    expression : DataFrame, genes x samples
        One series.
    patient_of : Series of str
        Patient of each sample; missing where the sample is nobody's of the study.
    patients : Index
        Patients with URFs.

    Returns
    -------
    DataFrame, genes x patients
        In the order of `patients`.

    Examples
    --------
    >>> expression = pd.DataFrame({"s1": [1.0], "s2": [3.0], "s3": [9.0]}, index=["ERBB2"])
    >>> patient_of = pd.Series({"s1": "P1", "s2": "P1", "s3": "P9"})
    >>> by_patient(expression, patient_of, pd.Index(["P1", "P2"])).to_dict()
    {'P1': {'ERBB2': 2.0}}
    """
    known = patient_of[patient_of.isin(patients)]
    if known.is_unique:
        found = expression[known.index].set_axis(pd.Index(known), axis=1)
    else:
        found = expression[known.index].T.groupby(known.to_numpy()).mean().T
    return found[[patient for patient in patients if patient in found.columns]]


def paired_links(urfs: pd.DataFrame, expression: pd.DataFrame, fdr: float) -> PairedLinks:
    """Find the features and genes that move together in the same patients.

    Pearson's r of every feature with every gene in one product; p from Student's distribution of
    r sqrt((n - 2) / (1 - r^2)); Benjamini-Hochberg over all features x genes at once. A constant
    feature or gene has no correlation: it is no test, and is counted.

    Memory: some ten arrays of features x genes in double precision, 140 MB for 86 x 20,000,
    whatever the number of patients.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        URFs.
    expression : DataFrame, genes x patients
        Expression of some of the same patients, log2 scale.
    fdr : float
        Level of the adjusted p-value.

    Returns
    -------
    PairedLinks

    Raises
    ------
    StudyError
        Fewer than four patients are shared.

    References
    ----------
    Benjamini & Hochberg, J R Stat Soc B 1995;57:289.

    Examples
    --------
    >>> urfs = pd.DataFrame({"original_x": [1.0, 2, 3, 4, 5]}, index=list("ABCDE"))
    >>> genes = pd.DataFrame([[2.0, 4, 6, 8, 11], [1, 0, 1, 0, 1]], ["G1", "G2"], list("ABCDE"))
    >>> found = paired_links(urfs, genes, fdr=0.05)
    >>> found.links["gene"].to_list(), found.n_tests
    (['G1'], 2)
    """
    n = expression.shape[1]
    if n < FEWEST:
        raise StudyError(
            f"Only {n} patients have both URFs and expression; a paired comparison needs at least "
            f"{FEWEST}. See in study.yaml that `paired_by` names the field with the patient's id."
        )
    x = standardised(urfs.loc[expression.columns].to_numpy().T)
    y = standardised(expression.to_numpy())
    r = np.clip(x @ y.T, -1, 1)
    defined = np.outer(x.any(axis=1), y.any(axis=1))
    feature, gene = np.nonzero(defined)
    p = pearson_p(r[defined], n)
    adjusted = stats.false_discovery_control(p) if p.size else p
    kept = adjusted < fdr
    links = pd.DataFrame(
        {
            "feature": urfs.columns.to_numpy()[feature[kept]],
            "gene": expression.index.to_numpy()[gene[kept]],
            "r": r[defined][kept],
            "p": p[kept],
            "p_bh": adjusted[kept],
        }
    ).astype({"feature": "str", "gene": "str"})  # which an empty table does not show by itself
    links = links.sort_values(["feature", "p", "gene"], ignore_index=True)
    return PairedLinks(links, n, p.size, defined.size - p.size)


def pearson_p(r: Floats, n: int) -> Floats:
    """Two-sided p-value of Pearson's r over `n` pairs.

    Examples
    --------
    >>> pearson_p(np.array([0.0, 0.5]), 20).round(4)
    array([1.    , 0.0248])
    """
    with np.errstate(divide="ignore"):  # |r| = 1: t is infinite and p is 0
        t = np.abs(r) * np.sqrt((n - 2) / ((1 - r) * (1 + r)))
    p: Floats = 2 * special.stdtr(n - 2, -t)
    return p
