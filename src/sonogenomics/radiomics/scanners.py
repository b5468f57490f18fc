"""Which machine each patient was seen on, and what the machine alone explains of a feature."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, kruskal

FEWEST = 5  # patients of a scanner, so that H follows chi-square well enough
LEVEL = 0.05  # of features that are said to differ, after Benjamini-Hochberg
COLUMNS = {
    "n_scanners": "int64",
    "epsilon_squared": "float64",
    "p": "float64",
    "p_bh": "float64",
    "epsilon_squared_after": "float64",
}


@dataclass(frozen=True)
class Scanners:
    """The machine of each patient.

    Attributes
    ----------
    by_patient : Series of str, by patient
        Empty where no image names one.
    n_several : int
        Patients seen on more than one.
    """

    by_patient: "pd.Series[str]"
    n_several: int


def scanner_of_patients(images: pd.DataFrame) -> Scanners:
    """Take the scanner of most of a patient's images; of equals, the first by name.

    Parameters
    ----------
    images : DataFrame
        One row per image: `patient_id` and `scanner`, empty where unknown.

    Returns
    -------
    Scanners

    Examples
    --------
    >>> images = pd.DataFrame({
    ...     "patient_id": ["P1", "P1", "P2", "P3"], "scanner": ["B", "A", "B", ""]})
    >>> found = scanner_of_patients(images)
    >>> found.by_patient.to_dict(), found.n_several
    ({'P1': 'A', 'P2': 'B', 'P3': ''}, 1)
    """
    counts = images.groupby(["patient_id", "scanner"]).size().rename("n").reset_index()
    known = counts[counts["scanner"] != ""]
    ordered = known.sort_values(["patient_id", "n", "scanner"], ascending=[True, False, True])
    most = ordered.drop_duplicates("patient_id").set_index("patient_id")["scanner"]
    patients = pd.Index(sorted(images["patient_id"].unique()), dtype="str", name="patient_id")
    n_several = int((known.groupby("patient_id").size() > 1).sum())
    return Scanners(most.reindex(patients).fillna("").astype("str"), n_several)


def compared(scanner: "pd.Series[str]", fewest: int = FEWEST) -> list[str]:
    """Scanners with enough patients to be compared, by name."""
    counts = scanner[scanner != ""].value_counts()
    return sorted(str(name) for name in counts.index[counts >= fewest])


def scanner_effects(
    urfs: pd.DataFrame, scanner: "pd.Series[str]", after: pd.DataFrame | None = None
) -> pd.DataFrame:
    r"""How much of each feature's ranks the scanner explains.

    Kruskal-Wallis test over the scanners with at least five patients, and

    .. math:: \epsilon^2 = \frac{H}{n - 1}

    of n patients: 0 where scanners have nothing to say, 1 where they say everything; by chance
    alone `by_chance` on average. In the patients that ComBat learnt from it is next to nothing by
    construction (and so it is in a cross-validation among them, whose parts cancel out). What
    ComBat achieves is therefore seen in patients that it did not learn from.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        Training patients.
    scanner : Series of str, by patient
        Empty where unknown.
    after : DataFrame, patients x features, optional
        Held-out patients, harmonised by what the others taught.

    Returns
    -------
    DataFrame, one row per feature
        `n_scanners`, `epsilon_squared`, `p`, `p_bh` (Benjamini-Hochberg over the features),
        `epsilon_squared_after` (NaN without `after`, or where a scanner has fewer than five
        patients in it); no row where fewer than two scanners have
        enough patients.

    References
    ----------
    Kruskal WH, Wallis WA. J Am Stat Assoc 1952;47:583-621.
    Tomczak M, Tomczak E. Trends Sport Sci 2014;21:19-25 (epsilon squared).

    Examples
    --------
    >>> urfs = pd.DataFrame({"original_glcm_Idm": np.arange(10.0)}, index=list("abcdefghij"))
    >>> scanner = pd.Series(["A"] * 5 + ["B"] * 5, index=urfs.index)
    >>> scanner_effects(urfs, scanner)["epsilon_squared"].round(3).item()
    0.758
    """
    names = compared(scanner.loc[urfs.index])
    if len(names) < 2 or urfs.shape[1] == 0:  # noqa: PLR2004 (a difference needs two)
        return no_effects()
    epsilon_squared, p = _kruskal(urfs, scanner, names)
    later = np.full(len(p), np.nan)
    if after is not None and set(names) <= set(compared(scanner.loc[after.index])):
        later, _ = _kruskal(after, scanner, names)
    columns = {
        "n_scanners": len(names),
        "epsilon_squared": epsilon_squared,
        "p": p,
        "p_bh": false_discovery_control(p),
        "epsilon_squared_after": later,
    }
    return pd.DataFrame(columns, index=pd.Index(urfs.columns, dtype="str", name="feature"))


def by_chance(scanner: "pd.Series[str]") -> float:
    """Mean of epsilon squared where scanners say nothing: (scanners - 1) / (patients - 1).

    Examples
    --------
    >>> by_chance(pd.Series(["A"] * 10 + ["B"] * 11))
    0.05
    """
    names = compared(scanner)
    n = int(scanner.isin(names).sum())
    return (len(names) - 1) / (n - 1) if names else float("nan")


def summary(
    effects: pd.DataFrame, urfs: pd.DataFrame, scanner: "pd.Series[str]"
) -> dict[str, object]:
    """How many scanners were compared, and how much of the features they explain."""
    if effects.empty:
        return {"n_compared": len(compared(scanner.loc[urfs.index]))}
    return {
        "n_compared": int(effects["n_scanners"].iloc[0]),
        "n_features_that_differ": int((effects["p_bh"] < LEVEL).sum()),
        "median_epsilon_squared": float(effects["epsilon_squared"].median()),
        "by_chance": by_chance(scanner.loc[urfs.index]),
        "median_epsilon_squared_after": float(effects["epsilon_squared_after"].median()),
    }


def _kruskal(
    urfs: pd.DataFrame, scanner: "pd.Series[str]", names: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Epsilon squared and p of each feature; 0 and 1 where all these patients share one value."""
    of = scanner.loc[urfs.index]
    groups = [urfs[of == name].to_numpy(float) for name in names]
    varies = np.ptp(np.vstack(groups), axis=0) > 0
    h, p = np.zeros(urfs.shape[1]), np.ones(urfs.shape[1])
    if varies.any():
        h[varies], p[varies] = kruskal(*(group[:, varies] for group in groups))
    return h / (sum(map(len, groups)) - 1), p


def no_effects() -> pd.DataFrame:
    """The table of a study whose scanners cannot be compared: its columns, no row."""
    columns = {name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()}
    return pd.DataFrame(columns, index=pd.Index([], dtype="str", name="feature"))
