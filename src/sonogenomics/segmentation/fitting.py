"""An image of any size, fitted into the network's square, and the way back."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

Grey = npt.NDArray[np.uint8]
Probabilities = npt.NDArray[np.float32]
HALF = 128  # of 255: a pixel of the square belongs to the lesion that covers half of it


@dataclass(frozen=True)
class Fit:
    """How an image lies in the square: scaled until its longer side fits, at the top left.

    Attributes
    ----------
    side_px : int
        Of the square.
    n_rows, n_columns : int
        Of the image.

    Examples
    --------
    >>> fit = Fit(side_px=64, n_rows=100, n_columns=200)
    >>> fit.scaled
    (32, 64)
    >>> fit.forward(np.full((100, 200), 7, np.uint8))[[0, 31, 32], 0].tolist()
    [7, 7, 0]
    >>> fit.back(np.ones((64, 64), np.float32)).shape
    (100, 200)
    """

    side_px: int
    n_rows: int
    n_columns: int

    @classmethod
    def of(cls, shape: tuple[int, ...], side_px: int) -> "Fit":
        """The fit of an image with `shape` (rows, columns)."""
        return cls(side_px, shape[0], shape[1])

    @property
    def scaled(self) -> tuple[int, int]:
        """Rows and columns that the image has in the square; the rest of it is black."""
        scale = self.side_px / max(self.n_rows, self.n_columns)
        return max(1, round(self.n_rows * scale)), max(1, round(self.n_columns * scale))

    def forward(self, grey: Grey) -> Grey:
        """Fit a grey image into the square.

        Parameters
        ----------
        grey : uint8 array, shape (n_rows, n_columns)

        Returns
        -------
        uint8 array, shape (side_px, side_px)
        """
        return self._padded(self._resized(grey))

    def forward_labels(self, labels: Grey) -> Grey:
        """Fit a mask (0 outside, 1, 2, ... by lesion) into the square, lesion by lesion.

        Parameters
        ----------
        labels : uint8 array, shape (n_rows, n_columns)

        Returns
        -------
        uint8 array, shape (side_px, side_px)
        """
        fitted = np.zeros(self.scaled, np.uint8)
        for label in np.unique(labels[labels > 0]):
            fitted[self._resized((labels == label) * np.uint8(255)) >= HALF] = label
        return self._padded(fitted)

    def back(self, probabilities: Probabilities) -> Probabilities:
        """Bring a mask of the square back to the image's own size.

        Parameters
        ----------
        probabilities : float32 array, shape (side_px, side_px)

        Returns
        -------
        float32 array, shape (n_rows, n_columns)
            Above 0.5: lesion.
        """
        rows, columns = self.scaled
        inside = Image.fromarray(np.ascontiguousarray(probabilities[:rows, :columns], np.float32))
        size = (self.n_columns, self.n_rows)
        return np.asarray(inside.resize(size, Image.Resampling.BILINEAR), np.float32)

    def _resized(self, grey: Grey) -> Grey:
        rows, columns = self.scaled
        image = Image.fromarray(np.ascontiguousarray(grey, np.uint8))
        return np.asarray(image.resize((columns, rows), Image.Resampling.BILINEAR), np.uint8)

    def _padded(self, fitted: Grey) -> Grey:
        square = np.zeros((self.side_px, self.side_px), np.uint8)
        square[: fitted.shape[0], : fitted.shape[1]] = fitted
        return square
