"""One table of how far each feature can be relied upon, and which are barred."""

import pandas as pd

from sonogenomics.params.features import Urfs
from sonogenomics.radiomics.robustness import Agreement, barred

GOOD, EXCELLENT = 0.75, 0.9  # Koo and Li, J Chiropr Med 2016;15:155-163


def reliability(masks: Agreement, views: Agreement, rules: Urfs) -> pd.DataFrame:
    """Bring both comparisons together and bar what falls below a threshold in either.

    Parameters
    ----------
    masks, views : Agreement
        Under small changes of the outline, and across the views of a patient.
    rules : Urfs
        `min_icc_masks` and `min_icc_views`; 0 bars none.

    Returns
    -------
    DataFrame, one row per feature
        `icc_masks`, `icc_views`, each with `_low` and `_high`, and `barred`.

    Raises
    ------
    StudyError
        A threshold for a comparison that could not be made.

    Examples
    --------
    >>> icc = pd.DataFrame(
    ...     {"icc": [0.9, 0.4], "low": [0.8, 0.2], "high": [1.0, 0.6]},
    ...     index=pd.Index(["original_glcm_Idm", "original_glcm_Id"], name="feature"))
    >>> rules = Urfs(feature_set="all", aggregate="mean", min_icc_masks=0.75, min_icc_views=0,
    ...     harmonise="none")
    >>> reliability(Agreement(icc, 50, 5, 0), Agreement(icc, 9, 2, 41), rules)["barred"].to_list()
    [False, True]
    """
    named = {"masks": masks, "views": views}
    columns = {
        f"icc_{name}{end}": one.icc[column]
        for name, one in named.items()
        for column, end in (("icc", ""), ("low", "_low"), ("high", "_high"))
    }
    out = barred(masks, rules.min_icc_masks, "urfs.min_icc_masks") | barred(
        views, rules.min_icc_views, "urfs.min_icc_views"
    )
    return pd.DataFrame({**columns, "barred": out}).rename_axis(index="feature")


def summary(agreement: Agreement) -> dict[str, object]:
    """How many subjects were compared, and how many features are good and excellent."""
    icc = agreement.icc["icc"]
    return {
        "n_compared": agreement.n_subjects,
        "n_left_out": agreement.n_left_out,
        "n_measurements": agreement.n_raters,
        "median_icc": float(icc.median()) if icc.notna().any() else float("nan"),
        "n_good": int((icc >= GOOD).sum()),
        "n_excellent": int((icc >= EXCELLENT).sum()),
        "n_undefined": int(icc.isna().sum()),
    }
