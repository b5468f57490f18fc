"""Features and genes of the same people: the comparison that can find something."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sonogenomics.linking.paired_design import Design
from sonogenomics.linking.paired_scan import MIDDLE, adjusted_p, scan
from sonogenomics.linking.paired_sides import Sides, Transform, sides


class PairedLinks(NamedTuple):
    """What a paired series came to."""

    links: pd.DataFrame  # feature, gene, r, p, p_bh of the significant pairs
    n_patients: int
    n_tests: int
    n_undefined: int  # pairs of which the feature or the gene is constant
    null_share: float  # Storey's estimate of the share of pairs without a link, at most 1
    design: Design  # covariates, and patients left out for want of one


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


def paired_links(
    urfs: pd.DataFrame,
    expression: pd.DataFrame,
    fdr: float,
    covariates: pd.DataFrame | None = None,
    transform: Transform = "none",
) -> PairedLinks:
    """Find the features and genes that move together in the same patients.

    Pearson's r of every feature with every gene, given k columns of covariates (both sides are
    freed of them by least squares, once); p from Student's distribution of
    r sqrt(d / (1 - r^2)) with d = n - 2 - k degrees of freedom; Benjamini-Hochberg over all
    features x genes at once. A feature or gene that is constant, or wholly explained by the
    covariates, has no correlation: it is no test, and is counted.

    The p-value is right where one of the two sides is near normal. Two heavy-tailed sides share
    outliers by chance alone: then `transform="normal_scores"` keeps what is promised.

    Memory: `sides`, one block of features x genes, and the pairs with p < fdr; 94 MB for
    86 x 20,000 and 100 patients. More features or genes add only their own values and those pairs.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        URFs.
    expression : DataFrame, genes x patients
        Expression of some of the same patients, log2 scale.
    fdr : float
        Level of the adjusted p-value.
    covariates : DataFrame, patients x covariates, optional
        What is held fixed; see `paired_design.design`.
    transform : {'none', 'normal_scores'}
        Values as they are, or their normal scores.

    Returns
    -------
    PairedLinks

    Raises
    ------
    StudyError
        Too few patients are shared, or a value is no finite number.

    References
    ----------
    Fisher, Metron 1924;3:329 (partial correlation). Benjamini & Hochberg, J R Stat Soc B
    1995;57:289. Storey et al., J R Stat Soc B 2004;66:187 (share of pairs without a link).

    Examples
    --------
    >>> urfs = pd.DataFrame({"original_x": [1.0, 2, 3, 4, 5]}, index=list("ABCDE"))
    >>> genes = pd.DataFrame([[2.0, 4, 6, 8, 11], [1, 0, 1, 0, 1]], ["G1", "G2"], list("ABCDE"))
    >>> found = paired_links(urfs, genes, fdr=0.05)
    >>> found.links["gene"].to_list(), found.n_tests
    (['G1'], 2)
    """
    return linked(sides(urfs, expression, covariates, transform), fdr)


def linked(ready: Sides, fdr: float) -> PairedLinks:
    """Find the links of sides made ready; as `paired_links`.

    Only p < fdr can have an adjusted value below it, so the others need not be sorted or kept.
    """
    found = scan(ready.x, ready.y, ready.design.n_effective, fdr)
    adjusted = adjusted_p(found.p, ready.n_tests)
    kept = np.flatnonzero(adjusted < fdr)
    links = pd.DataFrame(
        {
            "feature": ready.features.to_numpy()[found.feature[kept]],
            "gene": ready.genes.to_numpy()[found.gene[kept]],
            "r": found.r[kept],
            "p": found.p[kept],
            "p_bh": adjusted[kept],
        }
    ).astype({"feature": "str", "gene": "str"})  # which an empty table does not show by itself
    links = links.sort_values(["feature", "p", "gene"], ignore_index=True)
    null_share = (found.n_above_middle + 1) / (MIDDLE * max(ready.n_tests, 1))
    counts = ready.design.n, ready.n_tests, ready.n_undefined
    return PairedLinks(links, *counts, min(1.0, null_share), ready.design)
