"""Into the square and back."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sonogenomics.segmentation.fitting import Fit


@settings(max_examples=40, deadline=None)
@given(st.integers(20, 400), st.integers(20, 400), st.sampled_from([64, 128]))
def test_a_lesion_comes_back_where_it_was(n_rows: int, n_columns: int, side: int) -> None:
    assume(min(n_rows, n_columns) * 2 / 3 * side / max(n_rows, n_columns) >= 8)  # px of the square
    fit = Fit(side, n_rows, n_columns)
    rows, columns = np.ogrid[:n_rows, :n_columns]
    there = ((rows - n_rows / 2) / (n_rows / 3)) ** 2 + (
        (columns - n_columns / 2) / (n_columns / 3)
    ) ** 2 < 1
    square = fit.forward_labels(there.astype(np.uint8))
    back = fit.back((square > 0).astype(np.float32)) > 0.5
    assert back.shape == there.shape
    assert 2 * (back & there).sum() / (back.sum() + there.sum()) > 0.85


def test_the_aspect_is_kept_and_the_rest_is_black() -> None:
    fit = Fit.of((100, 50), 64)
    assert fit.scaled == (64, 32)
    square = fit.forward(np.full((100, 50), 9, np.uint8))
    assert (square[:, :32] == 9).all()
    assert (square[:, 32:] == 0).all()


def test_two_lesions_keep_their_numbers() -> None:
    labels = np.zeros((80, 80), np.uint8)
    labels[10:30, 10:30], labels[50:70, 50:70] = 1, 2
    square = Fit.of((80, 80), 64).forward_labels(labels)
    assert np.unique(square).tolist() == [0, 1, 2]
    assert square[16, 16] == 1
    assert square[48, 48] == 2


def test_an_image_of_the_squares_size_is_unchanged(rng: np.random.Generator) -> None:
    grey = rng.integers(0, 256, (64, 64), np.uint8)
    fit = Fit.of(grey.shape, 64)
    assert (fit.forward(grey) == grey).all()
    assert (fit.back(grey.astype(np.float32)) == grey).all()
