"""Many least-squares problems at once against NumPy's, one by one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sonogenomics.diagnosis.batched_least_squares import least_squares


@given(st.integers(0, 10**6))
@settings(max_examples=30)
def test_least_squares_solves_what_numpy_solves(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(4, 12, 5)), rng.normal(size=(4, 12))
    x[1, :, 2] = x[1, :, 0] - x[1, :, 1]
    x[2, :, 0] = 0
    solution, aliased = least_squares(x, y)
    dropped = [(1, 2), (2, 0)]
    assert np.argwhere(aliased).tolist() == [list(one) for one in dropped]
    for i in range(4):
        used = ~aliased[i]
        expected = np.linalg.lstsq(x[i][:, used], y[i], rcond=None)[0]
        np.testing.assert_allclose(solution[i][used], expected, rtol=1e-8, atol=1e-10)
        assert not solution[i][~used].any()
