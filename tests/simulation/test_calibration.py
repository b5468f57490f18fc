import numpy as np
import pytest

from sonogenomics.simulation.calibration import N_PATIENTS, calibrate
from sonogenomics.simulation.visibility import calibration

N = 100


@pytest.mark.slow
def test_a_smaller_calibration_agrees_with_the_committed_one_within_its_error() -> None:
    """Other patients, so both tables err; features err together, so the mean is not stricter."""
    again, committed = calibrate(N, seed=2), calibration()
    again = again.loc[committed.index]
    error = np.sqrt(1 / N + 1 / N_PATIENTS)  # of Fisher's z
    traits = [column for column in committed if column != "her2_effect"]
    found, expected = (np.arctanh(table[traits].to_numpy()) for table in (again, committed))
    z = (found - expected) / error
    assert np.abs(z).max() < 4.5
    assert (z**2).mean() < 2.5
    # of d, were the arms independent; they are twins, so it errs less
    d = (again["her2_effect"] - committed["her2_effect"]).abs() / (np.sqrt(2) * error)
    assert d.max() < 3
    assert d.mean() < 1
