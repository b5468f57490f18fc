"""Rows of the table of agreement."""

import numpy as np
import pandas as pd


def agreement_table(
    dice: list[float], patients: list[str] | None = None, **columns: object
) -> pd.DataFrame:
    """One image a value; an image with Dice 0 has nothing drawn."""
    values = np.array(dice, float)
    n = len(values)
    distance = np.where(values > 0, 10 * (1 - values), np.nan)
    table = pd.DataFrame(
        {
            "patient_id": patients or [f"P{i}" for i in range(n)],
            "split": "train",
            "fold": 1,
            "seen": False,
            "n_reference": 1,
            "n_detections": (values > 0).astype(int),
            "n_hit": (values > 0.5).astype(int),
            "n_false": ((values > 0) & (values <= 0.5)).astype(int),
            "accepted": values > 0,
            "quality": values,
            "dice": values,
            "iou": values / (2 - values),
            "hd95_px": distance,
            "asd_px": distance / 2,
            "hd95_mm": np.nan,
            "asd_mm": np.nan,
        },
        index=pd.Index([f"I{i}" for i in range(n)], name="image"),
    )
    return table.assign(**columns)  # type: ignore[arg-type]
