"""What an expert drew on one image, kept as outlines or runs until pixels are asked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError

from sonogenomics.errors import StudyError, listed
from sonogenomics.imaging.damage import check_size, decoding, read_small
from sonogenomics.imaging.masks import Lesion
from sonogenomics.imaging.outlines import Mask, Points, fill_polygon, fill_runs, run_lengths
from sonogenomics.imaging.ultrasound import Shape

Coordinate: TypeAlias = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
Side: TypeAlias = Annotated[PositiveInt, Field(le=10**6)]
MAX_DRAWN = 400_000_000  # pixels of all lesions of one image together, one byte each


class Foreign(BaseModel):
    """A file of another program: what we need is checked, what we do not know is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


@dataclass(frozen=True, eq=False)
class Drawn:
    """One lesion: polygons whose union it is, or run lengths.

    Attributes
    ----------
    label : str
        Its name.
    polygons : tuple of float array, shape (n, 2)
        x and y in px.
    runs : str or tuple of int, optional
        COCO's run lengths, compressed or not.
    """

    label: str
    polygons: tuple[Points, ...] = ()
    runs: str | tuple[int, ...] | None = None

    def mask(self, shape: Shape) -> Mask:
        """Pixels of the lesion.

        Raises
        ------
        ValueError
            Run lengths that do not fit the image, or an outline too intricate.
        """
        if self.runs is not None:
            packed = isinstance(self.runs, str)
            runs = run_lengths(self.runs) if packed else np.array(self.runs, np.int64)  # type: ignore[arg-type]
            return fill_runs(runs, shape)
        mask = np.zeros(shape, bool)
        for corners in self.polygons:
            mask |= fill_polygon(corners, shape)
        return mask


@dataclass(frozen=True, eq=False)
class Drawing:
    """All that is drawn on one image.

    Attributes
    ----------
    image : str
        Its file name, as the drawing program knew it.
    shape : tuple of int
        Its rows and columns.
    shapes : tuple of Drawn
        Its lesions.
    """

    image: str
    shape: Shape
    shapes: tuple[Drawn, ...]

    def lesions(self, source: Path | str) -> list[Lesion]:
        """Pixels of every lesion, to be checked by `masks.checked_lesions`.

        Parameters
        ----------
        source : Path or str
            The file, for messages.

        Raises
        ------
        StudyError
            Run lengths that do not fit the image, an outline too intricate, or too many lesions.

        Examples
        --------
        >>> square = Drawn("cyst", (np.array([[0.0, 0], [2, 0], [2, 2], [0, 2]]),))
        >>> (lesion,) = Drawing("P1.png", (3, 3), (square,)).lesions("annotations.json")
        >>> lesion.label, int(lesion.mask.sum())
        ('cyst', 4)
        """
        check_size(Path(self.image), *self.shape)
        if self.shape[0] * self.shape[1] * len(self.shapes) > MAX_DRAWN:
            raise StudyError(
                f"{source} draws {len(self.shapes)} lesions on {self.image}: more than memory "
                "should hold; keep those that are meant."
            )
        try:
            return [Lesion(drawn.mask(self.shape), drawn.label) for drawn in self.shapes]
        except (ValueError, OverflowError) as error:
            raise StudyError(
                f"{source}: a lesion of {self.image} has {error}: export it again."
            ) from None


def parsed(path: Path, kind: type[BaseModel], name: str) -> BaseModel:
    """Read a JSON file of another program, and say all that is wrong with it.

    Parameters
    ----------
    path : Path
        The file.
    kind : pydantic model
        What it must hold.
    name : str
        Name of the format, for messages.

    Raises
    ------
    StudyError
        Not JSON, or not of this kind.
    """
    with decoding(path, "export the annotations again"):
        content = read_small(path)
        try:
            return kind.model_validate_json(content)
        except ValidationError as error:
            faults = error.errors(include_url=False, include_input=False)
            told = [f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in faults]
            raise StudyError(
                f"{path} is not {name} as exported by annotation programs: "
                f"{listed(told, 3)}. Export it again."
            ) from None
