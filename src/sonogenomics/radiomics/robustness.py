"""Which features would differ had the lesion been outlined, or seen, a little otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import ndimage

from sonogenomics.errors import StudyError
from sonogenomics.params.features import Extraction
from sonogenomics.radiomics.batch import KEY, extract_all
from sonogenomics.radiomics.region import Lesion, Source

Perturbation = Literal["eroded_1", "eroded_2", "dilated_1", "dilated_2", "shifted", "rough"]
PERTURBATIONS: tuple[Perturbation, ...] = (
    "eroded_1",
    "eroded_2",
    "dilated_1",
    "dilated_2",
    "shifted",
    "rough",
)
MOST_PX = 2  # no perturbation moves the contour further
ROUGHNESS_PX = 3  # along the contour, how far the noise of `rough` hangs together
FEWEST = 2  # subjects and raters that an analysis of variance needs


@dataclass(frozen=True)
class Agreement:
    """How well repeated measurements of a feature agree.

    Attributes
    ----------
    icc : Series of float
        ICC(2,1) by feature; NaN where a feature never varies.
    n_subjects : int
        Lesions or patients compared.
    n_raters : int
        Masks of each lesion, or views of each patient.
    n_left_out : int
        Lesions or patients that could not be compared.
    """

    icc: "pd.Series[float]"
    n_subjects: int
    n_raters: int
    n_left_out: int


def icc_2_1(ratings: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of the spread of a measurement lies between subjects, not between their raters.

    Two-way random effects, absolute agreement, single rater:
    (MSR - MSE) / (MSR + (k - 1) MSE + k (MSC - MSE) / n).

    Parameters
    ----------
    ratings : array, subjects x raters x features
        No missing value.

    Returns
    -------
    array, features
        1 is perfect agreement; NaN where no rating varies.

    Raises
    ------
    StudyError
        Fewer than two subjects or raters.

    References
    ----------
    Shrout PE, Fleiss JL. Psychol Bull 1979;86:420-428.

    Examples
    --------
    >>> ratings = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...                     [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]])
    >>> icc_2_1(ratings[:, :, None]).round(2)
    array([0.29])
    """
    n, k, _ = ratings.shape
    if min(n, k) < FEWEST:
        raise StudyError(
            f"Agreement needs {FEWEST} subjects and {FEWEST} measurements each; there are {n} and "
            f"{k}: leave the robustness of features out, or add images."
        )
    of_all = ratings.mean(axis=(0, 1))
    rows, columns = ratings.mean(axis=1), ratings.mean(axis=0)
    between_rows = k * ((rows - of_all) ** 2).sum(axis=0) / (n - 1)
    between_columns = n * ((columns - of_all) ** 2).sum(axis=0) / (k - 1)
    rest = ratings - rows[:, None] - columns[None] + of_all
    error = (rest**2).sum(axis=(0, 1)) / ((n - 1) * (k - 1))
    whole = between_rows + (k - 1) * error + k * (between_columns - error) / n
    varies = np.ptp(ratings, axis=(0, 1)) > 0
    icc = np.full(len(whole), np.nan)
    icc[varies] = (between_rows - error)[varies] / whole[varies]
    return icc


def perturbed(
    mask: NDArray[np.bool_], how: Perturbation, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Redraw a mask as a second reader might have: by two pixels at most.

    Parameters
    ----------
    mask : array of bool, rows x columns
        True inside the lesion.
    how : {'eroded_1', 'eroded_2', 'dilated_1', 'dilated_2', 'shifted', 'rough'}
        Contour in or out by one or two pixels; the whole mask moved by up to two pixels each way;
        or a contour that wanders in and out.
    rng : Generator
        Draws the shift and the roughness.

    Returns
    -------
    array of bool, rows x columns
        May be empty where a small lesion is eroded.

    Examples
    --------
    >>> mask = np.zeros((9, 9), dtype=bool)
    >>> mask[2:7, 2:7] = True
    >>> int(perturbed(mask, "eroded_1", np.random.default_rng(1)).sum())
    9
    """
    if how == "shifted":
        return _shifted(mask, rng)
    if how == "rough":
        return _rough(mask, rng)
    direction, n_px = how.split("_")
    move = ndimage.binary_erosion if direction == "eroded" else ndimage.binary_dilation
    return np.asarray(move(mask, iterations=int(n_px)))


def _shifted(mask: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    steps = [
        (down, right)
        for down in range(-MOST_PX, MOST_PX + 1)
        for right in range(-MOST_PX, MOST_PX + 1)
        if (down, right) != (0, 0)
    ]
    return np.asarray(ndimage.shift(mask, steps[rng.integers(len(steps))], order=0))


def _rough(mask: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    outwards = ndimage.distance_transform_edt(~mask) - ndimage.distance_transform_edt(mask)
    noise = ndimage.gaussian_filter(rng.standard_normal(mask.shape), ROUGHNESS_PX)
    limit = np.clip(noise / noise.std(), -MOST_PX, MOST_PX)
    return np.asarray(outwards < limit)


def agreement_of_masks(
    lesions: Sequence[Lesion], settings: Extraction, rng: np.random.Generator, workers: int = 1
) -> Agreement:
    """Take each lesion's features from its mask and from six redrawn ones, and compare.

    Parameters
    ----------
    lesions : sequence of Lesion
        Lesions to try; a hundred are plenty.
    settings : Extraction
        Which features, and how.
    rng : Generator
        Draws the perturbations; they do not depend on the number of workers.
    workers : int
        Processes.

    Returns
    -------
    Agreement
        Over the lesions that gave features from every mask.
    """
    tables = [extract_all(lesions, settings, workers, label="masks as drawn").features]
    for how in PERTURBATIONS:
        seeds = rng.integers(2**63, size=len(lesions))
        redrawn = [
            replace(lesion, mask=partial(_redrawn, lesion.mask, how, int(seed)))
            for lesion, seed in zip(lesions, seeds, strict=True)
        ]
        tables.append(extract_all(redrawn, settings, workers, label=f"masks {how}").features)
    return _agreement([table.set_index(KEY).drop(columns="n_px") for table in tables], len(lesions))


def _redrawn(mask: Source, how: Perturbation, seed: int) -> NDArray[np.bool_]:
    drawn = np.asarray(mask() if callable(mask) else mask)
    return perturbed(drawn != 0, how, np.random.default_rng(seed))


def agreement_of_views(lesions: pd.DataFrame, n_views: int = 2) -> Agreement:
    """Compare the features of a patient's several views of the lesion.

    Parameters
    ----------
    lesions : DataFrame
        One row per lesion: `patient_id`, `image`, `lesion`, `n_px` and features.
    n_views : int
        Patients with fewer views are left out; of those with more, the first by name are taken.

    Returns
    -------
    Agreement
        Over the patients with enough views.
    """
    ordered = lesions.sort_values(KEY).drop_duplicates(["patient_id", "image"])
    number = ordered.groupby("patient_id").cumcount()
    features = ordered.set_index("patient_id").drop(columns=["image", "lesion", "n_px"])
    views = [features[(number == view).to_numpy()] for view in range(n_views)]
    return _agreement(views, lesions["patient_id"].nunique())


def _agreement(tables: Sequence[pd.DataFrame], n_all: int) -> Agreement:
    shared = tables[0].index
    for table in tables[1:]:
        shared = shared.intersection(table.index, sort=False)
    ratings = np.stack([table.loc[shared].to_numpy() for table in tables], axis=1)
    icc = pd.Series(icc_2_1(ratings), index=tables[0].columns, name="icc")
    return Agreement(icc.rename_axis("feature"), len(shared), len(tables), n_all - len(shared))


def barred(agreements: Mapping[str, Agreement] | Iterable[Agreement], min_icc: float) -> list[str]:
    """Features whose agreement is below a threshold, or cannot be told, in any comparison.

    Parameters
    ----------
    agreements : mapping or iterable of Agreement
        Comparisons that each feature has to pass.
    min_icc : float
        0.75 is usually called good, 0.9 excellent (Koo and Li 2016).

    Returns
    -------
    list of str
        Sorted by name.

    Examples
    --------
    >>> icc = pd.Series({"original_glcm_Idm": 0.9, "original_glszm_ZoneVariance": 0.4})
    >>> barred([Agreement(icc, n_subjects=50, n_raters=7, n_left_out=0)], min_icc=0.75)
    ['original_glszm_ZoneVariance']
    """
    each = agreements.values() if isinstance(agreements, Mapping) else agreements
    return sorted({str(name) for one in each for name in one.icc.index[~(one.icc >= min_icc)]})
