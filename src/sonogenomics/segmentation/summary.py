"""Agreement of many images in a few numbers: by image, by patient, by scanner."""

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.metrics import roc_auc_score

from sonogenomics.segmentation.patches import Floats

OVERLAPS = ("dice", "iou")
DISTANCES = ("hd95_px", "asd_px", "hd95_mm", "asd_mm")
RESAMPLES = 2000
POOR = 0.7  # Dice below which an outline wants redrawing
FEWEST = 3  # images for a correlation or a slope
Numbers = dict[str, float]
Summary = dict[str, float | Numbers]


def agreement_summary(table: pd.DataFrame, rng: np.random.Generator) -> Summary:
    """Say in a few numbers how far the drawn masks of many images agree with the experts'.

    For Dice, IoU, HD95 and ASD: mean and median over images; mean and median over patients, a
    patient counting as the mean of his or her images; and the 95 % interval of the patients' mean,
    from resampling patients (percentiles of 2,000). Images with nothing drawn count 0 in Dice and
    IoU; they have no distance and are missing there, counted as `n_nothing_drawn`.

    Parameters
    ----------
    table : DataFrame
        Rows of `catalog.AGREEMENT`, at least one.
    rng : Generator
        Draws the patients.

    Returns
    -------
    dict
        n_images, n_patients, n_nothing_drawn; sensitivity (outlined lesions found), false
        positives an image, acceptance rate (exactly one detection: the study's criterion);
        and for each measure image_mean, image_median, patient_mean, patient_median, low, high.

    References
    ----------
    Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13. Whole patients are
    drawn because images of one patient resemble each other.
    """
    known = [name for name in (*OVERLAPS, *DISTANCES) if table[name].notna().any()]
    return {
        "n_images": len(table),
        "n_patients": int(table["patient_id"].nunique()),
        "n_nothing_drawn": int(table["hd95_px"].isna().sum()),
        "acceptance_rate": float(table["accepted"].mean()),
        "sensitivity": float(table["n_hit"].sum() / table["n_reference"].sum()),
        "false_positives_per_image": float(table["n_false"].mean()),
        **{name: _measure(table, name, rng) for name in known},
    }


def _measure(table: pd.DataFrame, name: str, rng: np.random.Generator) -> Numbers:
    images = table[name].dropna()
    patients = table.groupby("patient_id")[name].mean().dropna().to_numpy()
    low, high = _interval(patients, rng)
    return {
        "image_mean": float(images.mean()),
        "image_median": float(images.median()),
        "patient_mean": float(patients.mean()),
        "patient_median": float(np.median(patients)),
        "low": low,
        "high": high,
    }


def _interval(patients: Floats, rng: np.random.Generator) -> tuple[float, float]:
    """95 % interval of the mean over patients; NaN for a single one."""
    if len(patients) < 2:  # noqa: PLR2004
        return float("nan"), float("nan")
    drawn = stats.bootstrap(
        (patients,), np.mean, n_resamples=RESAMPLES, batch=200, method="percentile", rng=rng
    )
    return float(drawn.confidence_interval.low), float(drawn.confidence_interval.high)


def by_scanner(table: pd.DataFrame, scanners: "pd.Series[str]") -> dict[str, Numbers]:
    """Patients' mean Dice of each machine, for machines that are named.

    Parameters
    ----------
    table : DataFrame
        Rows of `catalog.AGREEMENT`.
    scanners : Series of str
        The machine of each image, by image; empty where nobody says.

    Returns
    -------
    dict
        Of each scanner: n_images, n_patients, dice (mean over patients), sensitivity.

    Examples
    --------
    >>> index = pd.Index(["A1", "B1"], name="image")
    >>> table = pd.DataFrame({"patient_id": ["A", "B"], "dice": [0.75, 0.25],
    ...     "n_hit": [1, 0], "n_reference": [1, 1]}, index=index)
    >>> by_scanner(table, pd.Series(["Logiq", ""], index=index))["Logiq"]["dice"]
    0.75
    """
    machine = scanners.reindex(table.index)
    return {
        str(name): {
            "n_images": len(rows),
            "n_patients": int(rows["patient_id"].nunique()),
            "dice": float(rows.groupby("patient_id")["dice"].mean().mean()),
            "sensitivity": float(rows["n_hit"].sum() / rows["n_reference"].sum()),
        }
        for name, rows in table.groupby(machine)
        if name
    }


def quality_check(table: pd.DataFrame, rng: np.random.Generator) -> Numbers:
    """Whether the quality that was foreseen tells the Dice that was reached.

    Spearman's rho of quality and Dice with its 95 % interval (whole patients resampled); AUC of
    low quality for finding Dice below 0.7; and the slope of the least-squares line of Dice on
    quality (1: a difference in quality means as large a difference in Dice). Images with nothing
    drawn are left out: their quality and Dice are both zero by definition.

    Parameters
    ----------
    table : DataFrame
        Rows of `catalog.AGREEMENT` of patients whom the network has not seen.
    rng : Generator
        Draws the patients.

    Returns
    -------
    dict
        n_images, n_poor (Dice below 0.7), spearman_rho, spearman_low, spearman_high, auc_poor,
        slope; NaN where too few images or a constant leave it undefined.

    References
    ----------
    Robinson et al. 2019, Med Image Anal 52:203-214 (predicted against real Dice).
    """
    drawn = table[table["hd95_px"].notna()]
    poor = drawn["dice"] < POOR
    low, high = _rho_interval(drawn, rng)
    return {
        "n_images": len(drawn),
        "n_poor": int(poor.sum()),
        "spearman_rho": _rho(drawn[["quality", "dice"]].to_numpy()),
        "spearman_low": low,
        "spearman_high": high,
        "auc_poor": _auc(poor.to_numpy(), -drawn["quality"].to_numpy()),
        "slope": _slope(drawn["quality"].to_numpy(), drawn["dice"].to_numpy()),
    }


def _varies(pairs: Floats) -> bool:
    return len(pairs) >= FEWEST and bool((np.ptp(pairs, axis=0) > 0).all())


def _rho(pairs: Floats) -> float:
    return float(stats.spearmanr(pairs).statistic) if _varies(pairs) else float("nan")


def _slope(quality: Floats, dice: Floats) -> float:
    varies = _varies(np.column_stack([quality, dice]))
    return float(stats.linregress(quality, dice).slope) if varies else float("nan")


def _auc(poor: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]", suspicion: Floats) -> float:
    both = bool(poor.any()) and not bool(poor.all())
    return float(roc_auc_score(poor, suspicion)) if both else float("nan")


def _rho_interval(drawn: pd.DataFrame, rng: np.random.Generator) -> tuple[float, float]:
    """95 % interval of rho, all images of a drawn patient coming along."""
    patients = [rows.to_numpy() for _, rows in drawn.groupby("patient_id")[["quality", "dice"]]]
    if len(patients) < FEWEST:
        return float("nan"), float("nan")
    draws = rng.integers(len(patients), size=(RESAMPLES // 2, len(patients)))
    rhos = np.array([_rho(np.concatenate([patients[one] for one in draw])) for draw in draws])
    if np.isnan(rhos).all():
        return float("nan"), float("nan")
    low, high = np.nanpercentile(rhos, [2.5, 97.5])
    return float(low), float(high)
