"""Features and genes of the same patients, made ready: transformed, freed of covariates, scaled."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from sonogenomics.errors import StudyError
from sonogenomics.linking.counting import Floats
from sonogenomics.linking.paired_design import (
    NOTHING_LEFT,
    ROUNDING,
    Design,
    design,
    refuse_few,
)

Transform = Literal["none", "normal_scores"]
BLOM = 3 / 8  # ranks become (rank - 3/8) / (n + 1/4)


@dataclass(frozen=True)
class Sides:
    """Both sides of a paired comparison; the product of their rows is the partial correlation.

    Attributes
    ----------
    features, genes : Index
        Those that vary, given the covariates.
    x_rows, y_rows : ndarray of int
        Their places among all that were given.
    x : ndarray, shape (features, patients)
        Residuals of unit norm.
    y : ndarray, shape (genes, patients)
        Likewise.
    design : Design
        Who the patients are, and what is held fixed.
    n_undefined : int
        Pairs of which the feature or the gene does not vary, so that there is no correlation.
    """

    features: pd.Index
    genes: pd.Index
    x_rows: NDArray[np.intp]
    y_rows: NDArray[np.intp]
    x: Floats
    y: Floats
    design: Design
    n_undefined: int

    @property
    def n_tests(self) -> int:
        """Pairs of a feature and a gene."""
        return len(self.x) * len(self.y)


def sides(
    urfs: pd.DataFrame,
    expression: pd.DataFrame,
    covariates: pd.DataFrame | None = None,
    transform: Transform = "none",
) -> Sides:
    """Prepare both sides of a paired comparison once, so that each pair costs one product.

    Memory: some six arrays of genes x patients in double precision, 16 MB each for 20,000 x 100;
    half of them without normal scores.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        URFs of at least the patients of `expression`.
    expression : DataFrame, genes x patients
        log2 scale.
    covariates : DataFrame, patients x covariates, optional
        What is held fixed; patients without a value of one are left out.
    transform : {'none', 'normal_scores'}
        Values as they are, or their normal scores, on both sides and before the covariates are
        taken out.

    Returns
    -------
    Sides

    Raises
    ------
    StudyError
        Too few patients, or a value that is no finite number.
    """
    given = pd.DataFrame(index=urfs.index) if covariates is None else covariates
    one = design(given.loc[expression.columns])
    refuse_few(one)
    x = _ready(urfs.loc[one.patients].T, "URF", one, transform)
    y = _ready(expression[one.patients], "Gene", one, transform)
    feature, gene = (np.flatnonzero(rows.any(axis=1)) for rows in (x, y))
    n_undefined = len(x) * len(y) - len(feature) * len(gene)
    if n_undefined:  # otherwise nothing is copied
        x, y = x[feature], y[gene]
    names = urfs.columns[feature], expression.index[gene]
    return Sides(*names, feature, gene, x, y, one, n_undefined)


def _ready(table: pd.DataFrame, what: str, one: Design, transform: Transform) -> Floats:
    values = table.to_numpy(dtype=float)
    rows, patients = np.nonzero(~np.isfinite(values))
    if len(rows):
        name, patient = table.index.to_list()[rows[0]], table.columns.to_list()[patients[0]]
        raise StudyError(
            f"{what} {name} of patient {patient} is no finite number: complete it or leave it out."
        )
    return residuals(values if transform == "none" else normal_scores(values), one.basis)


def normal_scores(values: Floats) -> Floats:
    r"""Replace each row by the normal quantiles of its ranks: no patient can outweigh the others.

    .. math:: z_i = \Phi^{-1}\left(\frac{r_i - 3/8}{n + 1/4}\right)

    with rank :math:`r_i`, ties sharing their mean rank.

    Parameters
    ----------
    values : ndarray, shape (..., n)

    Returns
    -------
    ndarray, shape (..., n)

    References
    ----------
    Blom, Statistical Estimates and Transformed Beta-Variables, 1958.

    Examples
    --------
    >>> normal_scores(np.array([1.0, 2.0, 1000.0])).round(4)
    array([-0.8694,  0.    ,  0.8694])
    """
    ranks = stats.rankdata(values, axis=-1)
    scores: Floats = special.ndtri((ranks - BLOM) / (values.shape[-1] + 1 - 2 * BLOM))
    return scores


def residuals(values: Floats, basis: Floats) -> Floats:
    r"""Centre each row, take out the covariates, and scale what is left to unit norm.

    With the orthonormal, centred covariates :math:`Q` a row becomes :math:`e = (I - QQ^T)(v -
    \bar v)` over its norm: the product of two such rows is their partial correlation.

    Parameters
    ----------
    values : ndarray, shape (rows, patients)
    basis : ndarray, shape (patients, columns)
        May have no column.

    Returns
    -------
    ndarray, shape (rows, patients)
        A row that is constant, or that the covariates explain wholly, becomes zeros.

    Examples
    --------
    >>> residuals(np.array([[1.0, 1.0, 3.0, 3.0], [0.1, 0.1, 0.1, 0.1]]), np.empty((4, 0)))
    array([[-0.5, -0.5,  0.5,  0.5],
           [ 0. ,  0. ,  0. ,  0. ]])
    """
    left: Floats = values - values.mean(axis=-1, keepdims=True)
    spread = _norms(left)
    constant = spread <= ROUNDING * _norms(values)
    if basis.shape[1]:
        left -= (left @ basis) @ basis.T
    norm = _norms(left)
    nothing = constant | (norm <= NOTHING_LEFT * spread)
    left /= np.where(nothing, 1.0, norm)
    left[nothing[:, 0]] = 0.0
    return left


def _norms(values: Floats) -> Floats:
    norms: Floats = np.linalg.norm(values, axis=-1, keepdims=True)
    return norms
