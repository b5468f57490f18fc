"""The refits' quantiles beside numpy's."""

import numpy as np
import pytest

from sonogenomics.serving.refits import LEVEL, quantiles


@pytest.mark.parametrize("n_refits", [2, 3, 41, 200, 201])
@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_quantiles_are_numpys_to_the_last_bit(
    n_refits: int, scale: float, rng: np.random.Generator
) -> None:
    values = scale * rng.normal(size=(50, n_refits))
    np.testing.assert_array_equal(quantiles(values), np.quantile(values, LEVEL, axis=1))
