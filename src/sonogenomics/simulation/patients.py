"""The hospital's list of patients: clinical data, HER2 assays, and reasons to leave some out."""

import numpy as np
import pandas as pd

from sonogenomics.simulation.settings import Settings

# reason: the column that shows it, what the column says then, and how often it occurs
_REASONS = {
    "benign": ("pathology", "fibroadenoma", 0.020),
    "treated": ("prior_treatment", "neoadjuvant chemotherapy", 0.025),
    "biopsied": ("ultrasound_before_biopsy", "no", 0.020),
    "invisible": ("lesion_visible", "no", 0.013),
    "blurred": ("image_quality", "poor", 0.023),
    "incomplete": ("clinical_record", "incomplete", 0.017),
    "equivocal": ("fish", "", 0.020),
}
_AGE_AT_MENOPAUSE = 50
_STAGES = np.array(  # anatomic stage by T (rows T1-T4) and N (columns N0-N3), AJCC 8th edition
    [
        ["I", "II", "III", "III"],
        ["II", "II", "III", "III"],
        ["II", "III", "III", "III"],
        ["III", "III", "III", "III"],
    ]
)


def patients(settings: Settings, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.Series]:
    """Draw the list of patients and, beside it, what each tumour truly is.

    Nothing in the list but HER2 itself depends on HER2, so that no clinical variable confounds
    the planted differences.

    Parameters
    ----------
    settings : Settings
    rng : Generator

    Returns
    -------
    table : DataFrame
        One row per patient; columns as in patients.csv.
    her2 : Series of int
        1 = HER2-positive, by `patient_id`; also of those whose assays leave it open.
    """
    n = settings.n_patients
    index = pd.Index([f"SIM-{number:04d}" for number in range(1, n + 1)], name="patient_id")
    her2 = _her2(n, settings.her2_share, rng)
    table = pd.concat([_assays(her2, rng), _clinic(n, rng), _pathway(n, rng)], axis=1)
    table = _with_reasons(table, rng).set_index(index).reset_index()
    return table, pd.Series(her2, index=index, name="her2")


def modelled(table: pd.DataFrame) -> pd.Series:
    """Whether each patient passes every step of the flow (a boolean by row)."""
    kept = pd.Series(data=True, index=table.index)
    for reason, (column, shown, _) in _REASONS.items():
        if reason != "equivocal":
            kept &= table[column] != shown
    return kept & ~((table["ihc"] == "2+") & (table["fish"] == ""))


def imaged(table: pd.DataFrame) -> pd.Series:
    """Whether features could be taken: a visible lesion on a usable image (boolean by row)."""
    return (table["lesion_visible"] == "yes") & (table["image_quality"] != "poor")


def _her2(n: int, share: float, rng: np.random.Generator) -> np.ndarray:
    her2 = np.zeros(n, dtype=int)
    her2[: round(share * n)] = 1
    return rng.permutation(her2)


def _assays(her2: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    positive = her2 == 1
    n = len(her2)
    above = rng.choice(["3+", "2+"], n, p=[0.8, 0.2])
    below = rng.choice(["0", "1+", "2+"], n, p=[0.35, 0.35, 0.3])
    ihc = np.where(positive, above, below)
    settled = np.where(positive, "positive", "negative")
    return pd.DataFrame({"ihc": ihc, "fish": np.where(ihc == "2+", settled, "")})


def _clinic(n: int, rng: np.random.Generator) -> pd.DataFrame:
    age = np.clip(np.round(rng.normal(54, 11, n)), 26, 88).astype(int)
    t = rng.choice(4, n, p=[0.38, 0.47, 0.1, 0.05])
    nodes = rng.choice(4, n, p=[0.52, 0.29, 0.12, 0.07])
    m = rng.choice(2, n, p=[0.97, 0.03])
    site = rng.choice(["A", "B"], n, p=[0.6, 0.4])
    return pd.DataFrame(
        {
            "age": age,
            "menopause": np.where(age + rng.normal(0, 3, n) > _AGE_AT_MENOPAUSE, "post", "pre"),
            "quadrant": rng.choice(["UOQ", "UIQ", "LOQ", "LIQ"], n, p=[0.5, 0.2, 0.2, 0.1]),
            "t": [f"T{size + 1}" for size in t],
            "n": [f"N{number}" for number in nodes],
            "m": [f"M{spread}" for spread in m],
            "stage": np.where(m == 1, "IV", _STAGES[t, nodes]),
            "site": site,
            "scanner": np.where(site == "A", "HITACHI Vision 500", "Aixplorer"),
        }
    )


def _pathway(n: int, rng: np.random.Generator) -> pd.DataFrame:
    cancers = ["invasive ductal carcinoma", "invasive lobular carcinoma"]
    return pd.DataFrame(
        {
            "pathology": rng.choice(cancers, n, p=[0.88, 0.12]),
            "prior_treatment": "untreated",
            "ultrasound_before_biopsy": "yes",
            "lesion_visible": "yes",
            "image_quality": rng.choice(["good", "acceptable"], n, p=[0.75, 0.25]),
            "clinical_record": "complete",
        }
    )


def _with_reasons(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Give a few patients one reason each to be left out, so that every step can be counted."""
    table = table.copy()
    waiting = rng.permutation(len(table))
    for reason, (column, shown, share) in _REASONS.items():
        count = round(share * len(table))
        chosen, waiting = waiting[:count], waiting[count:]
        table.loc[chosen, column] = shown
        if reason == "equivocal":
            table.loc[chosen, "ihc"] = "2+"
        if reason == "incomplete":
            table.loc[chosen, ["n", "stage"]] = ""
    return table
