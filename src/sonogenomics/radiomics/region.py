"""One lesion as it is handed to the feature engines: grey levels, pixels inside, pixel size."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sonogenomics.errors import StudyError, listed
from sonogenomics.params.features import RegionKind

Pixels = NDArray[Any]
Source = Pixels | Callable[[], Pixels]  # the pixels, or what reads them where they are needed
PLANE = 2  # dimensions of an ultrasound frame


class UnfitError(StudyError):
    """A lesion that gives no features, and why: in one word for counting, and in a sentence."""

    def __init__(self, reason: str, fault: str) -> None:
        super().__init__(reason, fault)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.args[1])


@dataclass(frozen=True)
class Lesion:
    """One lesion of one image of one patient.

    Attributes
    ----------
    patient_id : str
        Whose it is.
    image : str
        Name of the image.
    grey : array, rows x columns, or callable
        Grey levels, or a picklable callable that reads them (``partial(read, path)``), so that
        an image is opened in the worker that needs it.
    mask : array, rows x columns, or callable
        Not zero inside the lesion; one value only.
    lesion : int
        Which lesion of the image, from 1.
    spacing_mm : (float, float), optional
        Width and height of a pixel in mm; None where unknown, and lengths are then in px.
    """

    patient_id: str
    image: str
    grey: Source
    mask: Source
    lesion: int = 1
    spacing_mm: tuple[float, float] | None = None

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"Lesion {self.lesion} of image {self.image} (patient {self.patient_id})"


@dataclass(frozen=True)
class Region:
    """The pixels that features are taken from.

    Attributes
    ----------
    name : str
        How messages call the lesion.
    grey : array of int32 or float64, rows x columns
        Grey levels of the whole image.
    inside : array of bool, rows x columns
        The region: the lesion, or its filled bounding box.
    n_px : int
        Pixels of the lesion itself.
    spacing_mm : tuple of float, optional
        Width and height of a pixel in mm; None where unknown.
    at_edge : bool
        Whether the lesion touches the image's edge, so that part of it may not be seen.
    """

    name: str
    grey: Pixels
    inside: NDArray[np.bool_]
    n_px: int
    spacing_mm: tuple[float, ...] | None = None
    at_edge: bool = False


def region_of(lesion: Lesion, kind: RegionKind, min_pixels: int) -> Region:
    """Load a lesion and rule out whatever would give features without meaning.

    Parameters
    ----------
    lesion : Lesion
        What to load.
    kind : {'mask', 'box'}
        Features of the lesion itself, or of its filled bounding box as in the published study.
    min_pixels : int
        Smaller lesions are refused.

    Returns
    -------
    Region
        Grey levels as int32 (or float64): PyRadiomics computes bin edges in the type of the image,
        and in 8 bits a maximum above 205 wraps around and silently spoils most features.

    Raises
    ------
    UnfitError
        No plane of numbers; mask of another size, empty, or with several values; lesion too small,
        one pixel wide, covering the whole image, or of one grey level only.

    Examples
    --------
    >>> grey = np.arange(36, dtype=np.uint8).reshape(6, 6)
    >>> region = region_of(Lesion("P1", "P1-left", grey, grey % 6 > 2), "mask", min_pixels=10)
    >>> region.n_px, region.grey.dtype
    (18, dtype('int32'))
    """
    grey = as_grey_levels(_loaded(lesion.grey), lesion.name)
    inside = _inside(_loaded(lesion.mask), grey.shape, lesion.name)
    n_px = int(inside.sum())
    if n_px < min_pixels:
        raise UnfitError(
            "small",
            f"{lesion.name} covers {n_px} px, fewer than {min_pixels}: reject it in the review, or "
            "lower min_pixels in params.yaml.",
        )
    box = bounding_box(inside)
    if min(side.stop - side.start for side in box) == 1:
        raise UnfitError(
            "thin", f"{lesion.name} is one pixel wide: redraw or reject it in the review."
        )
    if kind == "box":
        inside = np.zeros_like(inside)
        inside[box] = True
    if inside.all():
        raise UnfitError(
            "whole",
            f"{lesion.name}: its {kind} covers the whole image, which PyRadiomics refuses; redraw "
            "or reject it in the review.",
        )
    _refuse_constant(grey[inside], lesion.name)
    return Region(lesion.name, grey, inside, n_px, lesion.spacing_mm, _at_edge(box, grey.shape))


def bounding_box(inside: NDArray[np.bool_]) -> tuple[slice, ...]:
    """Smallest box that holds every pixel that is set, one slice a dimension.

    Examples
    --------
    >>> bounding_box(np.array([[0, 0, 0], [0, 1, 1]], dtype=bool))
    (slice(1, 2, None), slice(1, 3, None))
    """
    dimensions = range(inside.ndim)
    sides = []
    for dimension in dimensions:
        others = tuple(other for other in dimensions if other != dimension)
        set_here = np.flatnonzero(inside.any(axis=others))
        sides.append(slice(int(set_here[0]), int(set_here[-1]) + 1))
    return tuple(sides)


def _at_edge(box: tuple[slice, ...], shape: tuple[int, ...]) -> bool:
    return any(
        side.start == 0 or side.stop == length for side, length in zip(box, shape, strict=True)
    )


def as_grey_levels(pixels: Pixels, name: str) -> Pixels:
    """Grey levels in a type whose bin edges do not wrap: int32 for whole numbers, else float64."""
    if pixels.ndim != PLANE:
        raise UnfitError(
            "colour",
            f"{name}: its image has {pixels.ndim} dimensions, not rows x columns; make colour grey "
            "and choose one frame first.",
        )
    if np.issubdtype(pixels.dtype, np.integer):
        bounds = np.iinfo(np.int32)
        if pixels.size and (pixels.min() < bounds.min or pixels.max() > bounds.max):
            raise UnfitError(
                "depth", f"{name}: its image has grey levels beyond 32 bits; rescale it."
            )
        return pixels.astype(np.int32)
    if not np.issubdtype(pixels.dtype, np.floating):
        raise UnfitError(
            "depth", f"{name}: its image holds {pixels.dtype} values, not grey levels."
        )
    if not np.isfinite(pixels).all():
        raise UnfitError(
            "depth", f"{name}: its image has missing or infinite grey levels; export it again."
        )
    return pixels.astype(np.float64)


def _loaded(source: Source) -> Pixels:
    return np.asarray(source() if callable(source) else source)


def _inside(mask: Pixels, shape: tuple[int, ...], name: str) -> NDArray[np.bool_]:
    if mask.shape != shape:
        raise UnfitError(
            "size",
            f"{name}: its mask is {_size(mask.shape)} px, its image {_size(shape)}; draw the mask "
            "on this very image.",
        )
    values = np.unique(mask[mask != 0])
    if values.size == 0:
        raise UnfitError("empty", f"{name}: its mask is empty; redraw or reject it in the review.")
    if values.size > 1:
        raise UnfitError(
            "labels",
            f"{name}: its mask holds {values.size} values ({listed(values)}); give each lesion a "
            "mask of its own.",
        )
    return np.asarray(mask != 0)


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(str(side) for side in shape)


def _refuse_constant(levels: Pixels, name: str) -> None:
    if levels.min() == levels.max():
        raise UnfitError(
            "constant",
            f"{name} has the one grey level {levels.flat[0]:g}, so no texture is defined "
            "(PyRadiomics would answer with constants such as correlation 1): check whether the "
            "frame is blank.",
        )
