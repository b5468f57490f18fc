"""Eight-bit grey pictures: frames, outlines, masks, uncertainty."""

from pathlib import Path

import numpy as np
from PIL import Image

from sonogenomics.errors import StudyError
from sonogenomics.segmentation.fitting import Grey
from sonogenomics.segmentation.patches import Shape

RESTORE = "restore it with dvc checkout, or run the stage images again"


def read_grey(path: Path, shape: Shape | None = None) -> Grey:
    """Read a picture that an earlier stage wrote.

    Parameters
    ----------
    path : Path
        An eight-bit grey PNG.
    shape : tuple of int, optional
        Rows and columns that it must have.

    Raises
    ------
    StudyError
        Missing, damaged, or of another size.
    """
    try:
        with Image.open(path, formats=("PNG",)) as image:
            grey = np.asarray(image.convert("L"))
    except (OSError, SyntaxError, ValueError) as error:
        raise StudyError(f"{path} cannot be read ({type(error).__name__}): {RESTORE}.") from None
    if shape is not None and grey.shape != shape:
        raise StudyError(
            f"{path} is {grey.shape[0]} x {grey.shape[1]} px and its image {shape[0]} x {shape[1]}"
            f": {RESTORE}."
        )
    return grey


def write_grey(path: Path, values: Grey) -> None:
    """Write a PNG; equal values give equal bytes.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_grey(Path(folder, "a.png"), np.array([[0, 7]], np.uint8))
    ...     read_grey(Path(folder, "a.png")).tolist()
    [[0, 7]]
    """
    Image.fromarray(values).save(path, format="PNG", compress_level=6, optimize=False)
