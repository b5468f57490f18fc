import numpy as np
import pandas as pd

from sonogenomics.radiomics.harmonisation import harmonised, learn
from sonogenomics.serving.scanner_scale import scanner_scales


def test_slope_and_shift_give_what_combat_gives() -> None:
    rng = np.random.default_rng(1)
    names = [f"P{number}" for number in range(60)]
    scanner = pd.Series(["A", "B"] * 30, index=names)
    shift = np.where(scanner == "B", 2.0, 0.0)[:, None]
    urfs = pd.DataFrame(rng.normal(5, 1, (60, 4)) + shift, index=names, columns=list("abcd"))
    scales = scanner_scales(urfs, scanner, ["c", "a"])
    expected = harmonised(learn(urfs, scanner), urfs, scanner)[["c", "a"]].to_numpy()
    slope = np.array([scales[name]["slope"] for name in scanner])
    offset = np.array([scales[name]["shift"] for name in scanner])
    np.testing.assert_allclose(urfs[["c", "a"]].to_numpy() * slope + offset, expected, rtol=1e-9)
